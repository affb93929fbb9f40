import { describe, expect, it } from 'vitest';
import { renderMessage } from '#shared/rendering/render.ts';
import { entry, faceOf, NOW, settings, told } from './builders.ts';

const LINK = 'https://tocsin.example.com/alerts';
const host = (n: number) => ({
  target: `ob_cluster=obcluster-1:svr_ip=192.0.2.${n}`,
  url: `http://ocp.example.com/${n}`,
});

describe('several alerts in one message', () => {
  it('names each with where, since when and what it says, worst first, and links to each', () => {
    const { title, text } = renderMessage({
      ...settings({ link: LINK }),
      kind: 'aggregated',
      groupBy: 'OB 服务器无法连接, obcluster-1',
      told: [told({}, { ...host(11), level: 'critical' }), told({ change: 'refired', occurrences: 4 }, host(12))],
    });
    expect(title).toBe('【停服】OB 服务器无法连接 ×2 · obcluster-1');
    expect(text).toBe(
      [
        '### 【停服】OB 服务器无法连接 ×2 · obcluster-1',
        '- 开始：11-21 03:07:12 +08:00',
        '',
        '- **停服** [obcluster-1/192.0.2.12](http://ocp.example.com/12) · 03:07:12 起，已持续 3 分 20 秒 · 4 次 · 恢复后再次触发',
        '> 连续 3 次连接 2881 端口失败',
        '- **严重** [obcluster-1/192.0.2.11](http://ocp.example.com/11) · 03:07:12 起，已持续 3 分 20 秒',
        '> 连续 3 次连接 2881 端口失败',
        '',
        `[查看全部](${LINK})`,
      ].join('\n'),
    );
  });

  it('names each where the names differ, and puts what is over last', () => {
    const { title, text } = renderMessage({
      ...settings({ language: 'en_US' }),
      kind: 'aggregated',
      groupBy: '',
      told: [
        told({ change: 'recovered' }, { ...host(1), status: 'resolved', resolvedAt: '2026-11-20T19:09:12Z' }),
        told({}, { ...host(2), name: 'Disk full', level: 'warning' }),
      ],
    });
    expect(title).toBe('[Warning] Disk full · obcluster-1/192.0.2.2 (and 1 recovered)');
    expect(text.match(/^- \*\*.*$/gm)).toEqual([
      '- **Warning** [Disk full · obcluster-1/192.0.2.2](http://ocp.example.com/2) · since 03:07:12, 3 min 20 s',
      '- **Recovered** [OB 服务器无法连接 · obcluster-1/192.0.2.1](http://ocp.example.com/1) · Down for 2 min',
    ]);
  });

  it('says how late the one that waited longest is', () => {
    const { text } = renderMessage({
      ...settings(),
      kind: 'aggregated',
      groupBy: '',
      told: [told(), told({ lateMs: 600_000 }, host(2)), told({ lateMs: 300_000 }, host(3))],
    });
    expect(text).toContain('- 延迟：最早的晚了 10 分钟，应在 03:00:32 送达');
  });

  it('gives up what they say before it gives up their names, and says how many it does not list', () => {
    const all = Array.from({ length: 30 }, (_, i) => told({ firstAt: NOW - 30_000 + i }, host(i)));
    const render = (bytes: number) =>
      renderMessage({ ...settings({ face: faceOf(bytes), link: LINK }), kind: 'aggregated', groupBy: '', told: all });

    const brief = render(4000);
    expect(brief.text).not.toContain('端口失败');
    expect(brief.text.match(/^- \*\*/gm)).toHaveLength(30);
    expect(brief.cut).toBe(true);

    const short = render(1500);
    const listed = short.text.match(/^- \*\*/gm)?.length ?? 0;
    expect(listed).toBeGreaterThan(3);
    expect(short.text).toContain(`另有 ${30 - listed} 条未列出\n[查看全部](${LINK})`);
  });

  it('says how many are missing also under a template that does not ask', () => {
    const own = { aggregated: '${alarm_count} × ${alarm_name}\n{% for a in alerts %}\n- ${a.place}\n{% endfor %}' };
    const all = Array.from({ length: 50 }, (_, i) => told({}, host(i)));
    const { text } = renderMessage({
      ...settings({ face: faceOf(600), own }),
      kind: 'aggregated',
      groupBy: '',
      told: all,
    });
    expect(text).toMatch(/^50 × OB 服务器无法连接\n- obcluster-1\/192\.0\.2\.0\n/);
    expect(text).toMatch(/\n另有 \d+ 条未列出$/);
  });

  it("fills OCP's aggregated template", () => {
    const own = { aggregated: '${alarm_name} ${alarm_level} ${alarm_count} ${alarm_group_by}\n${alarm_target}' };
    const all = [told({}, host(1)), told({}, host(2))];
    const { text } = renderMessage({ ...settings({ own }), kind: 'aggregated', groupBy: 'g', told: all });
    expect(text).toBe(
      'OB 服务器无法连接 停服 2 g\nob_cluster=obcluster-1:svr_ip=192.0.2.1、ob_cluster=obcluster-1:svr_ip=192.0.2.2',
    );
  });

  it('makes a message even of none', () => {
    expect(renderMessage({ ...settings(), kind: 'aggregated', groupBy: '', told: [] }).text).not.toBe('');
    expect(renderMessage({ ...settings(), kind: 'digest', entries: [] }).text).not.toBe('');
  });
});

