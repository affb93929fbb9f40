import { describe, expect, test } from 'vitest';
import type { DueEntry } from '#shared/admission/alert-store.ts';
import type { Brief } from '#shared/admission/brief.ts';
import type { Waiting } from '#shared/dispatching/choose-entries.ts';
import { type Backlog, judgeByRule, type RuleStanding } from '#shared/dispatching/judge-by-rule.ts';
import type { CapCounts } from '#shared/pacing/lane.ts';
import { DAYS, type PushWindow } from '#shared/routing/push-settings.ts';
import type { RememberedRule } from '#shared/routing/rule-book.ts';
import { compileWindow } from '#shared/routing/window.ts';
import { aChannel } from '#test/builders/channel.ts';
import { aWaiting } from '#test/builders/waiting.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** On 21 November, eight in the morning in Shanghai, whose hours and days the channel counts. */
const NOW = Date.UTC(2026, 10, 21);
const HOUR_ENDS = NOW + HOUR;
const DAY_ENDS = NOW + 16 * HOUR;
const MARK = 'mark-of-r';
const channel = aChannel();

const waits = (name: string, entry: Partial<DueEntry> = {}, brief: Partial<Brief> = {}) =>
  aWaiting({ name, ...brief }, entry, channel);
const namesOf = (some: Iterable<Waiting>) => [...some].map(({ brief }) => brief.name);
const heldOf = ({ held }: RuleStanding) => held.map(({ waiting, judgement }) => [waiting.brief.name, judgement.kind]);

interface Situation {
  readonly backlog?: Backlog;
  readonly counts?: CapCounts;
  readonly nowMs?: number;
}

function judged(waiting: readonly Waiting[], rule: Omit<RememberedRule, 'name'>, more: Situation = {}): RuleStanding {
  const group = { channel, mark: MARK, rule: { name: 'r', ...rule }, waiting };
  return judgeByRule(group, more.backlog, more.counts, more.nowMs ?? NOW);
}

/** Counts of the hour and day that end next, with what the rule told in them. */
function counted(hour: number, day: number): CapCounts {
  return { hour: '2026-11-21T08+08:00', hourCount: 9, day: '2026-11-21', dayCount: 99, rules: { [MARK]: [hour, day] } };
}

describe('a window that is closed', () => {
  const OPENS = NOW + 9 * HOUR;
  const windowOf = (changes: Partial<PushWindow> = {}) => ({
    window: compileWindow({ days: DAYS, from: '09:00', to: '18:00', timeZone: 'UTC', outside: 'hold', ...changes }),
  });
  /** It was told, came again while the window was open, and is due since the end of its channel's interval. */
  const REPEAT = { told: 'firing', since: NOW - 6 * HOUR - 1, due: { class: 2, atMs: NOW } } as const;

  test('puts a repeat off until it opens', () => {
    const standing = judged([waits('again', REPEAT)], windowOf());

    expect(standing).toMatchObject({
      held: [{ judgement: { kind: 'postpone', untilMs: OPENS, reason: 'outside-window', by: 'r' } }],
    });
    expect(standing.counted.size).toBe(0);
  });

  test('ends a repeat where its rule tells nothing outside', () => {
    expect(judged([waits('again', REPEAT)], windowOf({ outside: 'drop' })).held).toMatchObject([
      { waiting: { brief: { name: 'again' } }, judgement: { kind: 'withhold', reason: 'outside-window', by: 'r' } },
    ]);
  });

  test.each<[string, Partial<DueEntry>, Partial<Brief>]>([
    ['as bad as told', { toldLevel: 3 }, {}],
    ['less bad than told', { toldLevel: 2 }, {}],
  ])('puts off what is %s', (_, entry, brief) => {
    expect(heldOf(judged([waits('again', { ...REPEAT, ...entry }, brief)], windowOf()))).toEqual([
      ['again', 'postpone'],
    ]);
  });

  const { told: _told, ...untold } = REPEAT;
  test.each<[string, Partial<DueEntry>, Partial<Brief>]>([
    ['is new', untold, {}],
    ['fires anew', { ...REPEAT, told: 'resolved' }, {}],
    ['rose', { ...REPEAT, toldLevel: 3 }, { level: 'critical' }],
    ['is over', REPEAT, { status: 'resolved' }],
    ['did not have to wait', { ...REPEAT, since: NOW }, {}],
    ['was due while it was open', { ...REPEAT, due: { class: 2, atMs: NOW - 7 * HOUR }, since: NOW - 8 * HOUR }, {}],
  ])('lets pass what %s', (_, entry, brief) => {
    expect(judged([waits('passes', entry, brief)], windowOf()).held).toEqual([]);
  });

  test('that never opens lets all pass', () => {
    expect(judged([waits('again', REPEAT)], windowOf({ days: [] })).held).toEqual([]);
  });

  test('lets repeats pass once it is open', () => {
    expect(judged([waits('again', REPEAT)], windowOf(), { nowMs: OPENS }).held).toEqual([]);
  });

  test('takes no room under the limits for what it holds', () => {
    const waiting = [waits('again', REPEAT), waits('new', { since: NOW })];
    const standing = judged(waiting, { ...windowOf(), limits: { perHour: 1, over: 'hold' } });

    expect(heldOf(standing)).toEqual([['again', 'postpone']]);
    expect(namesOf(standing.counted)).toEqual(['new']);
  });
});

