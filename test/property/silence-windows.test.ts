import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isInPeriod, periodEnd } from '#shared/silences/daily-period.ts';
import { effectOf } from '#shared/silences/silence-effect.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** No change of clocks, one of an hour, one of half an hour. */
const ZONES = ['Asia/Shanghai', 'America/New_York', 'Australia/Lord_Howe'] as const;

/** Days around which clocks are changed, by the zone's own law, and an ordinary one. */
const DAYS: Readonly<Record<(typeof ZONES)[number], readonly number[]>> = {
  'Asia/Shanghai': [Date.UTC(2026, 10, 21)],
  'America/New_York': [Date.UTC(2026, 2, 8), Date.UTC(2026, 10, 1), Date.UTC(2026, 10, 21)],
  'Australia/Lord_Howe': [Date.UTC(2026, 3, 4, 12), Date.UTC(2026, 9, 3, 12), Date.UTC(2026, 10, 21)],
};

const formats = new Map<string, Intl.DateTimeFormat>();

/** Minutes since midnight that a clock in the zone shows, by Intl alone. */
function minutesShown(timeZone: string, ms: number): number {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  formats.set(timeZone, format);
  const [hours = 0, minutes = 0] = format.format(ms).split(':').map(Number);

  return hours * 60 + minutes;
}

function minutesOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
}

function isShownIn({ from, to }: { readonly from: string; readonly to: string }, shown: number): boolean {
  const [first, after] = [minutesOf(from), minutesOf(to)];
  return first < after ? shown >= first && shown < after : shown >= first || shown < after;
}

const clock = fc
  .integer({ min: 0, max: 24 * 60 - 1 })
  .map((all) => `${String(Math.floor(all / 60)).padStart(2, '0')}:${String(all % 60).padStart(2, '0')}`);
const daily = fc
  .record({ from: clock, to: clock, timeZone: fc.constantFrom(...ZONES) })
  .filter(({ from, to }) => from !== to);
const moment = fc.record({ day: fc.nat(), minute: fc.integer({ min: -12 * 60, max: 36 * 60 }) });
const momentOf = (zone: (typeof ZONES)[number], { day, minute }: { readonly day: number; readonly minute: number }) =>
  (DAYS[zone][day % DAYS[zone].length] ?? 0) + minute * MINUTE;

describe('a part of each day', () => {
  test('is where the clock there says so, minute by minute, whatever is done to it', () => {
    fc.assert(
      fc.property(daily, moment, (period, at) => {
        const ms = momentOf(period.timeZone, at);

        expect(isInPeriod(period, ms)).toBe(isShownIn(period, minutesShown(period.timeZone, ms)));
        expect(isInPeriod(period, ms + 59_999)).toBe(isInPeriod(period, ms));
      }),
      { numRuns: 3_000 },
    );
  });

  test('ends with the first minute the clock does not show in it', () => {
    fc.assert(
      fc.property(daily, moment, fc.integer({ min: 0, max: 59_999 }), (period, at, rest) => {
        const ms = momentOf(period.timeZone, at);
        fc.pre(isInPeriod(period, ms));
        let naive = ms + MINUTE;
        while (isShownIn(period, minutesShown(period.timeZone, naive))) naive += MINUTE;

        expect(periodEnd(period, ms + rest)).toBe(naive);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    // Clocks go from 02:00 to 03:00 at 07:00 UTC.
    [
      'a period that spring cuts short',
      '01:30',
      '02:30',
      'America/New_York',
      '2026-03-08T06:45:00Z',
      '2026-03-08T07:00:00Z',
    ],
    [
      'one that spring makes shorter',
      '22:00',
      '06:00',
      'America/New_York',
      '2026-03-08T03:00:00Z',
      '2026-03-08T10:00:00Z',
    ],
    // Clocks go from 02:00 to 01:00 at 06:00 UTC.
    [
      'one that autumn makes longer',
      '22:00',
      '06:00',
      'America/New_York',
      '2026-11-01T02:00:00Z',
      '2026-11-01T11:00:00Z',
    ],
    [
      'one that autumn ends in its middle',
      '01:30',
      '02:30',
      'America/New_York',
      '2026-11-01T05:45:00Z',
      '2026-11-01T06:00:00Z',
    ],
    [
      'one that comes twice in autumn, again',
      '01:30',
      '02:30',
      'America/New_York',
      '2026-11-01T06:30:00Z',
      '2026-11-01T07:30:00Z',
    ],
    // Clocks go from 02:00 to 01:30 at 15:00 UTC the day before.
    [
      'one where clocks go back half an hour',
      '22:00',
      '06:00',
      'Australia/Lord_Howe',
      '2026-04-04T12:00:00Z',
      '2026-04-04T19:30:00Z',
    ],
    [
      'one across midnight without any change',
      '22:00',
      '06:00',
      'Asia/Shanghai',
      '2026-11-21T15:59:59.999Z',
      '2026-11-21T22:00:00Z',
    ],
  ])('%s', (_what, from, to, timeZone, at, until) => {
    const period = { from, to, timeZone };

    expect(isInPeriod(period, Date.parse(at))).toBe(true);
    expect(new Date(periodEnd(period, Date.parse(at))).toISOString()).toBe(new Date(until).toISOString());
  });
});

describe('a silence', () => {
  const span = fc.record({
    startsAt: fc.integer({ min: 0, max: 48 * 60 }),
    lasts: fc.integer({ min: 1, max: 48 * 60 }),
    endedAfter: fc.option(fc.integer({ min: 0, max: 72 * 60 }), { nil: undefined }),
  });

  test('is in effect exactly where it has begun, is not over, and the clock says so', () => {
    fc.assert(
      fc.property(
        span,
        fc.option(daily, { nil: undefined }),
        fc.integer({ min: 0, max: 100 * 60 }),
        (one, period, at) => {
          const base = DAYS[period?.timeZone ?? 'Asia/Shanghai'][0] ?? 0;
          const startsAt = base + one.startsAt * MINUTE;
          const endsAt = startsAt + one.lasts * MINUTE;
          const endedAt = one.endedAfter === undefined ? undefined : startsAt + one.endedAfter * MINUTE;
          const nowMs = base + at * MINUTE;
          const effect = effectOf(
            { startsAt, endsAt, ...(period && { daily: period }), ...(endedAt !== undefined && { endedAt }) },
            nowMs,
          );
          const over = nowMs >= endsAt || (endedAt !== undefined && nowMs >= endedAt);
          const isInDay = period === undefined || isShownIn(period, minutesShown(period.timeZone, nowMs));
          const expected = over ? 'expired' : nowMs < startsAt ? 'scheduled' : isInDay ? 'in-effect' : 'outside-period';

          expect(effect.kind).toBe(expected);
          if (effect.kind !== 'in-effect') return;
          expect(effect.untilMs).toBeGreaterThan(nowMs);
          expect(effect.untilMs).toBeLessThanOrEqual(Math.min(endsAt, endedAt ?? endsAt));
          if (period !== undefined) expect(effect.untilMs).toBeLessThanOrEqual(nowMs + 25 * HOUR);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
