import type { WakeUps } from './wake-ups.ts';

/** Which way a wake-up takes, and why. */
export type WakeUpWay =
  | { readonly kind: 'direct' }
  /** `later`: it is to wait. `rush`: so many went directly just now that the queue has to bound how many work at once. */
  | { readonly kind: 'queue'; readonly reason: 'later' | 'rush' };

/** Wake-ups that may leave directly within `RUSH_MS`, from one process. */
export const MAX_DIRECT = 2;
/** ms */
export const RUSH_MS = 1_000;

/** Decides the way of a wake-up by when it is due and when the last ones left directly, ascending. Times in ms. */
export function decideWay(atMs: number, lastDirect: readonly number[], nowMs: number): WakeUpWay {
  if (atMs > nowMs) return { kind: 'queue', reason: 'later' };
  const recent = lastDirect.filter((at) => at > nowMs - RUSH_MS);

  return recent.length < MAX_DIRECT ? { kind: 'direct' } : { kind: 'queue', reason: 'rush' };
}

/**
 * Wakes the dispatcher directly while it is calm, which costs less than the way
 * through the queue; in a rush, and for what is to wait, through the queue. So
 * it does where the direct way fails: `failed` hears of that.
 */
export function preferDirect(
  direct: WakeUps,
  queue: WakeUps,
  now: () => number,
  failed: (error: unknown) => void,
): WakeUps {
  let lastDirect: readonly number[] = [];

  return {
    async schedule(wakeUp, atMs) {
      const nowMs = now();
      const way = decideWay(atMs, lastDirect, nowMs);
      if (way.kind === 'queue') return queue.schedule(wakeUp, atMs);

      lastDirect = [...lastDirect, nowMs].slice(-MAX_DIRECT);
      try {
        await direct.schedule(wakeUp, atMs);
      } catch (error) {
        failed(error);
        await queue.schedule(wakeUp, atMs);
      }
    },
  };
}
