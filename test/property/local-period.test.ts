import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PeriodKind, periodAt, periodKey } from '#shared/pacing/local-period.ts';

/** Whole and half hours, changes of an hour and of half an hour, at and around midnight, none at all. */
const ZONES = [
  'Asia/Shanghai',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'America/New_York',
  'America/St_Johns',
  'America/Havana',
  'America/Santiago',
  'America/Nuuk',
  'Asia/Beirut',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Atlantic/Azores',
  'Antarctica/Troll',
  'Pacific/Apia',
  'Pacific/Kiritimati',
  'UTC',
];
const zone = fc.constantFrom(...ZONES);
const kind = fc.constantFrom<PeriodKind>('hour', 'day');
const SINCE = Date.UTC(2020, 0, 1);
const UNTIL = Date.UTC(2031, 0, 1);
const moment = fc.integer({ min: SINCE, max: UNTIL });
const HOUR = 3_600_000;

const formats = new Map<string, Intl.DateTimeFormat>();

/** What a clock in the zone shows, by Intl alone: `2026-11-21` or `2026-11-21, 05` with the offset's name. */
function shown(what: PeriodKind, timeZone: string, ms: number): string {
  const key = `${what} ${timeZone}`;
  const options = what === 'hour' ? ({ hour: '2-digit', hourCycle: 'h23', timeZoneName: 'longOffset' } as const) : {};
  const format =
    formats.get(key) ??
    new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit', ...options });
  formats.set(key, format);

  return format.format(ms);
}

describe('an hour or a day of a zone, whatever is done to its clocks', () => {
  test('begins where the clock there turns to it, and ends where it turns to the next', () => {
    fc.assert(
      fc.property(kind, zone, moment, (what, timeZone, ms) => {
        const { sinceMs, untilMs } = periodAt(what, timeZone, ms);
        const now = shown(what, timeZone, ms);

        expect(sinceMs).toBeLessThanOrEqual(ms);
        expect(untilMs).toBeGreaterThan(ms);
        expect([sinceMs, untilMs - 1].map((at) => shown(what, timeZone, at))).toEqual([now, now]);
        expect(shown(what, timeZone, sinceMs - 1)).not.toBe(now);
        expect(shown(what, timeZone, untilMs)).not.toBe(now);
      }),
      { numRuns: 400 },
    );
  });

  test('has one name throughout, which no other has', () => {
    fc.assert(
      fc.property(kind, zone, moment, fc.double({ min: 0, max: 1, noNaN: true }), (what, timeZone, ms, share) => {
        const { key, sinceMs, untilMs } = periodAt(what, timeZone, ms);
        const inside = sinceMs + Math.floor(share * (untilMs - 1 - sinceMs));

        expect(periodAt(what, timeZone, inside)).toEqual({ key, sinceMs, untilMs });
        expect(periodKey(what, timeZone, untilMs)).not.toBe(key);
        expect(periodKey(what, timeZone, sinceMs - 1)).not.toBe(key);
      }),
      { numRuns: 200 },
    );
  });

  test('is followed by the next without a gap, and is of a length people there know', () => {
    fc.assert(
      fc.property(kind, zone, moment, (what, timeZone, ms) => {
        const period = periodAt(what, timeZone, ms);
        const next = periodAt(what, timeZone, period.untilMs);
        const hours = (period.untilMs - period.sinceMs) / HOUR;

        expect(next.sinceMs).toBe(period.untilMs);
        // Troll and its station's ships change by two hours.
        expect(hours).toBeGreaterThanOrEqual(what === 'hour' ? 0.5 : 22);
        expect(hours).toBeLessThanOrEqual(what === 'hour' ? 1 : 26);
      }),
      { numRuns: 200 },
    );
  });
});

describe('known changes of clocks', () => {
  test.each([
    ['half an hour back, Lord Howe', 'hour', 'Australia/Lord_Howe', '2026-04-05T01:40:00+10:30', 0.5],
    ['half an hour on, Lord Howe', 'hour', 'Australia/Lord_Howe', '2026-10-04T02:45:00+11:00', 0.5],
    ['Lord Howe, the day of it', 'day', 'Australia/Lord_Howe', '2026-04-05T12:00:00+10:30', 24.5],
    ['an hour in Kolkata, which begins at half past in UTC', 'hour', 'Asia/Kolkata', '2026-11-21T05:10:00+05:30', 1],
    ['the day without a midnight, Beirut', 'day', 'Asia/Beirut', '2026-03-29T12:00:00+03:00', 23],
    ['the day that lasts an hour longer before it, Beirut', 'day', 'Asia/Beirut', '2026-10-24T12:00:00+03:00', 25],
    ['the day with two midnights, Havana', 'day', 'America/Havana', '2026-11-01T12:00:00-05:00', 25],
    ['the long day, New York', 'day', 'America/New_York', '2026-11-01T12:00:00-05:00', 25],
    ['the short day, New York', 'day', 'America/New_York', '2026-03-08T12:00:00-04:00', 23],
    ['a plain day, Shanghai', 'day', 'Asia/Shanghai', '2026-11-21T12:00:00+08:00', 24],
  ] as const)('%s', (_, what, timeZone, at, hours) => {
    const { sinceMs, untilMs } = periodAt(what, timeZone, Date.parse(at));

    expect((untilMs - sinceMs) / HOUR).toBe(hours);
  });

  test('a day that was left out, Apia in 2011', () => {
    const { key, untilMs } = periodAt('day', 'Pacific/Apia', Date.parse('2011-12-29T12:00:00-10:00'));

    expect(key).toBe('2011-12-29');
    expect(periodAt('day', 'Pacific/Apia', untilMs).key).toBe('2011-12-31');
  });

  test('a zone nobody knows is taken for UTC', () => {
    expect(periodAt('hour', 'Mars/Olympus', Date.UTC(2026, 10, 21, 5, 59))).toEqual({
      key: '2026-11-21T05+00:00',
      sinceMs: Date.UTC(2026, 10, 21, 5),
      untilMs: Date.UTC(2026, 10, 21, 6),
    });
  });
});
