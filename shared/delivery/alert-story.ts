import { type AlertItem, alertState } from '../admission/alert-item.ts';
import type { AlertStore } from '../admission/alert-store.ts';
import type { Alert } from '../alert/alert.ts';
import { type Fingerprint, fingerprintOfId, isFingerprint } from '../alert/fingerprint.ts';
import { alertOf } from '../dispatching/told-alert.ts';
import type { KnownSources } from '../receiving/known-sources.ts';
import { type AlertRow, alertRow } from './alert-row.ts';
import type { Delivery, Ledger } from './ledger.ts';

/** One thing that happened to an alert. Times in ms. */
export interface StoryEntry {
  readonly at: number;
  /** `accepted`, `repeated`, an outcome, `waiting`, `suppressed` or `dead`. */
  readonly what: string;
  readonly channel: string;
  /** The message it was told in. */
  readonly delivery: string | null;
  readonly reason: string;
}

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
  const sources = source === undefined ? await ports.sources.list() : [source];
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
  const stories = await Promise.all(found.map((item) => storyOf(item, ports)));

  return {
    kind: 'found',
    alert: alertOf(first),
    rows: found.map((item) => alertRow(item, alertOf(item), item.channel)),
    story: stories.flat().toSorted((a, b) => a.at - b.at),
  };
}

async function storyOf(item: AlertItem, { ledger }: StoryPorts): Promise<readonly StoryEntry[]> {
  const { channel } = item;
  const deliveries = await Promise.all(item.deliveries.map((id) => ledger.get(id)));
  const failed = await failedSince(item, ledger);
  const entry = (at: number, what: string, reason: string): StoryEntry => ({
    at,
    what,
    channel,
    delivery: null,
    reason,
  });

  const past = [
    entry(item.firstAt, 'accepted', ''),
    ...(item.receipts > 1 ? [entry(item.lastAt, 'repeated', `received ${item.receipts} times in all`)] : []),
    ...deliveries.filter((delivery) => delivery !== undefined).map((delivery) => told(delivery, channel)),
    ...failed.map((delivery) => told(delivery, channel)),
  ];
  // How it stands comes after all that led to it.
  const standsAt = Math.max(item.dueAt ?? item.lastAt, ...past.map(({ at }) => at));

  return [...past, ...ending(item).map(({ what, reason }) => entry(standsAt, what, reason))];
}

/** Attempts a story names at most: a robot may fail for hours. */
const MAX_FAILED = 5;

/**
 * Why an alert still waits: its channel's latest attempts that failed since. A
 * failed message writes nothing on its alerts, so these are the channel's.
 */
async function failedSince(item: AlertItem, ledger: StoryPorts['ledger']): Promise<readonly Delivery[]> {
  if (item.dueAt === undefined || item.since === undefined) return [];
  const { items } = await ledger.list({ channel: item.channel, since: item.since, limit: 50 });

  return items.filter(({ outcome, kind }) => outcome !== 'delivered' && kind !== 'test').slice(0, MAX_FAILED);
}

function told(delivery: Delivery, channel: string): StoryEntry {
  const code = delivery.errcode === null ? '' : `, errcode ${delivery.errcode}`;
  const why = delivery.reason === '' ? '' : `: ${delivery.reason}`;
  const reason = `${delivery.kind} message by robot ${delivery.robot}, attempt ${delivery.attempt}${code}${why}`;

  return { at: delivery.at, what: delivery.outcome, channel, delivery: delivery.id, reason };
}

/** How it stands, when that is not simply the last message. */
function ending(item: AlertItem): readonly { readonly what: string; readonly reason: string }[] {
  const state = alertState(item);
  switch (state) {
    case 'delivered':
      return [];
    case 'waiting':
      return [
        { what: state, reason: item.told === undefined ? 'not told yet' : 'something changed since it was told' },
      ];
    case 'suppressed':
      return [{ what: state, reason: item.suppressed ?? '' }];
    case 'dead':
      return [{ what: state, reason: item.dead ?? '' }];
    default:
      return state satisfies never;
  }
}
