import type { Alert } from '../alert/alert.ts';
import type { Channel } from '../channels/channel.ts';
import type { BatchedAlert } from '../receiving/histories.ts';
import { OWN_TERMS, type Terms } from '../routing/terms.ts';
import { admitRecovery } from './admit-recovery.ts';
import type { Admitted, AlertStore, Arrival, Refused, SilentEnd } from './alert-store.ts';
import { arrivalOf } from './arrival.ts';
import { decideFlapping, dueOf, flappingQuietMs } from './flapping.ts';
import { silentEnd } from './silent-end.ts';

/** What became of one alert in one channel at admission. */
export type Admission =
  | { readonly kind: 'admitted'; readonly admitted: Admitted }
  /** A late copy, or a twin's recovery: what it says is already known. */
  | { readonly kind: 'merged' }
  | { readonly kind: 'suppressed'; readonly reason: SuppressedReason };

/** Why an accepted alert is not sent. */
export type SuppressedReason =
  | 'masked-at-source-silenced'
  | 'masked-at-source-inhibited'
  | 'channel-disabled'
  | 'channel-deleted'
  | 'over-cap'
  | 'outside-window'
  | 'silenced'
  | 'inhibited'
  /** It fired without a word while its source spoke; nobody knows whether it is over. */
  | 'closed-silent'
  | SilentEnd;

/**
 * Stores one alert in one channel, on the terms of the push rule that sends it
 * there: a single write, two when its status, episode or level changes.
 */
export async function admit(
  entry: BatchedAlert,
  channel: Channel,
  store: AlertStore,
  nowMs: number,
  terms: Terms = OWN_TERMS,
): Promise<Admission> {
  const arrival = await arrivalOf(entry, channel, store, nowMs, terms);
  const suppressed = suppressedReason(entry.alert, channel, terms);
  if (suppressed !== undefined) {
    await store.suppress(arrival, suppressed);
    return { kind: 'suppressed', reason: suppressed };
  }

  const result = await write(arrival, silentEnd(channel, terms), store);
  return result === 'refused'
    ? { kind: 'merged' }
    : { kind: 'admitted', admitted: await damped(result, arrival, channel, store) };
}

/** Why an alert is recorded but not sent in this channel, if so. An end outside a window is no such: see `silentEnd`. */
export function suppressedReason(alert: Alert, channel: Channel, { window }: Terms): SuppressedReason | undefined {
  if (alert.masked !== undefined) return `masked-at-source-${alert.masked}`;
  if (!channel.enabled) return 'channel-disabled';
  return window?.kind === 'dropped' && alert.status === 'firing' ? 'outside-window' : undefined;
}

/**
 * The likeliest state first. Each step's condition names the state it is for,
 * so whatever another receiver did in between, at most one of them applies.
 */
async function write(arrival: Arrival, silent: SilentEnd | undefined, store: AlertStore): Promise<Admitted | Refused> {
  if (arrival.status === 'resolved' && silent === undefined) return admitRecovery(arrival, store);
  const steps =
    silent === undefined || arrival.status === 'firing' ? firingSteps(store) : endSteps(arrival, silent, store);
  for (const step of steps) {
    const result = await step(arrival);
    if (result !== 'refused') return result;
  }

  return 'refused';
}

/**
 * Moves the due time of what goes back and forth. Where that is refused the
 * change was told or changed again meanwhile, and stays as it was written.
 */
async function damped(
  admitted: Admitted,
  { channel: name, fingerprint, nowMs }: Arrival,
  channel: Channel,
  store: AlertStore,
): Promise<Admitted> {
  const { version, madeDue: from, changes } = admitted;
  if (from === undefined || changes === undefined) return admitted;
  const decision = decideFlapping(changes, flappingQuietMs(channel), nowMs);
  if (decision.kind === 'steady') return admitted;

  const to = dueOf(decision, from);
  const marked = await store.markFlapping({ channel: name, fingerprint, version, from, to, run: decision.run });
  return marked === 'refused' ? admitted : { ...admitted, madeDue: to };
}

type Step = (arrival: Arrival) => Promise<Admitted | Refused>;

function firingSteps(store: AlertStore): readonly Step[] {
  return [store.fire, store.raise, store.refire];
}

function endSteps({ episode }: Arrival, reason: SilentEnd, store: AlertStore): readonly Step[] {
  const recoverQuietly: Step = (arrival) => store.recoverQuietly(arrival, reason);
  return [
    recoverQuietly,
    (arrival) => store.suppressUnseen(arrival, reason),
    // Without a start time nothing tells a newer episode's end from the same one again.
    ...(episode === undefined ? [] : [(arrival: Arrival) => store.endNewerQuietly(arrival, reason)]),
    // Once more: the firing may have come between the first two.
    recoverQuietly,
  ];
}