test('a rule with nothing but a language holds nothing and counts nothing', () => {
  const standing = judged([waits('one')], { language: 'en_US' });

  expect(standing).toEqual({ group: standing.group, held: [], counted: new Set() });
  expect(standing.group.waiting).toHaveLength(1);
});

describe('limits', () => {
  const hourly = { limits: { perHour: 2, over: 'hold' } } as const;
  const three = [
    waits('young warning', { since: NOW - 1 }),
    waits('old warning', { since: NOW - 5 }),
    waits('critical', {}, { level: 'critical' }),
  ];

  test('let the most urgent pass, and put off what is beyond them until the hour ends', () => {
    const standing = judged(three, hourly);

    expect(namesOf(standing.counted)).toEqual(['critical', 'old warning']);
    expect(standing.held).toEqual([
      { waiting: three[0], judgement: { kind: 'postpone', untilMs: HOUR_ENDS, reason: 'over-cap', by: 'r' } },
    ]);
    expect(standing.room).toEqual({ left: 2, kind: 'hour', cap: 2, untilMs: HOUR_ENDS });
    expect(standing).not.toHaveProperty('backlog');
  });

  test('end what is beyond them where their rule tells no summary', () => {
    expect(judged(three, { limits: { perHour: 2, over: 'drop' } }).held).toEqual([
      { waiting: three[0], judgement: { kind: 'withhold', reason: 'over-cap', by: 'r' } },
    ]);
  });

  test.each([
    ['hold', 'postpone'],
    ['drop', 'withhold'],
  ] as const)('remember of what a group may have seen that it may have: %s', (over, kind) => {
    const waiting = [waits('old', { since: NOW - 1 }), waits('seen', { since: NOW, maybeShown: true })];

    expect(judged(waiting, { limits: { perHour: 1, over } }).held).toMatchObject([
      { waiting: { brief: { name: 'seen' } }, judgement: { kind, maybeShown: true } },
    ]);
  });

  test('let the end pass uncounted of what a group may have seen fire', () => {
    const end = waits('seen', { version: 2, maybeShown: true }, { status: 'resolved' });
    const standing = judged([end], { limits: { perHour: 1, over: 'drop' } }, { counts: counted(1, 1) });

    expect(standing).toMatchObject({ held: [], counted: new Set() });
  });

  test('of a day put off until the day ends', () => {
    const { held, room } = judged(three, { limits: { perDay: 5, over: 'hold' } }, { counts: counted(0, 4) });

    expect(held.map(({ judgement }) => judgement)).toMatchObject([{ untilMs: DAY_ENDS }, { untilMs: DAY_ENDS }]);
    expect(room).toMatchObject({ left: 1, kind: 'day' });
  });

  test('count what the rule told in this hour already, and nothing else', () => {
    expect(namesOf(judged(three, hourly, { counts: counted(1, 7) }).counted)).toEqual(['critical']);
    expect(namesOf(judged(three, hourly, { counts: counted(2, 7) }).counted)).toEqual([]);
    // Messages of the channel, and alerts of another rule, are none of it.
    const others: CapCounts = { ...counted(2, 7), rules: { another: [2, 7] } };
    expect(namesOf(judged(three, hourly, { counts: others }).counted)).toHaveLength(2);
  });

  test.each<[string, Partial<DueEntry>]>([
    ['people heard of', { told: 'firing' }],
    ['went by before us', { version: 1 }],
  ])('let the end of what %s pass uncounted, also where there is no room', (_, entry) => {
    const end = waits('over', entry, { status: 'resolved' });
    const full = judged([end, ...three], hourly, { counts: counted(2, 2) });

    expect(namesOf(full.held.map(({ waiting }) => waiting))).not.toContain('over');
    expect(full.held).toHaveLength(3);
    expect(full.counted.size).toBe(0);
  });

  test.each<[string, Partial<DueEntry>]>([
    ['fired and ended before anybody heard of it', { version: 2 }],
    ['fired anew and ended before anybody heard of that', { told: 'resolved', version: 1 }],
  ])('count the end of what %s as its firing', (_, entry) => {
    const end = waits('over', entry, { status: 'resolved' });

    expect(namesOf(judged([end], hourly).counted)).toEqual(['over']);
    expect(heldOf(judged([end], hourly, { counts: counted(2, 2) }))).toEqual([['over', 'postpone']]);
  });

  test('count a repeat of what people heard of, however long it had to wait', () => {
    const repeats = [NOW, NOW - HOUR].map((since) => waits('again', { told: 'firing', since }));

    expect(judged(repeats, hourly).counted).toEqual(new Set(repeats));
  });
});

