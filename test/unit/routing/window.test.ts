import { describe, expect, test } from 'vitest';
import { DAYS, type PushWindow } from '#shared/routing/push-settings.ts';
import { compileWindow, minuteOf } from '#shared/routing/window.ts';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;

/** Spans of ten days; in all but one the clocks are changed on the second day. */
const SPANS = [
  ['Asia/Shanghai', '2026-11-27T00:00:00Z'],
  ['Asia/Shanghai', '1991-04-12T16:00:00Z'],
  ['America/New_York', '2026-10-31T04:00:00Z'],
  ['America/New_York', '2027-03-13T05:00:00Z'],
  ['Australia/Lord_Howe', '2026-10-02T13:30:00Z'],
  ['Australia/Lord_Howe', '2027-04-02T13:00:00Z'],
] as const;

const WINDOWS: readonly (readonly [days: PushWindow['days'], from: string, to: string])[] = [
  [DAYS, '22:00', '06:00'],
  [DAYS, '02:15', '02:45'],
  [['sun'], '02:30', '03:10'],
  [['sat', 'sun'], '00:00', '24:00'],
  [['mon', 'tue', 'wed', 'thu', 'fri'], '09:00', '18:00'],
  [['sat'], '23:30', '02:10'],
  [['fri'], '12:00', '12:00'],
  [DAYS, '01:20', '01:50'],
];

/** Two days and a bit: from the day before the change to the morning after it. */
const MINUTES_ASKED = 55 * 60;

interface Shown {
  readonly weekday: string;
  readonly minute: number;
}

/** What clocks of a zone show in each minute, asked of the runtime one by one. */
function clocks(timeZone: string, fromMs: number): readonly Shown[] {
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  });
  return Array.from({ length: 10 * 1_440 }, (_, nth) => {
    const [weekday = '', hour, minute] = format.format(fromMs + nth * MINUTE).split(/[ :,]+/);
    return { weekday: weekday.toLowerCase(), minute: Number(hour) * 60 + Number(minute) };
  });
}

function isIn({ weekday, minute }: Shown, [days, from, to]: (typeof WINDOWS)[number]): boolean {
  const [begin, end] = [minuteOf(from), minuteOf(to)];
  const today = days.some((day) => day === weekday);
  const yesterday = days.some((day) => DAYS[(DAYS.indexOf(day) + 1) % 7] === weekday);
  if (begin < end) return today && minute >= begin && minute < end;
  return (today && minute >= begin) || (yesterday && minute < end);
}

describe.each(SPANS)('in %s from %s on', (timeZone, from) => {
  const fromMs = Date.parse(from);
  const shown = clocks(timeZone, fromMs);

  test.each(WINDOWS)('a window of %j from %s to %s is open as the clocks say, and opens when they say', (...window) => {
    const [days, begin, end] = window;
    const open = shown.map((clock) => isIn(clock, window));
    const nextOpen = open.map(() => -1);
    for (let nth = open.length - 1; nth >= 0; nth--) nextOpen[nth] = open[nth] ? nth : (nextOpen[nth + 1] ?? -1);

    const make = () => compileWindow({ days, from: begin, to: end, timeZone, outside: 'hold' });
    const compiled = make();
    const wrong: string[] = [];
    for (let nth = 0; nth < MINUTES_ASKED; nth++) {
      const atMs = fromMs + nth * MINUTE;
      const opensMs = fromMs + (nextOpen[nth] ?? -1) * MINUTE;
      if (compiled.isOpen(atMs) !== open[nth]) wrong.push(`open at ${new Date(atMs).toISOString()}`);
      // Asked anew now and then: what it remembers must not be what it answers.
      const asked = nth % 97 === 0 ? make() : compiled;
      if (nth % 5 === 0 && asked.opensAt(atMs) !== opensMs) wrong.push(`opens after ${new Date(atMs).toISOString()}`);
    }
    expect(wrong).toEqual([]);
  });
});

test('a window opens with its minute, not before', () => {
  const window = compileWindow({ days: DAYS, from: '09:00', to: '10:00', timeZone: 'Asia/Shanghai', outside: 'hold' });
  const opensMs = Date.parse('2026-11-27T01:00:00Z');

  expect(window.opensAt(opensMs - 1)).toBe(opensMs);
  expect(window.isOpen(opensMs - 1)).toBe(false);
  expect(window.isOpen(opensMs)).toBe(true);
  expect(window.isOpen(opensMs + 60 * MINUTE - 1)).toBe(true);
  expect(window.isOpen(opensMs + 60 * MINUTE)).toBe(false);
  expect(window.opensAt(opensMs + 60 * MINUTE)).toBe(opensMs + DAY);
});

test('a window that clocks jump over on its day opens a week later', () => {
  const window = compileWindow({
    ...{ days: ['sun'], from: '02:15', to: '02:45', timeZone: 'America/New_York', outside: 'hold' },
  });

  expect(window.opensAt(Date.parse('2027-03-14T06:59:00Z'))).toBe(Date.parse('2027-03-21T06:15:00Z'));
});
