import type { Channel } from '../channels/channel.ts';
import type { QuotaCount } from './quota-store.ts';

/** How freely a month's quota lets messages go. Times in ms. */
export type QuotaDecision =
  | { readonly kind: 'plenty' }
  /** Only `down` and `critical` go at once; everything else comes as digests this far apart. */
  | { readonly kind: 'sparse'; readonly gapMs: number }
  /** Used up, by our count or by the robot's word. */
  | { readonly kind: 'gone'; readonly untilMs: number };

/** Shares of the quota, in percent, whose crossing people are told of. */
export type QuotaThreshold = 70 | 90 | 100;

const THRESHOLDS: readonly QuotaThreshold[] = [100, 90, 70];
const SPARSE_PERCENT = 90;
const MIN_GAP_MS = 3_600_000;
/** Nothing waits longer for a quota that is nearly used up, ms. */
export const MAX_GAP_MS = 12 * 3_600_000;

/** Shanghai has been at +08:00 all year since 1991. */
const SHANGHAI_AHEAD_MS = 8 * 3_600_000;

/**
 * What the count of a month allows. From 90 % on, what is left is spread over
 * the rest of the month for what can wait: never closer than an hour, so that
 * a last storm can't use up what is kept for `down`; never further apart than
 * twelve hours, so that people hear of the rest twice a day even when that is
 * more than is left: an alert that arrives late is worth more than quota kept.
 */
export function decideQuota(
  { used, limit, goneUntilMs }: QuotaCount & { readonly limit: number | null },
  nowMs: number,
): QuotaDecision {
  if (goneUntilMs !== undefined && goneUntilMs > nowMs) return { kind: 'gone', untilMs: goneUntilMs };
  if (limit === null) return { kind: 'plenty' };

  const restMs = quotaMonthEnd(nowMs) - nowMs;
  if (used >= limit) return { kind: 'gone', untilMs: nowMs + restMs };
  if (!reaches(used, limit, SPARSE_PERCENT)) return { kind: 'plenty' };

  return { kind: 'sparse', gapMs: Math.round(Math.min(MAX_GAP_MS, Math.max(MIN_GAP_MS, restMs / (limit - used)))) };
}

/** The highest threshold that a count crossed. Counts are added atomically, so one worker sees each crossing. */
export function crossedThreshold(before: number, after: number, limit: number | null): QuotaThreshold | undefined {
  if (limit === null) return undefined;
  return THRESHOLDS.find((percent) => !reaches(before, limit, percent) && reaches(after, limit, percent));
}

function reaches(used: number, limit: number, percent: number): boolean {
  return used * 100 >= limit * percent;
}

/**
 * `2026-11`. DingTalk counts an organisation's messages by calendar month
 * (open.dingtalk.com, billing model, read 2026-11-21) and does not name the
 * zone; taken to be its own, China's.
 */
export function quotaMonth(atMs: number): string {
  return new Date(atMs + SHANGHAI_AHEAD_MS).toISOString().slice(0, 7);
}

/** When the month's quota ends and the next begins, ms. */
export function quotaMonthEnd(atMs: number): number {
  const there = new Date(atMs + SHANGHAI_AHEAD_MS);
  return Date.UTC(there.getUTCFullYear(), there.getUTCMonth() + 1) - SHANGHAI_AHEAD_MS;
}

/**
 * The pool a channel's messages are counted in: the one it names, else one of
 * its own when it has a quota. The two kinds of names never meet.
 */
export function quotaPoolOf({ name, limits }: Pick<Channel, 'name' | 'limits'>): string | undefined {
  if (limits.quotaPool !== undefined) return `pool/${limits.quotaPool}`;
  return limits.monthlyQuota === null ? undefined : `channel/${name}`;
}

/** What a pool may send a month: the smallest quota that a channel of it names; null when none does. */
export function poolLimit(pool: string, channels: readonly Channel[]): number | null {
  const quotas = channels.flatMap((channel) =>
    quotaPoolOf(channel) === pool && channel.limits.monthlyQuota !== null ? [channel.limits.monthlyQuota] : [],
  );
  return quotas.length === 0 ? null : Math.min(...quotas);
}
