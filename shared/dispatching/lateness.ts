import type { Waiting } from './choose-entries.ts';

/** What is told within this time of being due is not late, ms: a storm's messages are up to 15 s apart. */
const LATE_AFTER_MS = 60_000;

/**
 * How late something is told, ms, or undefined while that is no news. It counts
 * from acceptance, less the time it was held on purpose (a quiet time, a first
 * wait, flapping), which is when it was due. A repeat that came after the quiet
 * time is due since that ended, and waits since it came.
 */
export function lateness(dueAtMs: number, sinceMs: number, nowMs: number): number | undefined {
  const lateMs = nowMs - Math.max(dueAtMs, sinceMs);
  return lateMs > LATE_AFTER_MS ? lateMs : undefined;
}

/** How late the oldest of a digest's alerts is told, ms, or undefined while none is late. */
export function oldestLateness(waiting: readonly Waiting[], nowMs: number): number | undefined {
  const late = waiting.flatMap(({ entry }) => lateness(entry.due.atMs, entry.since, nowMs) ?? []);
  return late.length === 0 ? undefined : late.reduce((most, lateMs) => Math.max(most, lateMs));
}
