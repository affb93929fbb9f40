import type { SuppressedReason } from '../admission/admit.ts';
import { type AlertItem, type AlertState, alertState, silentSince } from '../admission/alert-item.ts';
import type { Alert, AlertStatus } from '../alert/alert.ts';
import type { Level } from '../alert/level.ts';
import { parseInhibitorId } from '../inhibition/inhibitors.ts';

const SILENCED: SuppressedReason = 'silenced';
const INHIBITED: SuppressedReason = 'inhibited';

/** One alert in one channel as the ledger lists it. Times in ms since the epoch. */
export interface AlertRow {
  readonly id: string;
  readonly source: string;
  readonly name: string;
  readonly level: Level;
  readonly status: AlertStatus;
  readonly target: string;
  readonly channel: string;
  /** `waiting` means something about it is not told yet. */
  readonly state: AlertState;
  /** Why it was suppressed or is dead; empty otherwise. */
  readonly reason: string;
  /** The silence that keeps it from being told, or kept it. */
  readonly silence: string | null;
  /** The rule by which another alert keeps it from being told, or kept it, and that alert's id. Not for bound tokens. */
  readonly inhibitedBy: { readonly rule: string; readonly alert: string } | null;
  /** Receipts, not transitions. */
  /** Since when it fires without a word, where people were told so; null otherwise. */
  readonly silentSince: number | null;
  readonly occurrences: number;
  readonly firstAt: number;
  readonly lastAt: number;
  /** When it will be told, or null when nothing is due. */
  readonly dueAt: number | null;
  /** Ids of the last ten messages it was in, newest first. */
  readonly deliveries: readonly string[];
}

/** The ledger's row of an item whose content is unpacked. */
export function alertRow(item: AlertItem, alert: Alert, channel: string, nowMs: number): AlertRow {
  const state = alertState(item, nowMs);
  const reason = reasonOf(item, state);
  const by = state === 'suppressed' ? (item.heldBack?.by ?? null) : null;

  return {
    id: alert.id,
    source: alert.source,
    name: alert.name,
    level: alert.level,
    status: item.status,
    target: alert.target,
    channel,
    state,
    reason,
    silence: reason === SILENCED ? by : null,
    inhibitedBy: reason === INHIBITED && by ? parseInhibitorId(by) : null,
    silentSince: silentSince(item) ?? null,
    occurrences: item.receipts,
    firstAt: item.firstAt,
    lastAt: item.lastAt,
    dueAt: item.dueAt ?? null,
    deliveries: item.deliveries.slice(0, 10),
  };
}

function reasonOf(item: AlertItem, state: AlertState): string {
  if (state === 'dead') return item.dead ?? '';

  if (state !== 'suppressed') return '';

  return item.dueAt === undefined ? (item.suppressed ?? '') : (item.heldBack?.reason ?? '');
}
