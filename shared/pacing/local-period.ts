import { localTime } from '../rendering/local-time.ts';

/** An hour or a day on the clock of one time zone. */
export type PeriodKind = 'hour' | 'day';

/** One hour or day, with its bounds in ms since the epoch. */
export interface LocalPeriod {
  /**
   * `2026-11-21` or `2026-11-21T05+08:00`. The offset tells the two hours
   * apart that bear the same number where clocks are set back.
   */
  readonly key: string;
  readonly sinceMs: number;
  /** The first moment after it. */
  readonly untilMs: number;
}

const LENGTH_MS: Readonly<Record<PeriodKind, number>> = { hour: 3_600_000, day: 86_400_000 };
/** A period is at most one change of the clocks longer than its usual length. */
const MAX_STEPS = 3;

/** The name of the period a moment lies in. An unknown zone is taken for UTC. */
export function periodKey(kind: PeriodKind, timeZone: string, atMs: number): string {
  const time = localTime(atMs, timeZone);
  if (time === undefined) return '';

  const day = `${time.year}-${time.day}`;
  return kind === 'day' ? day : `${day}T${time.clock.slice(0, 2)}${time.offset}`;
}

/** The period a moment lies in. Changes of the clocks within it make it longer or shorter, as people there see it. */
export function periodAt(kind: PeriodKind, timeZone: string, atMs: number): LocalPeriod {
  const key = periodKey(kind, timeZone, atMs);
  const isInside = (ms: number): boolean => periodKey(kind, timeZone, ms) === key;
  const lengthMs = LENGTH_MS[kind];

  return {
    key,
    sinceMs: startOf(atMs, timeZone, lengthMs, isInside),
    untilMs: endOf(atMs, timeZone, lengthMs, isInside),
  };
}

function endOf(atMs: number, timeZone: string, lengthMs: number, isInside: (ms: number) => boolean): number {
  let [insideMs, endMs] = [atMs, atMs + lengthMs - sinceRoundTime(atMs, timeZone, lengthMs)];
  for (let step = 0; step < MAX_STEPS && isInside(endMs); step++) {
    [insideMs, endMs] = [endMs, endMs + lengthMs - sinceRoundTime(endMs, timeZone, lengthMs)];
  }

  return firstWhere((ms) => !isInside(ms), insideMs, endMs);
}

function startOf(atMs: number, timeZone: string, lengthMs: number, isInside: (ms: number) => boolean): number {
  let startMs = atMs - sinceRoundTime(atMs, timeZone, lengthMs);
  for (let step = 0; step < MAX_STEPS && isInside(startMs - 1); step++) {
    startMs -= 1 + sinceRoundTime(startMs - 1, timeZone, lengthMs);
  }

  return isInside(startMs) ? startMs : firstWhere(isInside, startMs, atMs);
}

/** Ms on the zone's clock since the last full hour, or since midnight, as if the clocks had not been changed since. */
function sinceRoundTime(ms: number, timeZone: string, lengthMs: number): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(localTime(ms, timeZone)?.offset ?? '') ?? [];
  const aheadMs = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * (sign === '-' ? -60_000 : 60_000);
  const rest = (ms + aheadMs) % lengthMs;

  return rest < 0 ? rest + lengthMs : rest;
}

/** The first ms in (fromMs, toMs] that is so, given that it is so from some ms on; nearly always `toMs` itself. */
function firstWhere(isSo: (ms: number) => boolean, fromMs: number, toMs: number): number {
  if (!isSo(toMs - 1)) return toMs;
  let [low, high] = [fromMs, toMs - 1];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isSo(middle)) high = middle;
    else low = middle;
  }

  return high;
}
