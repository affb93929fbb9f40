import type { AlertItem } from '../admission/alert-item.ts';
import type { AlertStatus } from '../alert/alert.ts';
import type { Level } from '../alert/level.ts';
import { alertOf } from '../dispatching/told-alert.ts';
import { deadLetterId } from './dead-letter-id.ts';

/** An alert of a channel that ended without being told, kept until it is replayed, changes or expires. Times in ms. */
export interface DeadLetter {
  readonly id: string;
  /** Id of the alert, as the ledger shows it. */
  readonly alert: string;
  readonly source: string;
  readonly name: string;
  readonly level: Level;
  readonly status: AlertStatus;
  readonly target: string;
  readonly channel: string;
  readonly reason: string;
  readonly diedAt: number;
  /** Receipts. */
  readonly occurrences: number;
  /** Ids of the last ten messages it was in, newest first: the one it died of among them, if it died of one. */
  readonly deliveries: readonly string[];
}

/** An item as a dead letter, or undefined when it is none. */
export function deadLetterOf(item: AlertItem): DeadLetter | undefined {
  if (item.dead === undefined) return undefined;
  const alert = alertOf(item);

  return {
    id: deadLetterId(item),
    alert: alert.id,
    source: alert.source,
    name: alert.name,
    level: alert.level,
    status: item.status,
    target: alert.target,
    channel: item.channel,
    reason: item.dead,
    diedAt: diedAt(item),
    occurrences: item.receipts,
    deliveries: item.deliveries.slice(0, 10),
  };
}

/** When an item died; of those buried before that was kept, when they last came. */
export function diedAt(item: AlertItem): number {
  return item.diedAt ?? item.lastAt;
}
