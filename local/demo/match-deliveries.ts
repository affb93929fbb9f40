import type { DeliveryRow } from './relay-client.ts';

/** Spread allowed between the relay's note of a delivery and the robot's own, ms; both use one clock. */
const SLACK_MS = 250;

/** A delivered message as the robot noted it. */
export interface SeenMessage {
  /** ms since the epoch. */
  readonly at: number;
}

/**
 * When each delivery the relay claims really arrived, by delivery id; one that
 * matches no message is left out. Both sides are in order, since a robot has
 * one request in flight at a time, so each delivery takes the first message
 * that is left and lies within its attempt.
 */
export function matchDeliveries(
  deliveries: readonly DeliveryRow[],
  messages: readonly SeenMessage[],
): ReadonlyMap<string, number> {
  const arrived = new Map<string, number>();
  const claimed = deliveries
    .filter(({ outcome }) => outcome === 'delivered')
    .map(({ id, at, latencyMs }) => ({ id, atMs: Date.parse(at), latencyMs }))
    .sort((a, b) => a.atMs - b.atMs);
  let next = 0;
  for (const { id, atMs, latencyMs } of claimed) {
    // The relay may note when an attempt began or when its answer came.
    const [from, to] = [atMs - latencyMs - SLACK_MS, atMs + latencyMs + SLACK_MS];
    const index = messages.findIndex(({ at }, position) => position >= next && at >= from && at <= to);
    const message = index < 0 ? undefined : messages[index];
    if (message === undefined) continue;
    arrived.set(id, message.at);
    next = index + 1;
  }

  return arrived;
}
