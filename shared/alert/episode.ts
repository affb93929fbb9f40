import type { Alert } from './alert.ts';

/** How far ahead of us a start may be, ms: clocks of hosts differ by minutes. By a time zone more is a wrong one. */
const MAX_AHEAD_MS = 15 * 60_000;

/**
 * When an alert's episode began, as fixed-width UTC, of which the order of texts
 * is that of times; undefined where its sender gave no start that can be
 * believed. One far ahead, of a clock that is wrong for a while, would make a
 * late copy of every episode that comes until then, and none of them would be
 * told; without a start a late copy may be told as a new episode, which is less bad.
 */
export function episodeOf({ activeAt }: Pick<Alert, 'activeAt'>, nowMs: number): string | undefined {
  const startMs = activeAt === undefined ? Number.NaN : Date.parse(activeAt);
  return startMs <= nowMs + MAX_AHEAD_MS ? new Date(startMs).toISOString() : undefined;
}
