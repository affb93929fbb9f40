import { describe, expect, test } from 'vitest';
import type { Waiting } from '#shared/dispatching/choose-entries.ts';
import type { RuleStanding } from '#shared/dispatching/judge-by-rule.ts';
import { countByRule, ruleNotes } from '#shared/dispatching/rule-standings.ts';
import type { RememberedRule } from '#shared/routing/rule-book.ts';
import { aChannel } from '#test/builders/channel.ts';
import { aWaiting } from '#test/builders/waiting.ts';

const HOUR_ENDS = Date.UTC(2026, 10, 21, 1);
const SINCE = HOUR_ENDS - 3_600_000;
const dba = aChannel({ name: 'dba' });
const ops = aChannel({ name: 'ops' });
const waits = (name: string, channel = dba) => aWaiting({ name }, { fingerprint: name.padEnd(22, 'A') }, channel);
const [a, b, c, d] = [waits('a'), waits('b'), waits('c'), waits('d')];

interface Case extends Partial<Omit<RuleStanding, 'counted' | 'backlog'>> {
  readonly counted?: readonly Waiting[];
  readonly backlog?: readonly Waiting[];
  readonly left?: number;
  readonly mark?: string;
  readonly channel?: typeof dba;
  readonly rule?: Partial<RememberedRule>;
}

/** How a rule of two alerts an hour stands. */
function aStanding({ counted = [], backlog, left = 2, mark = 'm', channel = dba, rule }: Case): RuleStanding {
  return {
    group: { channel, mark, rule: { name: 'r', limits: { perHour: 2, over: 'hold' }, ...rule }, waiting: [] },
    held: [],
    counted: new Set(counted),
    ...(backlog === undefined ? {} : { backlog: new Map(backlog.map((one, at) => [one, SINCE + at])) }),
    room: { left, kind: 'hour', cap: 2, untilMs: HOUR_ENDS },
  };
}

describe('a message counts', () => {
  const count = (told: readonly Waiting[], ...standings: readonly RuleStanding[]) =>
    countByRule(
      told.map(({ entry }) => entry),
      standings,
    );

  test('each of a rule’s alerts in it as one, and none that is not in it', () => {
    expect(count([a, b, d], aStanding({ counted: [a, b, c] }))).toEqual({ dba: { m: 2 } });
  });

  test('what the limits had held as one in all, beside the others', () => {
    expect(count([a, b, c], aStanding({ counted: [a], backlog: [b, c] }))).toEqual({ dba: { m: 2 } });
    expect(count([b], aStanding({ counted: [a], backlog: [b, c] }))).toEqual({ dba: { m: 1 } });
    expect(count([a], aStanding({ counted: [a], backlog: [b, c] }))).toEqual({ dba: { m: 1 } });
  });

  test('nothing for a rule none of whose alerts is in it', () => {
    expect(count([d], aStanding({ counted: [a], backlog: [b] }))).toEqual({});
    expect(count([a])).toEqual({});
  });

  test('for several rules of a channel', () => {
    const standings = [aStanding({ counted: [a, b] }), aStanding({ counted: [c], mark: 'n' })];

    expect(count([a, b, c], ...standings)).toEqual({ dba: { m: 2, n: 1 } });
  });

  test('an alert in the channel it is told in only', () => {
    const there = waits('a', ops);
    const standings = [aStanding({ counted: [a] }), aStanding({ counted: [there], channel: ops })];

    expect(count([there], ...standings)).toEqual({ ops: { m: 1 } });
    expect(count([a, there], ...standings)).toEqual({ dba: { m: 1 }, ops: { m: 1 } });
  });
});

describe('a message with what a rule’s limits held', () => {
  test('says how much of it is in it, and since when it was held', () => {
    expect(ruleNotes([a, b, d], [aStanding({ backlog: [a, b, c] })])).toEqual([
      { kind: 'held-by-rule', rule: 'r', count: 2, sinceMs: SINCE },
    ]);
    expect(ruleNotes([c, b], [aStanding({ backlog: [a, b, c] })])).toEqual([
      { kind: 'held-by-rule', rule: 'r', count: 2, sinceMs: SINCE + 1 },
    ]);
  });

  test('says nothing where none of it is in it, or nothing was held', () => {
    expect(ruleNotes([d], [aStanding({ backlog: [a] })])).toEqual([]);
    expect(ruleNotes([d], [aStanding({})])).toEqual([]);
  });
});

describe('a message that takes the last of a rule’s room', () => {
  const REACHED = { kind: 'rule-reached', rule: 'r', period: 'hour', limit: 2, untilMs: HOUR_ENDS, over: 'hold' };

  test('says so, and what becomes of the rest until when', () => {
    expect(ruleNotes([a, b], [aStanding({ counted: [a, b] })])).toEqual([REACHED]);
    const rule = { limits: { perHour: 2, over: 'drop' } } as const;
    expect(ruleNotes([a, b], [aStanding({ counted: [a, b], rule })])).toEqual([{ ...REACHED, over: 'drop' }]);
  });

  test('may do so with what was held, which takes the room of one', () => {
    const held = { kind: 'held-by-rule', rule: 'r', sinceMs: SINCE };

    expect(ruleNotes([a, b, c], [aStanding({ counted: [a], backlog: [b, c] })])).toEqual([
      { ...held, count: 2 },
      REACHED,
    ]);
    expect(ruleNotes([b, c], [aStanding({ counted: [a], backlog: [b, c] })])).toEqual([{ ...held, count: 2 }]);
  });

  test.each<[string, readonly Waiting[], RuleStanding]>([
    ['with room for more', [a], aStanding({ counted: [a, b] })],
    ['that leaves what was held for another', [a], aStanding({ counted: [a], backlog: [b] })],
    ['with nothing of the rule, where there was no room', [d], aStanding({ counted: [a], left: 0 })],
  ])('is none %s', (_, chosen, standing) => {
    expect(ruleNotes(chosen, [standing])).toEqual([]);
  });

  test('can’t be of a rule without limits, or that asked for no room', () => {
    const standing = aStanding({ counted: [a, b] });
    const { room: _room, ...roomless } = standing;

    expect(ruleNotes([a, b], [roomless])).toEqual([]);
    expect(ruleNotes([a, b], [{ ...standing, group: { ...standing.group, rule: { name: 'r' } } }])).toEqual([]);
  });
});

test('notes name their channel where the message speaks for several', () => {
  const there = waits('a', ops);
  const standings = [aStanding({ backlog: [a], left: 9 }), aStanding({ counted: [there], left: 1, channel: ops })];
  const held = { kind: 'held-by-rule', rule: 'r', count: 1, sinceMs: SINCE };

  expect(ruleNotes([a, b], standings)).toEqual([held]);
  expect(ruleNotes([a, there], standings)).toMatchObject([
    { ...held, channel: 'dba' },
    { kind: 'rule-reached', channel: 'ops' },
  ]);
});
