import type { WakeUps } from './wake-ups.ts';

/** How far ahead the one further wake-up lies, ms. */
const NEXT_MS = 1_000;

/** Beyond this a wake-up travels in several hops, each a message of its own, ms. */
const FAR_MS = 900_000;

/**
 * Sends wake-ups for far ahead, of what waits for a window to open or an hour
 * to end, once a lane and time for each process; such a one then looks everywhere.
 */
export function coalesceFarWakeUps(wakeUps: WakeUps, now: () => number): WakeUps {
  const far = new Map<string, number>();
  const isKnown = (key: string, atMs: number, nowMs: number): boolean => {
    for (const [other, otherMs] of far) if (otherMs <= nowMs) far.delete(other);
    const known = far.has(key);
    far.set(key, atMs);
    return known;
  };

  return {
    async schedule(wakeUp, atMs) {
      const nowMs = now();
      if (atMs <= nowMs + FAR_MS) return wakeUps.schedule(wakeUp, atMs);
      if (isKnown(`${atMs}/${wakeUp.lane}`, atMs, nowMs)) return;
      return wakeUps.schedule({ lane: wakeUp.lane }, atMs);
    },
  };
}

/**
 * Damps the wake-ups for what is due now, per process and lane: the first
 * leaves at once, one more a second later, and while that one is in the future
 * further ones are dropped. The later one looks everywhere, for all of those.
 * Ten thousand alerts then cost a wake-up a second. Wake-ups for later pass,
 * of those far ahead one a lane and time.
 */
export function coalesceWakeUps(wakeUps: WakeUps, now: () => number): WakeUps {
  const nextAt = new Map<string, number>();
  const later = coalesceFarWakeUps(wakeUps, now);

  return {
    async schedule(wakeUp, atMs) {
      const nowMs = now();
      if (atMs > nowMs) return later.schedule(wakeUp, atMs);

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
