import type { Waiting } from './choose-entries.ts';

/** What is told within this time of being due is not late, ms: a storm's messages are up to 15 s apart. */
const LATE_AFTER_MS = 60_000;

/**
 * How late something is told, ms, or undefined while that is no news. It counts
 * from acceptance, less the time it was held on purpose (a quiet time, a first
 * wait, flapping), which is when it was due.
 */
export function lateness(dueAtMs: number, nowMs: number): number | undefined {
  const lateMs = nowMs - dueAtMs;
  return lateMs > LATE_AFTER_MS ? lateMs : undefined;
}

/** How late the oldest of a digest's alerts is told, ms, or undefined while none is late. */
export function oldestLateness(waiting: readonly Waiting[], nowMs: number): number | undefined {
  const oldest = waiting.reduce((first, { entry }) => Math.min(first, entry.due.atMs), Number.POSITIVE_INFINITY);
  return lateness(oldest, nowMs);
}
