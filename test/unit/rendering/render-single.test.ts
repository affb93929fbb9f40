import { describe, expect, it } from 'vitest';
import { renderMessage } from '#shared/rendering/render.ts';
import { NOW, settings, told } from './builders.ts';

const single = (...args: Parameters<typeof told>) =>
  renderMessage({ ...settings(), kind: 'single', told: told(...args) });
const english = (...args: Parameters<typeof told>) =>
  renderMessage({ ...settings({ language: 'en_US' }), kind: 'single', told: told(...args) });

describe('a single alert', () => {
  it('says what is down and where, since when, for how long, what it says, and the link', () => {
    expect(single()).toEqual({
      format: 'markdown',
      template: expect.stringMatching(/^default\/single\/zh_CN\/[0-9a-f]{8}$/),
      title: '【停服】OB 服务器无法连接 · obcluster-1/192.0.2.10',
      text: [
        '### 【停服】OB 服务器无法连接 · obcluster-1/192.0.2.10',
        '- 开始：11-21 03:07:12 +08:00，已持续 3 分 20 秒',
        '> 连续 3 次连接 2881 端口失败',
        '',
        '[查看告警](http://ocp.example.com:8080/alarm/event/1000160)',
      ].join('\n'),
      mention: { mobiles: [], userIds: [], all: false },
      cut: false,
    });
  });

  it('is plain text without any markup in a text channel', () => {
    const { text } = renderMessage({ ...settings({ format: 'text' }), kind: 'single', told: told() });
    expect(text).toBe(
      [
        '【停服】OB 服务器无法连接 · obcluster-1/192.0.2.10',
        '开始：11-21 03:07:12 +08:00，已持续 3 分 20 秒',
        '连续 3 次连接 2881 端口失败',
        '',
        '查看告警：http://ocp.example.com:8080/alarm/event/1000160',
      ].join('\n'),
    );
  });

  it.each([
    [
      { change: 'repeat', occurrences: 12, sinceLast: 3 },
      ' · 持续 3 分 20 秒未恢复',
      '- 次数：共收到 12 次，上次通知后 3 次',
    ],
    [{ change: 'escalated', toldLevel: 'critical' }, ' · 由严重升级', ''],
    [{ change: 'escalated' }, ' · 级别升高', ''],
    [{ change: 'refired', occurrences: 5, sinceLast: 5 }, ' · 再次触发', '- 次数：共收到 5 次'],
  ] as const)('names what changed: %o', (change, ending, line) => {
    const message = single(change);
    expect(message.title).toBe(`【停服】OB 服务器无法连接 · obcluster-1/192.0.2.10${ending}`);
    expect(message.text).toContain(line);
  });

  it.each([
    [2, undefined],
    [5, '共收到 4 次'],
  ])('counts the word that it is over as none of the times: %i receipts', (occurrences, line) => {
    const { text } = single({ change: 'recovered', occurrences, sinceLast: 1 });
    expect(/共收到 \d+ 次/.exec(text)?.[0]).toBe(line);
  });

  it.each([
    [
      { change: 'repeat', occurrences: 12, sinceLast: 3 },
      ' · still firing after 3 min 20 s',
      '- Received: 12 times, 3 since last told',
    ],
    [{ change: 'escalated', toldLevel: 'critical' }, ' · raised from Critical', ''],
    [{ change: 'refired' }, ' · firing again', ''],
  ] as const)('names what changed in English: %o', (change, ending, line) => {
    const message = english(change, { name: 'OB server unreachable' });
    expect(message.title).toBe(`[Down] OB server unreachable · obcluster-1/192.0.2.10${ending}`);
    expect(message.text).toContain(line);
  });

  it('says how late it is told, whatever it tells', () => {
    for (const change of ['new', 'repeat', 'refired', 'recovered'] as const) {
      expect(single({ lateMs: 423_000, change }).text).toContain('- 延迟：晚了 7 分 3 秒，应在 03:03:29 送达');
    }
    expect(english({ lateMs: 423_000 }).text).toContain('- Late: delivered 7 min 3 s late, was due at 03:03:29');
    expect(single({ firstAt: NOW - 423_000 }).text).not.toContain('延迟');
  });

  it('names one that goes back and forth, with how often in how long and what follows from it', () => {
    const flapping = { changes: 6, sinceMs: NOW - 540_000 };
    const firing = single({ flapping, change: 'refired' });
    expect(firing.title).toBe('【停服】OB 服务器无法连接 · obcluster-1/192.0.2.10 · 抖动');
    expect(firing.text).toContain('- 抖动：9 分钟内变化 6 次，之后减少通知');

    const over = english({ flapping, change: 'recovered' });
    expect(over.title).toMatch(/^\[Recovered\] .* \(Down for .*\) · flapping$/);
    expect(over.text).toContain('- Flapping: changed 6 times in 9 min; told less often from now on');
  });

  it('counts from acceptance where the sender gives no time, or one that can not be', () => {
    for (const activeAt of [undefined, 'soon', '0001-01-01T00:00:00Z', '2038-01-01T00:00:00Z']) {
      const { text } = single({}, activeAt === undefined ? { activeAt: '' } : { activeAt });
      expect(text).toContain('- 开始：11-21 03:10:12 +08:00，已持续 20 秒');
    }
  });

  it('leaves out a summary that only repeats name and target, and keeps one that adds something', () => {
    expect(single().text).not.toContain('ob_cluster=');
    expect(single({}, { summary: '2 of 3 replicas lost' }).text).toContain('> 2 of 3 replicas lost\n> 连续 3 次');
    expect(single({}, { summary: '连续 3 次连接' }).text.match(/连续 3 次/g)).toHaveLength(1);
  });

  it('shows the labels where an alert says nothing else', () => {
    const { text } = single({}, { summary: '', description: '', labels: { job: 'node', alertname: 'X', zone: 'z1' } });
    expect(text).toContain('> job=node, zone=z1');
  });

  it('shows the whole target where the title had to leave some of it out', () => {
    const target = 'ob_cluster=obcluster-1:tenant_name=sys:sql_id=2A6D6C59E6D86C57519267B5EC2CBEC3';
    const message = single({}, { target });
    expect(message.title).toBe('【停服】OB 服务器无法连接 · obcluster-1/sys');
    expect(message.text).toContain(`- 对象：${target}`);
  });

  it('keeps every line of a description inside its quote', () => {
    expect(single({}, { description: 'one\r\n\r\n\r\ntwo\nthree' }).text).toContain('> one\n> two\n> three');
  });

  it('has a name even when the alert has none', () => {
    expect(single({}, { name: ' \n ' }).title).toBe('【停服】未命名告警 · obcluster-1/192.0.2.10');
  });

  it('keeps the title on one line', () => {
    const message = single({}, { name: 'a\nb\tc', target: 'x\ny' });
    expect(message.title).toBe('【停服】a b c · x y');
    expect(message.text.split('\n')[0]).toBe('### 【停服】a b c · x y');
  });

  it('falls back to the list where the alert has no link of its own', () => {
    const { url: _, ...rest } = told().alert;
    const request = { ...settings({ link: 'https://tocsin.example.com/a' }), kind: 'single' } as const;
    expect(renderMessage({ ...request, told: { ...told(), alert: rest } }).text).toContain(
      '[查看告警](https://tocsin.example.com/a)',
    );
    expect(renderMessage({ ...settings(), kind: 'single', told: { ...told(), alert: rest } }).text).not.toContain(
      '查看',
    );
  });
});