describe('what the last hour held', () => {
  const hourly = { limits: { perHour: 2, over: 'hold' } } as const;
  const old = ['a', 'b', 'c'].map((name) => waits(name, { since: NOW - 1 }));
  const fresh = [waits('fresh', {}, { level: 'down' }), waits('fresher', { since: NOW + 1 })];
  const backlog = new Map(old.map((one) => [one, NOW - HOUR]));

  test('goes first, as one, and takes the room of one', () => {
    const standing = judged([...fresh, ...old], hourly, { backlog });

    expect(standing.backlog).toEqual(backlog);
    expect(namesOf(standing.counted)).toEqual(['fresh']);
    expect(heldOf(standing)).toEqual([['fresher', 'postpone']]);
    expect(standing.room).toMatchObject({ left: 2 });
  });

  test('goes with the last of the room', () => {
    const standing = judged([...fresh, ...old], hourly, { backlog, counts: counted(1, 1) });

    expect(standing.backlog).toEqual(backlog);
    expect(heldOf(standing)).toEqual([
      ['fresh', 'postpone'],
      ['fresher', 'postpone'],
    ]);
  });

  test('takes no room where the window of its rule, closed by now, holds it on', () => {
    const window = compileWindow({ days: DAYS, from: '09:00', to: '18:00', timeZone: 'UTC', outside: 'hold' });
    const again = waits('again', { told: 'firing', since: NOW - 7 * HOUR, due: { class: 2, atMs: NOW } });
    const held = new Map([[again, NOW - HOUR]]);
    const rule = { window, limits: { perHour: 1, over: 'hold' } } as const;
    const standing = judged([again, waits('fresh')], rule, { backlog: held });

    expect(heldOf(standing)).toEqual([['again', 'postpone']]);
    expect(namesOf(standing.counted)).toEqual(['fresh']);
    expect(standing).not.toHaveProperty('backlog');
  });

  test('is what the window, closed by now, does not hold on, since it was held itself', () => {
    const window = compileWindow({ days: DAYS, from: '09:00', to: '18:00', timeZone: 'UTC', outside: 'hold' });
    const again = waits('again', { told: 'firing', since: NOW - 7 * HOUR, due: { class: 2, atMs: NOW } });
    const fresh = waits('fresh');
    const rule = { window, limits: { perHour: 1, over: 'hold' } } as const;
    const held = new Map([
      [again, NOW - 2 * HOUR],
      [fresh, NOW - HOUR],
    ]);

    expect(judged([again, fresh], rule, { backlog: held }).backlog).toEqual(new Map([[fresh, NOW - HOUR]]));
  });

  test('is held once more where there is no room', () => {
    const standing = judged([...fresh, ...old], hourly, { backlog, counts: counted(2, 2) });

    expect(standing).not.toHaveProperty('backlog');
    expect(standing.counted.size).toBe(0);
    expect(standing.held).toHaveLength(5);
  });
});
