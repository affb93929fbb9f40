import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeByRule, type RuleGroup } from '#shared/dispatching/judge-by-rule.ts';
import { countMessage, decideRoom } from '#shared/pacing/channel-caps.ts';
import type { CapCounts } from '#shared/pacing/lane.ts';
import { quotaMonth, quotaMonthEnd } from '#shared/pacing/quota.ts';
import { countsOfRule } from '#shared/pacing/rule-counts.ts';
import { aChannel } from '#test/builders/channel.ts';
import { aWaiting } from '#test/builders/waiting.ts';
import { anAlert, startHarness } from '#test/pipeline/harness.ts';
import { settingsOf } from '#test/unit/routing/settings.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;

/** Zones, and moments around which their clocks are changed, or a day begins and nothing else. */
const TURNS = [
  ['Asia/Shanghai', '2027-11-21T00:00:00+08:00'],
  ['Asia/Shanghai', '2027-12-01T00:00:00+08:00'],
  ['America/New_York', '2027-11-07T02:00:00-04:00'],
  ['America/New_York', '2027-03-14T02:00:00-05:00'],
  ['America/New_York', '2027-12-01T00:00:00-05:00'],
  ['Australia/Lord_Howe', '2027-10-03T02:00:00+10:30'],
  ['Australia/Lord_Howe', '2027-04-04T02:00:00+11:00'],
] as const;

const formats = new Map<string, Intl.DateTimeFormat>();

const MONTH: Intl.DateTimeFormatOptions = { year: 'numeric', month: '2-digit' };
const DAY: Intl.DateTimeFormatOptions = { ...MONTH, day: '2-digit' };
const FIELDS = {
  month: MONTH,
  day: DAY,
  hour: { ...DAY, hour: '2-digit', hourCycle: 'h23', timeZoneName: 'longOffset' },
} as const satisfies Readonly<Record<string, Intl.DateTimeFormatOptions>>;

