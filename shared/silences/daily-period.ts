import { localTime } from '../rendering/local-time.ts';
import type { DailyPeriod } from './silence.ts';

const DAY_MS = 86_400_000;

/** Whether a moment lies in the period, as the clock on the wall there shows it: also where clocks were just changed. */
export function isInPeriod({ from, to, timeZone }: DailyPeriod, atMs: number): boolean {
  const clock = localTime(atMs, timeZone)?.clock ?? '';
  // `06:00:00` sorts behind `06:00`, and `05:59:59` before it.
  return from < to ? from <= clock && clock < to : from <= clock || clock < to;
}

/**
 * The first moment after `atMs`, which lies in the period, that does not.
 *
 *   in it ──────────────────▶ `to` on the clock                        an ordinary day
 *   in it ──▶ clocks go on ─▶ past `to` at once                        ends there
 *   in it ──▶ clocks go back ──▶ still in it ──▶ `to` on the clock     later by as much
 *   in it ──▶ clocks go back to before `from`                          ends there, and begins anew
 */
export function periodEnd(period: DailyPeriod, atMs: number): number {
  let fromMs = atMs;
  // A day has one change of the clocks, if any.
  for (let changes = 0; changes < 3; changes++) {
    const endMs = endOnThisClock(period, fromMs);
    const changeMs = changeOfClocks(period.timeZone, fromMs, endMs);
    if (changeMs === undefined) return endMs;
    if (!isInPeriod(period, changeMs)) return changeMs;
    fromMs = changeMs;
  }

  return fromMs;
}

/** When the clock shows `to`, if nobody changes it. */
function endOnThisClock({ to, timeZone }: DailyPeriod, atMs: number): number {
  const sinceMidnightMs = clockMs(localTime(atMs, timeZone)?.clock ?? '') + (atMs % 1000);
  const leftMs = clockMs(to) - sinceMidnightMs;

  return atMs + (leftMs > 0 ? leftMs : leftMs + DAY_MS);
}

function clockMs(clock: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = clock.split(':').map(Number);
  return ((hours * 60 + minutes) * 60 + seconds) * 1000;
}

/** The first moment in (fromMs, toMs] with another offset than `fromMs`. */
function changeOfClocks(timeZone: string, fromMs: number, toMs: number): number | undefined {
  const offset = localTime(fromMs, timeZone)?.offset;
  const isChanged = (ms: number) => localTime(ms, timeZone)?.offset !== offset;
  if (!isChanged(toMs)) return undefined;
  let [before, after] = [fromMs, toMs];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (isChanged(middle)) after = middle;
    else before = middle;
  }

  return after;
}
