import { describe, expect, it } from 'vitest';
import type { Note } from '#shared/rendering/message.ts';
import { renderMessage } from '#shared/rendering/render.ts';
import { robotFor } from '#shared/robots/registry.ts';
import { entry, faceOf, MARKING_FACE, NOW, settings, told } from './builders.ts';

const FOR_CHANNEL: Note = { kind: 'for-channel', channel: 'dba-oncall' };
const COLLAPSED: Note = { kind: 'collapsed', count: 37, oldestAt: NOW - 90_000_000 };
/** 04:00 in Shanghai. */
const CAPPED: Note = { kind: 'cap-reached', period: 'hour', limit: 30, untilMs: Date.parse('2026-11-20T20:00:00Z') };
const HELD: Note = { kind: 'held-by-cap', period: 'day', sinceMs: NOW - 1_800_000 };
const ALL = [CAPPED, COLLAPSED, HELD, FOR_CHANNEL];

function single(notes: readonly Note[], changes: Parameters<typeof settings>[0] = {}) {
  return renderMessage({ ...settings(changes), notes, kind: 'single', told: told() });
}

describe('notes', () => {
  it('stand before the message where they say how to read it, behind it where they say what is missing and what follows', () => {
    const lines = single(ALL).text.split('\n');
    expect(lines.slice(0, 4)).toEqual([
      '代通道 dba-oncall 发送：该通道的机器人都发不出消息',
      '02:40 起达到每天消息数上限，暂存的告警在此汇总',
      '',
      '### 【停服】OB 服务器无法连接 · obcluster-1/192.0.2.10',
    ]);
    expect(lines.slice(-3)).toEqual([
      '',
      '37 条告警等待过久，只计数不列出（最早的 11-20 02:10 收到）',
      '本小时的 30 条消息已用完：之后的告警先暂存，04:00 汇总发送',
    ]);
  });

  it('are said in English and in traditional Chinese', () => {
    const english = single(ALL, { language: 'en_US' }).text;
    expect(english).toMatch(/^Sent for channel dba-oncall: none of its own robots can send\n/);
    expect(english).toContain('\nAlerts held since 02:40 by the daily cap are summarised here\n');
    expect(english).toContain('\n37 alerts waited too long, counted but not listed (oldest received at 11-20 02:10)\n');
    expect(english).toMatch(
      /\nAll 30 messages of this hour are used up: alerts from now on are held and summarised at 04:00$/,
    );
    expect(single(ALL, { language: 'zh_TW' }).text).toContain('本小時的 30 則訊息已用完');
  });

  describe('of a push rule with limits', () => {
    const until = { untilMs: Date.parse('2026-11-20T20:00:00Z') };
    const NOTES: readonly Note[] = [
      { kind: 'held-by-rule', rule: '夜间', count: 12, sinceMs: NOW - 1_800_000 },
      { kind: 'rule-reached', rule: '夜间', period: 'day', limit: 20, ...until, over: 'hold' },
      { kind: 'rule-reached', rule: 'drops', period: 'hour', limit: 1, ...until, over: 'drop' },
    ];

    it.each([
      [
        'zh_CN',
        '02:40 起规则“夜间”达到上限，暂存的 12 条告警在此汇总',
        '规则“夜间”今天的 20 条告警额度已用完：之后的告警先暂存，04:00 汇总发送',
        '规则“drops”本小时的 1 条告警额度已用完：04:00 前的告警只记录、不发送',
      ],
      [
        'zh_TW',
        '02:40 起規則「夜间」達到上限，暫存的 12 則警示在此彙總',
        '規則「夜间」今天的 20 則警示額度已用完：之後的警示先暫存，04:00 彙總傳送',
        '規則「drops」本小時的 1 則警示額度已用完：04:00 前的警示只記錄、不傳送',
      ],
      [
        'en_US',
        '12 alerts held since 02:40 by the limits of rule “夜间” are summarised here',
        'The limit of rule “夜间”, 20 alerts a day, is reached: alerts from now on are held and summarised at 04:00',
        'The limit of rule “drops”, 1 alert an hour, is reached: alerts before 04:00 are recorded and not sent',
      ],
    ] as const)('name it, in %s', (language, held, holds, drops) => {
      const lines = single(NOTES, { language }).text.split('\n');
      expect(lines[0]).toBe(held);
      expect(lines.slice(-2)).toEqual([holds, drops]);
    });
  });

  it("are said under the channel's own template too, and in a text message", () => {
    const own = { single: '${alarm_name}' };
    expect(single([FOR_CHANNEL, CAPPED], { own, format: 'text' }).text).toBe(
      '代通道 dba-oncall 发送：该通道的机器人都发不出消息\n\nOB 服务器无法连接\n\n本小时的 30 条消息已用完：之后的告警先暂存，04:00 汇总发送',
    );
  });

  it('are kept where alerts must be cut for them', () => {
    const all = Array.from({ length: 30 }, (_, i) => told({}, { target: `host-${i}` }));
    const { text } = renderMessage({
      ...settings({ face: faceOf(900) }),
      notes: ALL,
      kind: 'aggregated',
      groupBy: '',
      told: all,
    });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(900);
    expect(text).toMatch(/^代通道 dba-oncall/);
    expect(text).toContain('37 条告警等待过久');
    expect(text).toMatch(/另有 \d+ 条未列出/);
  });

  it('give way only where not even the title would fit beside them', () => {
    const { text } = single(ALL, { face: faceOf(80) });
    expect(text).toBe('【停服】OB 服务器无法连接 · obcluster-1/192.0.2.10');
  });

  it('stand above the people who are named', () => {
    const message = single([CAPPED]);
    const { text } = robotFor('dingtalk').asSent(
      { ...message, mention: { mobiles: ['13800000000'], userIds: [], all: false } },
      [],
    );
    expect(text).toMatch(/04:00 汇总发送\n\n@13800000000$/);
  });

  it('name the channel they are about where the message speaks for several, and escape its name', () => {
    const { text } = single(
      [
        { kind: 'for-channel', channel: 'a' },
        { kind: 'for-channel', channel: '<@all>' },
        { ...CAPPED, channel: 'b\n# x' },
      ],
      { face: MARKING_FACE },
    );
    expect(text).toContain('‹代通道 a、<@all> 发送：该通道的机器人都发不出消息›');
    expect(text).toContain('‹通道 b # x：本小时的 30 条消息已用完：');
  });

  it('make the title of a message that names no alert', () => {
    const { title, text } = renderMessage({ ...settings(), notes: [COLLAPSED], kind: 'digest', entries: [] });
    expect(title).toBe('【通知】37 条告警等待过久，只计数');
    expect(text).toBe(`### ${title}\n\n37 条告警等待过久，只计数不列出（最早的 11-20 02:10 收到）`);
    expect(renderMessage({ ...settings(), notes: [COLLAPSED], kind: 'digest', entries: [entry()] }).title).toBe(
      '【警告】磁盘使用率超限',
    );
  });
});