/** What a clock of the zone shows, by Intl alone: the month, the day, or the hour with its offset. */
function shown(what: keyof typeof FIELDS, timeZone: string, ms: number): string {
  const key = `${what} ${timeZone}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat('en-CA', { timeZone, ...FIELDS[what] });
  formats.set(key, format);

  return format.format(ms);
}

/** Messages from a day and a half before a turn on, each some minutes after the other, and what two rules tell in each. */
const history = fc.record({
  turn: fc.constantFrom(...TURNS),
  steps: fc.array(fc.record({ minutes: fc.integer({ min: 0, max: 200 }), a: fc.nat(3), b: fc.nat(3) }), {
    minLength: 1,
    maxLength: 40,
  }),
});

describe('what a rule tells in an hour and a day', () => {
  test('is counted by the clock of the zone, whatever is done to it, and apart from other rules', () => {
    fc.assert(
      fc.property(
        history,
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 40 }),
        (past, perHour, perDay) => {
          const [timeZone, turn] = past.turn;
          let atMs = Date.parse(turn) - 36 * HOUR;
          let counts: CapCounts | undefined;
          const told: { readonly atMs: number; readonly a: number; readonly b: number }[] = [];
          for (const { minutes, a, b } of past.steps) {
            atMs += minutes * MINUTE;
            const byRule = { ...(a === 0 ? {} : { a }), ...(b === 0 ? {} : { b }) };
            counts = countMessage(counts, timeZone, atMs, byRule);
            told.push({ atMs, a, b });

            for (const mark of ['a', 'b'] as const) {
              const sum = (what: 'day' | 'hour') =>
                told
                  .filter((one) => shown(what, timeZone, one.atMs) === shown(what, timeZone, atMs))
                  .reduce((all, one) => all + one[mark], 0);
              const left = { hour: perHour - sum('hour'), day: perDay - sum('day') };
              const room = decideRoom({ perHour, perDay }, countsOfRule(counts, mark), timeZone, atMs);

              expect(room?.left).toBe(Math.max(0, Math.min(left.hour, left.day)));
              const kind = left.day <= 0 || left.day <= left.hour ? 'day' : 'hour';
              if (left.hour > 0 || left.day <= 0) expect(room?.kind).toBe(kind);
              // Until then the clock shows the same day or hour, and then another.
              const what = room?.kind ?? 'day';
              const untilMs = room?.untilMs ?? 0;
              expect(shown(what, timeZone, untilMs - 1)).toBe(shown(what, timeZone, atMs));
              expect(shown(what, timeZone, untilMs)).not.toBe(shown(what, timeZone, atMs));
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('takes of a lane what was told that day, and no more', () => {
    const day = Date.parse('2026-11-21T12:00:00+08:00');
    const before = countMessage(undefined, 'Asia/Shanghai', day, { a: 1 });
    const after = countMessage(before, 'Asia/Shanghai', day + 24 * HOUR, { b: 2 });

    expect(before.rules).toEqual({ a: [1, 1] });
    expect(after.rules).toEqual({ b: [2, 2] });
    expect(countMessage(after, 'Asia/Shanghai', day + 48 * HOUR)).not.toHaveProperty('rules');
  });
});

const channel = aChannel();
const NOW = Date.UTC(2026, 10, 21, 3, 20);
const waiting = fc.array(
  fc.record({
    level: fc.constantFrom('down', 'critical', 'warning', 'info'),
    status: fc.constantFrom('firing', 'resolved'),
    told: fc.constantFrom('firing', 'resolved', undefined),
    version: fc.constantFrom(1, 2),
    minutes: fc.nat(50),
    wasHeld: fc.boolean(),
  }),
  { maxLength: 25 },
);

/** A rule with limits, what waits by it, and how much it told. */
const situation = fc.record({
  waiting,
  perHour: fc.integer({ min: 1, max: 12 }),
  used: fc.nat(14),
  over: fc.constantFrom<'drop' | 'hold'>('drop', 'hold'),
});

describe('of what waits by a rule with limits', () => {
  test('no more is told than there is room for, the worst first, ends of what was told always, and nothing twice', () => {
    fc.assert(
      fc.property(situation, ({ waiting: some, perHour, used, over }) => {
        const all = some.map(({ level, status, told, version, minutes }, nth) =>
          aWaiting(
            { level, status, rule: 'mark' },
            {
              ...{ fingerprint: `a${nth}`, version, since: NOW - minutes * MINUTE },
              ...(told === undefined ? {} : { told }),
            },
            channel,
          ),
        );
        const limits = { perHour, over } as const;
        const group: RuleGroup = { channel, mark: 'mark', rule: { name: 'r', limits }, waiting: all };
        const heldBefore = new Set(all.filter((_, nth) => some[nth]?.wasHeld === true && over === 'hold'));
        const backlog = heldBefore.size === 0 ? undefined : new Map([...heldBefore].map((one) => [one, NOW - HOUR]));
        const counts = countMessage(undefined, channel.message.timeZone, NOW, { mark: used });
        const standing = judgeByRule(group, backlog, counts, NOW);

        const left = Math.max(0, perHour - used);
        const held = new Set(standing.held.map((one) => one.waiting));
        const told = all.filter((one) => !held.has(one));
        const isEnd = ({ entry, brief }: (typeof all)[number]) =>
          brief.status === 'resolved' && (entry.told === 'firing' || (entry.told === undefined && entry.version === 1));
        const isSummed = (one: (typeof all)[number]) => standing.backlog?.has(one) === true;
        const alone = told.filter((one) => !isEnd(one) && !isSummed(one));

        expect(alone.length + (standing.backlog === undefined ? 0 : 1)).toBeLessThanOrEqual(left);
        expect(all.filter(isEnd).every((one) => !held.has(one))).toBe(true);
        expect(new Set(alone)).toEqual(standing.counted);
        if (held.size > 0) expect(standing.counted.size + (standing.backlog === undefined ? 0 : 1)).toBe(left);
        const worstHeld = Math.min(...[...held].map(({ entry }) => entry.due.class));
        expect(alone.every(({ entry }) => entry.due.class <= worstHeld)).toBe(true);
        for (const { judgement } of standing.held)
          expect(judgement).toEqual(
            over === 'drop'
              ? { kind: 'withhold', reason: 'over-cap', by: 'r' }
              : { kind: 'postpone', reason: 'over-cap', by: 'r', untilMs: Date.UTC(2026, 10, 21, 4) },
          );
      }),
      { numRuns: 300 },
    );
  });
});

/** When clocks of a zone show another hour, from a moment on, minute by minute. */
function hourEnd(timeZone: string, fromMs: number): number {
  const hour = shown('hour', timeZone, fromMs);
  let atMs = Math.floor(fromMs / MINUTE) * MINUTE;
  while (shown('hour', timeZone, atMs) === hour) atMs += MINUTE;

  return atMs;
}

/** When each of these alerts is told, by a rule that tells so many an hour: at once, or when its hour ends. */
function toldAt(arrivals: readonly number[], perHour: number, timeZone: string): readonly number[] {
  const hours = new Map<string, number>();
  const summaries = new Set<number>();
  return arrivals.map((atMs) => {
    const hour = shown('hour', timeZone, atMs);
    const isSummed = [...summaries].some((endMs) => shown('hour', timeZone, endMs) === hour);
    const told = hours.get(hour) ?? (isSummed ? 1 : 0);
    if (told < perHour) {
      hours.set(hour, told + 1);
      return atMs;
    }
    const endMs = hourEnd(timeZone, atMs);
    summaries.add(endMs);
    return endMs;
  });
}

describe('alerts of a rule that holds what is beyond its limits', () => {
  test('are told at once or when the hour ends by the clock of their channel, whatever is done to it, and none is lost', async () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...TURNS),
        gaps,
        fc.integer({ min: 1, max: 4 }),
        async (turn, minutes, perHour) => {
          const [timeZone, at] = turn;
          const { message } = aChannel();
          const relay = await startHarness([aChannel({ message: { ...message, timeZone } })]);
          const rules = [{ name: 'r', channels: [channel.name], limits: { perHour } }];
          const settings = settingsOf({ defaultChannel: channel.name, rules });
          await relay.pushSettings.write({ settings, origin: 'api', revision: 1 });
          // Half a minute off the hour: what is due then and what comes then don't meet.
          let atMs = Date.parse(at) - 100 * MINUTE + 30_000;
          const arrivals = minutes.map((gap) => {
            atMs += gap * MINUTE;
            return atMs;
          });
          for (const [nth, when] of arrivals.entries()) {
            await relay.runUntil(when);
            await relay.receive([anAlert({ id: `${nth}`, name: `alert-${nth}-` })]);
          }
          await relay.runUntil(atMs + 3 * HOUR);
          await relay.stop();

          const seen = arrivals.map((_, nth) => relay.seen.filter(({ body }) => body.includes(`alert-${nth}-`)));
          const expected = toldAt(arrivals, perHour, timeZone);
          for (const [nth, messages] of seen.entries()) {
            expect(messages).toHaveLength(1);
            const lateMs = (messages[0]?.atMs ?? 0) - (expected[nth] ?? 0);
            expect(lateMs).toBeGreaterThanOrEqual(0);
            expect(lateMs).toBeLessThan(10_000);
          }
        },
      ),
      { numRuns: 15 },
    );
  });
});

describe('the month of a quota', () => {
  test('is that of a calendar in Shanghai, whatever is done to clocks elsewhere, and ends when that turns', () => {
    const moment = fc.oneof(
      fc.integer({ min: Date.UTC(1992, 0), max: Date.UTC(2040, 0) }),
      fc
        .record({ turn: fc.constantFrom(...TURNS), minutes: fc.integer({ min: -3_000, max: 3_000 }) })
        .map(({ turn: [, at], minutes }) => Date.parse(at) + minutes * MINUTE),
    );
    fc.assert(
      fc.property(moment, (ms) => {
        const endMs = quotaMonthEnd(ms);

        expect(quotaMonth(ms)).toBe(shown('month', 'Asia/Shanghai', ms));
        expect(quotaMonth(endMs - 1)).toBe(quotaMonth(ms));
        expect(quotaMonth(endMs)).not.toBe(quotaMonth(ms));
        expect(endMs).toBeGreaterThan(ms);
      }),
      { numRuns: 300 },
    );
  });
});
