import type { Alert } from './alert.ts';

/** How far ahead of us a start may be, ms: a local time that is called UTC is ahead by up to 14 hours. */
const MAX_AHEAD_MS = 24 * 3_600_000;

/**
 * When an alert's episode began, as fixed-width UTC, of which the order of texts
 * is that of times; undefined where its sender gave no start that can be
 * believed. One far ahead, of a clock that is wrong once, would make a late copy
 * of every episode that comes until then.
 */
export function episodeOf({ activeAt }: Pick<Alert, 'activeAt'>, nowMs: number): string | undefined {
  const startMs = activeAt === undefined ? Number.NaN : Date.parse(activeAt);
  return startMs <= nowMs + MAX_AHEAD_MS ? new Date(startMs).toISOString() : undefined;
}
