import type { AlertItem } from '../admission/alert-item.ts';
import { alertOf } from '../dispatching/told-alert.ts';
import { diedAt } from './dead-letter.ts';

/** Which dead letters are meant; what is absent does not matter. */
export interface DeadLetterFilter {
  readonly channel?: string;
  /** The alert's name, exactly. */
  readonly name?: string;
  /** What the reason begins with. */
  readonly reason?: string;
  /** Died not before, and not after, ms. */
  readonly since?: number;
  readonly until?: number;
}

/** Whether an item is a dead letter that is meant. The channel is the caller's to choose. */
export function isMeant(item: AlertItem, { name, reason, since, until }: DeadLetterFilter): boolean {
  return (
    item.dead !== undefined &&
    (reason === undefined || item.dead.startsWith(reason)) &&
    (since === undefined || diedAt(item) >= since) &&
    (until === undefined || diedAt(item) <= until) &&
    (name === undefined || alertOf(item).name === name)
  );
}
