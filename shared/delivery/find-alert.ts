import type { AlertItem } from '../admission/alert-item.ts';
import type { AlertStore } from '../admission/alert-store.ts';
import type { Alert } from '../alert/alert.ts';
import { type Fingerprint, fingerprintOfId, isFingerprint } from '../alert/fingerprint.ts';
import { alertOf } from '../dispatching/told-alert.ts';
import { OWN_SOURCE } from '../notices/own-source.ts';
import type { KnownSources } from '../receiving/known-sources.ts';

/** An alert that an id names, as it is kept in each of its channels; or why none can be given. */
export type FoundAlert =
  | {
      readonly kind: 'found';
      /** As last received. */
      readonly alert: Alert;
      /** One per channel. */
      readonly items: readonly AlertItem[];
    }
  | { readonly kind: 'unknown-alert' }
  /** Several sources use this id. */
  | { readonly kind: 'ambiguous'; readonly sources: readonly string[] };

/** What finding an alert needs of the world. */
export interface FindAlertPorts {
  readonly alerts: Pick<AlertStore, 'read'>;
  readonly sources: Pick<KnownSources, 'list'>;
  channelNames(): Promise<readonly string[]>;
}

/** Finds an alert by the id its sender gave or the one the ledger shows. */
export async function findAlert(id: string, source: string | undefined, ports: FindAlertPorts): Promise<FoundAlert> {
  // Our own alerts are admitted without anyone to note their sender.
  const sources = source === undefined ? [OWN_SOURCE, ...(await ports.sources.list())] : [source];
  const prints = new Set<Fingerprint>(sources.map((name) => fingerprintOfId(name, id)));
  if (isFingerprint(id)) prints.add(id);
  const channels = await ports.channelNames();
  const keys = [...prints].flatMap((fingerprint) => channels.map((channel) => ({ channel, fingerprint })));
  const read = keys.length === 0 ? [] : await ports.alerts.read(keys);
  const items = read.filter((item) => source === undefined || alertOf(item).source === source);
  const [latest] = items.toSorted((a, b) => b.lastAt - a.lastAt);
  if (latest === undefined) return { kind: 'unknown-alert' };

  const senders = [...new Set(items.map((item) => alertOf(item).source))];
  return senders.length > 1
    ? { kind: 'ambiguous', sources: senders.toSorted() }
    : { kind: 'found', alert: alertOf(latest), items };
}
