import { DAYS, type PushWindow } from './push-settings.ts';
import { DAY_MS, MINUTE_MS, type WallClock, wallClock } from './wall-clock.ts';

/** A window ready to be asked. */
export interface CompiledWindow {
  readonly outside: PushWindow['outside'];
  /** Whether it is open. */
  isOpen(nowMs: number): boolean;
  /** When it opens next; now while it is open, undefined if not within `DAYS_AHEAD`. */
  opensAt(nowMs: number): number | undefined;
}

/** Days looked ahead: a window of one weekday that clocks jumped over comes a week later. */
const DAYS_AHEAD = 15;

/**
 * A window on the clock of its zone: open while the clock shows a time in it, whatever the clocks were changed to. An
 * hour that comes twice is in it twice, one that is left out opens it with the next minute there is.
 */
export function compileWindow(window: PushWindow): CompiledWindow {
  const { timeZone, outside } = window;
  const [from, to] = [minuteOf(window.from), minuteOf(window.to)];
  const begins = DAYS.map((day) => window.days.includes(day));
  const isIn = ({ weekday, minute }: WallClock): boolean => {
    if (from < to) return begins[weekday] === true && from <= minute && minute < to;
    // Beyond midnight it still belongs to the day it began on.
    return (begins[weekday] === true && from <= minute) || (begins[(weekday + 6) % 7] === true && minute < to);
  };
  const isOpen = (ms: number): boolean => isIn(wallClock(timeZone, ms));
  let known = { sinceMs: Number.POSITIVE_INFINITY, opensMs: Number.NEGATIVE_INFINITY };

  return {
    outside,
    isOpen,
    opensAt(nowMs) {
      if (isOpen(nowMs)) return nowMs;
      if (known.sinceMs <= nowMs && nowMs < known.opensMs) return known.opensMs;

      const opensMs = moments(timeZone, from, nowMs).find((ms) => isOpen(ms));
      if (opensMs !== undefined) known = { sinceMs: nowMs, opensMs };
      return opensMs;
    },
  };
}

/** `06:30` in minutes; 1440 for `24:00`. */
export function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

/** All moments to come at which the window may open: whenever the clock shows its beginning, and when the clocks are changed. */
function moments(timeZone: string, from: number, nowMs: number): readonly number[] {
  const ahead = Array.from({ length: DAYS_AHEAD }, (_, day) => nowMs + day * DAY_MS);
  const offsets = [...new Set(ahead.map((ms) => wallClock(timeZone, ms).aheadMs))];
  const { date } = wallClock(timeZone, nowMs);
  const begins = ahead.flatMap((_, day) =>
    offsets.map((aheadMs) => (date + day) * DAY_MS + from * MINUTE_MS - aheadMs),
  );
  const changes = offsets.length === 1 ? [] : ahead.flatMap((ms) => changeWithin(timeZone, ms, ms + DAY_MS));

  return [...begins, ...changes].filter((ms) => ms > nowMs).sort((a, b) => a - b);
}

/** The moment within a day from which the clocks are another way ahead. */
function changeWithin(timeZone: string, startMs: number, endMs: number): readonly number[] {
  const before = wallClock(timeZone, startMs).aheadMs;
  if (wallClock(timeZone, endMs).aheadMs === before) return [];

  let [low, high] = [startMs, endMs];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (wallClock(timeZone, middle).aheadMs === before) low = middle;
    else high = middle;
  }
  return [high];
}
