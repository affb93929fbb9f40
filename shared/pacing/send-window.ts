/** A robot's window, ms. DingTalk and WeCom both count 20 messages a minute. */
export const WINDOW_MS = 60_000;

/**
 * Kept beyond the window, ms: a slot is the time the answer came to us, which
 * is never before the robot counted the request; the slack covers clocks of
 * two workers that differ.
 */
export const WINDOW_SLACK_MS = 1_000;

/** The slots still inside the window, ascending. */
export function recentSlots(slots: readonly number[], nowMs: number): readonly number[] {
  return slots.filter((at) => at > nowMs - WINDOW_MS - WINDOW_SLACK_MS).toSorted((a, b) => a - b);
}

/** When the next of `limit` slots is free: now, or when the blocking one leaves the window. */
export function slotFreeAt(slots: readonly number[], limit: number, nowMs: number): number {
  const blocking = recentSlots(slots, nowMs).at(-limit);
  return blocking === undefined ? nowMs : blocking + WINDOW_MS + WINDOW_SLACK_MS;
}

/** The slots after one more answer, no more than the window can hold. */
export function withSlot(slots: readonly number[], answeredAtMs: number): readonly number[] {
  return [...recentSlots(slots, answeredAtMs), answeredAtMs].slice(-MAX_SLOTS);
}

/** The vendors' limit; a channel may ask for less, never for more. */
const MAX_SLOTS = 20;
