import type { WakeUps } from './wake-ups.ts';

/** How far ahead the one further wake-up lies, ms. */
const NEXT_MS = 1_000;

/**
 * Damps the wake-ups for what is due now, per process and lane: the first
 * leaves at once, one more a second later, and while that one is in the future
 * further ones are dropped. The later one looks everywhere, for all of those.
 * Ten thousand alerts then cost a wake-up a second. Wake-ups for later pass.
 */
export function coalesceWakeUps(wakeUps: WakeUps, now: () => number): WakeUps {
  const nextAt = new Map<string, number>();

  return {
    async schedule(wakeUp, atMs) {
      const nowMs = now();
      if (atMs > nowMs) return wakeUps.schedule(wakeUp, atMs);

      const planned = nextAt.get(wakeUp.lane) ?? Number.NEGATIVE_INFINITY;
      if (planned > nowMs) return;
      if (planned <= nowMs - NEXT_MS) {
        // Quiet for a while: this one may go at once, and it alone needs no look elsewhere.
        nextAt.set(wakeUp.lane, nowMs);
        return wakeUps.schedule(wakeUp, atMs);
      }
      nextAt.set(wakeUp.lane, nowMs + NEXT_MS);
      return wakeUps.schedule({ lane: wakeUp.lane }, nowMs + NEXT_MS);
    },
  };
}
