import type { Channel } from '../channels/channel.ts';
import type { CapCounts, RuleCounts } from './lane.ts';
import { type LocalPeriod, type PeriodKind, periodAt, periodKey } from './local-period.ts';
import { countRules } from './rule-counts.ts';

/** Whether a channel may get a message by its own caps, and when that changes. Times in ms. */
export type CapDecision =
  | {
      readonly kind: 'open';
      /** The period of which this message would be the last; the longer one when it is both's. */
      readonly last: PeriodKind | undefined;
      /** Until when nothing would follow this message; now where something may. */
      readonly untilMs: number;
    }
  /** What waits is held and told together at `untilMs`. */
  | { readonly kind: 'held'; readonly period: PeriodKind; readonly sinceMs: number; readonly untilMs: number };

type Caps = Pick<Channel['limits'], 'perHour' | 'perDay'>;

/**
 * Whether one more message fits into the hour and the day of the channel's own
 * time zone. Of a full hour in a full day the day is named: it lasts longer.
 *
 * Pure: `counts` are those on the channel's home lane, which one worker holds.
 */
export function decideCap(limits: Caps, counts: CapCounts | undefined, timeZone: string, nowMs: number): CapDecision {
  const caps = [
    ...capOf('day', limits.perDay, counts?.day, counts?.dayCount, timeZone, nowMs),
    ...capOf('hour', limits.perHour, counts?.hour, counts?.hourCount, timeZone, nowMs),
  ];
  const full = caps.find(({ left }) => left <= 0);
  if (full !== undefined) {
    const { sinceMs, untilMs } = full.period;
    return { kind: 'held', period: full.kind, sinceMs, untilMs };
  }
  const ending = caps.find(({ left }) => left === 1);

  return { kind: 'open', last: ending?.kind, untilMs: ending?.period.untilMs ?? nowMs };
}

/** The counts after one more message, and after so many more alerts of push rules, by the rules' marks. */
export function countMessage(
  counts: CapCounts | undefined,
  timeZone: string,
  atMs: number,
  byRule: RuleCounts = {},
): CapCounts {
  const hour = standing(counts?.hour, counts?.hourCount, periodKey('hour', timeZone, atMs));
  const day = standing(counts?.day, counts?.dayCount, periodKey('day', timeZone, atMs));
  const next = { hour: hour.key, hourCount: hour.count + 1, day: day.key, dayCount: day.count + 1 };
  const rules = countRules(counts, next, byRule);

  return Object.keys(rules).length === 0 ? next : { ...next, rules };
}

/** How many more fit, and what ends when that changes. */
export interface Room {
  readonly left: number;
  readonly kind: PeriodKind;
  /** How many there may be of it in all. */
  readonly cap: number;
  readonly untilMs: number;
}

/** The room under the cap nearest to full; the day's where both are full, since it lasts longer. Undefined without caps. */
export function decideRoom(
  { perHour, perDay }: Caps,
  counts: CapCounts | undefined,
  timeZone: string,
  nowMs: number,
): Room | undefined {
  const caps = [
    ...capOf('day', perDay, counts?.day, counts?.dayCount, timeZone, nowMs),
    ...capOf('hour', perHour, counts?.hour, counts?.hourCount, timeZone, nowMs),
  ];
  const tightest = caps.find(({ left }) => left <= 0) ?? caps.toSorted((a, b) => a.left - b.left)[0];
  if (tightest === undefined) return undefined;
  const { kind, left, period } = tightest;

  return { left: Math.max(0, left), kind, cap: (kind === 'hour' ? perHour : perDay) ?? 0, untilMs: period.untilMs };
}

/** One of the caps that are set, and what is left of it; none costs nothing. */
function capOf(
  kind: PeriodKind,
  cap: number | null,
  key: string | undefined,
  count: number | undefined,
  timeZone: string,
  nowMs: number,
): readonly { readonly kind: PeriodKind; readonly left: number; readonly period: LocalPeriod }[] {
  if (cap === null) return [];
  const period = periodAt(kind, timeZone, nowMs);

  return [{ kind, left: cap - standing(key, count, period.key).count, period }];
}

/**
 * The stored count when it is of this period, else a new one. One of a later
 * period stands too: the clock of the worker that began it is a little ahead,
 * and two workers must not start it over in turns.
 */
function standing(
  stored: string | undefined,
  count: number | undefined,
  present: string,
): { readonly key: string; readonly count: number } {
  return stored !== undefined && (stored === present || beganAt(stored) > beganAt(present))
    ? { key: stored, count: count ?? 0 }
    : { key: present, count: 0 };
}

/** Roughly when a period began, for comparing two: `2026-11-21` or `2026-11-21T05+08:00`. */
function beganAt(key: string): number {
  return Date.parse(key.length > 10 ? `${key.slice(0, 13)}:00${key.slice(13)}` : key);
}
