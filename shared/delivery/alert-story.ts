import type { AlertStore } from '../admission/alert-store.ts';
import type { Alert } from '../alert/alert.ts';
import { type Fingerprint, fingerprintOfId, isFingerprint } from '../alert/fingerprint.ts';
import { alertOf } from '../dispatching/told-alert.ts';
import { OWN_SOURCE } from '../notices/own-source.ts';
import type { KnownSources } from '../receiving/known-sources.ts';
import { attemptsOf } from './alert-attempts.ts';
import { type AlertRow, alertRow } from './alert-row.ts';
import type { Ledger } from './ledger.ts';
import { type StoryEntry, storyEntries } from './story-entries.ts';

/** What is known of one alert. */
export type AlertStory =
  | {
      readonly kind: 'found';
      readonly alert: Alert;
      /** Its ledger rows, one per channel. */
      readonly rows: readonly AlertRow[];
      /** Oldest first. */
      readonly story: readonly StoryEntry[];
    }
  | { readonly kind: 'unknown-alert' }
  /** Several sources use this id. */
  | { readonly kind: 'ambiguous'; readonly sources: readonly string[] };

/** What telling a story needs of the world. */
export interface StoryPorts {
  readonly alerts: Pick<AlertStore, 'read'>;
  readonly ledger: Pick<Ledger, 'get' | 'list'>;
  readonly sources: Pick<KnownSources, 'list'>;
  channelNames(): Promise<readonly string[]>;
}

/** The whole story of an alert, by the id its sender gave or the one the ledger shows. */
export async function tellStory(id: string, source: string | undefined, ports: StoryPorts): Promise<AlertStory> {
  // Our own alerts are admitted without anyone to note their sender.
  const sources = source === undefined ? [OWN_SOURCE, ...(await ports.sources.list())] : [source];
  const prints = new Set<Fingerprint>(sources.map((name) => fingerprintOfId(name, id)));
  if (isFingerprint(id)) prints.add(id);
  const channels = await ports.channelNames();
  const keys = [...prints].flatMap((fingerprint) => channels.map((channel) => ({ channel, fingerprint })));
  const items = keys.length === 0 ? [] : await ports.alerts.read(keys);
  const found = items.filter((item) => source === undefined || alertOf(item).source === source);
  const [first] = found.toSorted((a, b) => b.lastAt - a.lastAt);
  if (first === undefined) return { kind: 'unknown-alert' };

  const senders = [...new Set(found.map((item) => alertOf(item).source))];
  if (senders.length > 1) return { kind: 'ambiguous', sources: senders.toSorted() };
  const stories = await Promise.all(
    found.map(async (item) => storyEntries(item, await attemptsOf(item, ports.ledger))),
  );

  return {
    kind: 'found',
    alert: alertOf(first),
    rows: found.map((item) => alertRow(item, alertOf(item), item.channel)),
    story: stories.flat().toSorted((a, b) => a.at - b.at),
  };
}