describe('a digest', () => {
  it('names the worst with where they are, then counts the rest by name, with what is new and over, and the span', () => {
    const entries = [
      entry({ since: NOW - 60_000 }),
      entry({ level: 'down', name: 'OB 服务器无法连接', ...host(1), since: NOW - 50_000 }),
      entry({ level: 'down', name: 'OB 服务器无法连接', ...host(2), isNew: false }),
      ...Array.from({ length: 9 }, (_, i) => entry({ ...host(i), isNew: i < 3 })),
      entry({ level: 'down', name: 'OBProxy 进程停止', status: 'resolved', target: 'obproxy_cluster=p-1' }),
    ];
    const { title, text } = renderMessage({ ...settings({ link: LINK }), kind: 'digest', entries });
    expect(title).toBe('【停服 2】OB 服务器无法连接 等 12 条告警（另 1 条已恢复）');
    expect(text).toBe(
      [
        '### 【停服 2】OB 服务器无法连接 等 12 条告警（另 1 条已恢复）',
        '',
        '- **停服** OB 服务器无法连接 ×2（新增 1）：obcluster-1/192.0.2.1、192.0.2.2',
        '',
        '- 级别：停服 2、警告 10',
        '- 变化：新增 5，仍在告警 7，已恢复 1',
        '- 集群：obcluster-1 ×11、其他 ×1',
        '- 时段：11-21 03:09:32 – 03:10:32 +08:00',
        '',
        '- **警告** 磁盘使用率超限 ×10（新增 4）：obcluster-1/192.0.2.0、192.0.2.1、192.0.2.2 等',
        '- **已恢复** OBProxy 进程停止（通知发出前已恢复）：p-1',
        '',
        `[查看全部](${LINK})`,
      ].join('\n'),
    );
  });

  it('of ten thousand is made quickly and counts every one of them', () => {
    const entries = Array.from({ length: 10_000 }, (_, i) =>
      entry({ name: `rule ${i % 400}`, target: `ob_cluster=c-${i % 7}:svr_ip=192.0.2.${i % 250}`, since: NOW - i }),
    );
    const request = { ...settings({ softBytes: 6_000 }), kind: 'digest', entries } as const;
    renderMessage(request);
    const started = performance.now();
    const { text } = renderMessage(request);
    expect(performance.now() - started).toBeLessThan(1_000);

    const listed = [...text.matchAll(/^- \*\*警告\*\* rule \d+ ×(\d+)/gm)].reduce((sum, [, n]) => sum + Number(n), 0);
    const hidden = Number(/另有 \d+ 类共 (\d+) 条未列出/.exec(text)?.[1]);
    expect(listed + hidden).toBe(10_000);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(6_000);
  });

  it('of one alert, or of one name, says so in its title', () => {
    const one = { ...settings(), kind: 'digest', entries: [entry(host(1))] } as const;
    expect(renderMessage(one).title).toBe('【警告】磁盘使用率超限 · obcluster-1/192.0.2.1');
    expect(renderMessage({ ...one, entries: [entry(), entry()] }).title).toBe('【警告】磁盘使用率超限 ×2');
    expect(renderMessage({ ...one, entries: [entry({ status: 'resolved' })] }).title).toBe('【已恢复】磁盘使用率超限');
  });

  it('names the worst before the many', () => {
    const entries = [...Array.from({ length: 500 }, () => entry()), entry({ level: 'down', name: 'zzz' })];
    const { title, text } = renderMessage({ ...settings({ face: faceOf(300) }), kind: 'digest', entries });
    expect(title).toBe('【停服 1】zzz 等 501 条告警');
    expect(text).toContain('- **停服** zzz');
  });
});
