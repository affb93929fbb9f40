import type { Health } from './deps.ts';

/** Sweeps run every minute; after so long without one the dispatcher counts as dead, ms. */
const MAX_SILENCE_MS = 5 * 60_000;

/**
 * Health from the dispatcher's last heartbeat. Reading it is also the proof
 * that the store answers. Before the first one, right after a deployment,
 * nothing can be held against the dispatcher.
 */
export async function healthFrom(lastBeatAt: () => Promise<number | undefined>, nowMs: number): Promise<Health> {
  const at = await lastBeatAt();

  return { store: 'ok', dispatcher: at === undefined || nowMs - at <= MAX_SILENCE_MS ? 'ok' : 'dead' };
}
