import type { AcceptedAlerts } from './relay-client.ts';

/** An alert in a channel that the relay answered for. */
export interface AcceptedPair {
  readonly id: string;
  readonly channel: string;
  /** When the request that first brought it was sent, ms since the epoch. */
  readonly sentAtMs: number;
}

/** What the senders sent and what they were told, growing while the demo runs. */
export class Tally {
  /** By alert and channel. */
  readonly accepted = new Map<string, AcceptedPair>();
  requests = 0;
  /** Requests that were never accepted, with the last reason. */
  readonly notAccepted: string[] = [];

  /** A request was answered with success. */
  accept(alerts: AcceptedAlerts, sentAtMs: number): void {
    for (const { id, channels } of alerts) {
      for (const channel of channels) {
        const key = JSON.stringify([id, channel]);
        const before = this.accepted.get(key);
        if (before === undefined || sentAtMs < before.sentAtMs) this.accepted.set(key, { id, channel, sentAtMs });
      }
    }
  }

  /** Distinct alerts accepted so far. */
  get alerts(): number {
    return new Set([...this.accepted.values()].map(({ id }) => id)).size;
  }
}
