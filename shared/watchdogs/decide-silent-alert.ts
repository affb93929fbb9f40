import type { AlertItem } from '../admission/alert-item.ts';
import { alertOf } from '../dispatching/told-alert.ts';
import type { WatchState } from './watch-store.ts';
import type { SilentAlertRule } from './watchdogs.ts';

/** What is to be done about an alert that may be silent. */
export type SilentAlertDecision =
  | { readonly kind: 'leave'; readonly why: 'not-told-firing' | 'of-no-rule' | 'heard-of' | 'source-silent' | 'named' }
  | { readonly kind: 'name' | 'close' };

/** Closing takes an alert that was seen to repeat since it last fired anew: one that came once may be of a rule that never does. */
const LEAST_FIRINGS_TO_CLOSE = 2;

const MINUTE_MS = 60_000;

/**
 * Whether an alert fires without a word although its source repeats what fires
 * and speaks. Only what people were told of as firing, and of which nothing is
 * due, comes into question.
 *
 *   received ── repeats … last receipt ── silentAfter ──▶ source still heard ──▶ named or closed
 *                                                     └─▶ source silent too ──▶ its watchdog's matter
 *
 * Pure. Where sweeps were away the time counts from their return: repeats may have come to nobody.
 */
export function decideSilentAlert(
  item: AlertItem,
  rules: ReadonlyMap<string, SilentAlertRule>,
  states: ReadonlyMap<string, WatchState>,
  unbrokenSinceMs: number,
): SilentAlertDecision {
  const { status, told, dueAt, dead, suppressed, lastAt, namedFor, firings = 0 } = item;
  const isToldFiring = status === 'firing' && told === 'firing' && dueAt === undefined && dead === undefined;
  if (!isToldFiring || suppressed !== undefined) return { kind: 'leave', why: 'not-told-firing' };

  const { source } = alertOf(item);
  const rule = rules.get(source);
  if (rule === undefined) return { kind: 'leave', why: 'of-no-rule' };
  const overdueAtMs = Math.max(lastAt, unbrokenSinceMs) + rule.silentAfterMinutes * MINUTE_MS;
  const heardAtMs = states.get(source)?.heardAtMs ?? 0;
  if (heardAtMs < overdueAtMs) return { kind: 'leave', why: heardAtMs <= lastAt ? 'source-silent' : 'heard-of' };
  if (rule.policy === 'close' && firings >= LEAST_FIRINGS_TO_CLOSE) return { kind: 'close' };

  return namedFor === lastAt ? { kind: 'leave', why: 'named' } : { kind: 'name' };
}
