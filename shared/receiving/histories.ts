import type { Alert } from '../alert/alert.ts';
import type { Fingerprint } from '../alert/fingerprint.ts';
import type { Channel } from '../channels/channel.ts';
import type { Terms } from '../routing/terms.ts';
import type { Destination } from './choose-destinations.ts';

/** Equal alerts of a batch, added up: one write for all of them. */
export interface BatchedAlert {
  readonly alert: Alert;
  readonly fingerprint: Fingerprint;
  readonly receipts: number;
}

/** An alert of a batch and where it goes. */
export interface RoutedAlert extends BatchedAlert {
  readonly destinations: readonly Destination[];
}

/** The states of one alert in one channel, in order: they are stored one after the other. */
export interface History {
  readonly channel: Channel;
  readonly states: readonly { readonly entry: BatchedAlert; readonly terms: Terms }[];
}

/**
 * The alerts of a batch by channel and identity, each with its states in order.
 * Equal states in a row are added up; different ones must be stored one after
 * the other, or a firing could overtake the recovery behind it.
 */
export function historiesOf(entries: readonly RoutedAlert[]): readonly History[] {
  const byChannel = new Map<string, Map<Fingerprint, { channel: Channel; states: History['states'][number][] }>>();
  for (const entry of addedUp(entries)) {
    for (const { channel, terms } of entry.destinations) {
      const histories = byChannel.get(channel.name) ?? new Map();
      byChannel.set(channel.name, histories);
      const history = histories.get(entry.fingerprint) ?? { channel, states: [] };
      histories.set(entry.fingerprint, history);
      history.states.push({ entry, terms });
    }
  }

  return [...byChannel.values()].flatMap((histories) => [...histories.values()]);
}

/** Of equal states in a row the last, which stands for all of them. */
function addedUp(entries: readonly RoutedAlert[]): readonly RoutedAlert[] {
  const byIdentity = new Map<Fingerprint, RoutedAlert[]>();
  for (const entry of entries) {
    const history = byIdentity.get(entry.fingerprint) ?? [];
    const previous = history.at(-1);
    if (previous !== undefined && sameState(previous.alert, entry.alert) && sameWay(previous, entry)) {
      history[history.length - 1] = { ...entry, receipts: previous.receipts + 1 };
    } else {
      history.push(entry);
    }
    byIdentity.set(entry.fingerprint, history);
  }

  return [...byIdentity.values()].flat();
}

function sameState(a: Alert, b: Alert): boolean {
  return a.status === b.status && a.level === b.level && a.activeAt === b.activeAt && a.masked === b.masked;
}

/** Whether both go the same way: rules may look at what is no part of a state, as labels are. */
function sameWay(a: RoutedAlert, b: RoutedAlert): boolean {
  if (a.destinations === b.destinations) return true;
  return JSON.stringify(a.destinations.map(wayOf)) === JSON.stringify(b.destinations.map(wayOf));
}

function wayOf({ channel, terms }: Destination): readonly unknown[] {
  return [channel.name, terms];
}
