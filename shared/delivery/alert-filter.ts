import { type AlertItem, type AlertState, alertState, silentSince } from '../admission/alert-item.ts';
import type { Alert } from '../alert/alert.ts';
import type { Level } from '../alert/level.ts';
import { alertOf } from '../dispatching/told-alert.ts';
import { holds } from './delivery-filter.ts';

/** What an alert itself must be; what is absent does not matter. */
export interface AlertContentFilter {
  /** The alert's name, exactly. */
  readonly name?: string;
  readonly level?: Level;
  /** Part of its target, in any case. */
  readonly target?: string;
  readonly source?: string;
}

/** Which alerts of a channel are meant. */
export interface AlertFilter extends AlertContentFilter {
  readonly state?: AlertState;
  /** Id of a silence: only the alerts it was the last to hold back. */
  readonly silence?: string;
  /** `true`: only alerts people were told of as firing without a word. */
  readonly silent?: 'true';
  /** Last received not before, and not after, ms. */
  readonly since?: number;
  readonly until?: number;
}

/** Whether an item is meant. Its content is unpacked only where the rest fits. */
export function matchesAlert(item: AlertItem, filter: AlertFilter, nowMs: number): boolean {
  const { state, silence, silent, since, until } = filter;
  return (
    (state === undefined || alertState(item, nowMs) === state) &&
    (silence === undefined || item.heldBack?.by === silence) &&
    (silent === undefined || silentSince(item) !== undefined) &&
    (since === undefined || item.lastAt >= since) &&
    (until === undefined || item.lastAt <= until) &&
    matchesContent(item, filter)
  );
}

/** Whether an item's alert is meant, whatever became of it. */
export function matchesContent(item: AlertItem, filter: AlertContentFilter): boolean {
  return isOfNoMatter(filter) || hasContent(alertOf(item), filter);
}

function isOfNoMatter({ name, level, target, source }: AlertContentFilter): boolean {
  return [name, level, target, source].every((wanted) => wanted === undefined);
}

function hasContent(alert: Alert, { name, level, target, source }: AlertContentFilter): boolean {
  return (
    (name === undefined || alert.name === name) &&
    (level === undefined || alert.level === level) &&
    (source === undefined || alert.source === source) &&
    (target === undefined || holds(alert.target, target))
  );
}