describe('a recovery', () => {
  const over = { status: 'resolved', resolvedAt: '2026-11-20T19:09:30Z' } as const;

  it('says name, place, level and duration at once', () => {
    const message = renderMessage({ ...settings(), kind: 'recovery', told: told({ change: 'recovered' }, over) });
    expect(message.title).toBe('【已恢复】OB 服务器无法连接 · obcluster-1/192.0.2.10（停服，持续 2 分 18 秒）');
    expect(message.text).toContain('- 时间：11-21 03:07:12 – 03:09:30 +08:00');
  });

  it('does not repeat what was said while it fired', () => {
    const message = renderMessage({ ...settings(), kind: 'recovery', told: told({ change: 'recovered' }, over) });
    expect(message.text).not.toContain('端口失败');
  });

  it('is told as a recovery by whatever kind it comes', () => {
    expect(single({ change: 'recovered' }, over).title).toContain('【已恢复】');
    expect(english({ change: 'recovered' }, over).title).toContain('[Recovered] ');
  });

  it('tells an alert that fired and recovered unseen in one message, with what it said', () => {
    const message = single({ change: 'fired-and-recovered' }, over);
    expect(message.title).toBe('【已恢复】OB 服务器无法连接 · obcluster-1/192.0.2.10（停服，持续 2 分 18 秒）');
    expect(message.text).toContain('- 说明：通知发出前已恢复\n> 连续 3 次连接 2881 端口失败');
  });

  it('ends when it was last heard of where the sender gives no end', () => {
    const message = single({ change: 'recovered', lastAt: NOW - 5_000 }, { status: 'resolved' });
    expect(message.text).toContain('03:07:12 – 03:10:27 +08:00');
  });
});

describe('test and notice', () => {
  it('says that the channel works and that nothing is to do', () => {
    const message = renderMessage({ ...settings(), kind: 'test', channelName: 'dba-oncall' });
    expect(message.title).toBe('【测试】通道 dba-oncall 可以送达');
    expect(message.text).toContain('无需处理');
  });

  it('tells a notice line by line', () => {
    const message = renderMessage({
      ...settings(),
      kind: 'notice',
      title: '请求过大',
      lines: ['来源 ocp', '', 'limit 5 MiB'],
    });
    expect(message.text).toBe('### 【通知】请求过大\n- 来源 ocp\n- limit 5 MiB');
  });
});
