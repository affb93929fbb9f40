import type { AlertItem } from '../admission/alert-item.ts';
import { type AlertContentFilter, matchesContent } from '../delivery/alert-filter.ts';
import { diedAt } from './dead-letter.ts';

/** Which dead letters are meant; what is absent does not matter. */
export interface DeadLetterFilter extends AlertContentFilter {
  readonly channel?: string;
  /** What the reason begins with. */
  readonly reason?: string;
  /** Died not before, and not after, ms. */
  readonly since?: number;
  readonly until?: number;
}

/** Whether an item is a dead letter that is meant. The channel is the caller's to choose. */
export function isMeant(item: AlertItem, filter: DeadLetterFilter): boolean {
  const { reason, since, until } = filter;
  return (
    item.dead !== undefined &&
    (reason === undefined || item.dead.startsWith(reason)) &&
    (since === undefined || diedAt(item) >= since) &&
    (until === undefined || diedAt(item) <= until) &&
    matchesContent(item, filter)
  );
}
