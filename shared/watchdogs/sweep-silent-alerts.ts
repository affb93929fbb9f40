import type { AlertItem } from '../admission/alert-item.ts';
import type { AlertStore } from '../admission/alert-store.ts';
import { fingerprintOfId } from '../alert/fingerprint.ts';
import type { Page } from '../delivery/ledger.ts';
import { InvalidCursorError } from '../delivery/ledger.ts';
import { pageAlerts } from '../delivery/page-alerts.ts';
import { alertOf } from '../dispatching/told-alert.ts';
import type { AnnouncePorts } from '../notices/announce.ts';
import { tellChannel } from '../notices/tell-channel.ts';
import { decideSilentAlert } from './decide-silent-alert.ts';
import type { SilentAlertStore } from './silent-alert-store.ts';
import type { SweepMark, WatchState, WatchStore } from './watch-store.ts';
import type { SilentAlertRule } from './watchdogs.ts';

/** What looking for silent alerts needs of the world. */
export interface SilentAlertPorts extends AnnouncePorts {
  readonly alerts: AnnouncePorts['alerts'] & Pick<AlertStore, 'page'>;
  readonly silentAlerts: SilentAlertStore;
  readonly watches: Pick<WatchStore, 'mark'>;
}

/** What the alerts are held against. */
export interface Background {
  readonly rules: readonly SilentAlertRule[];
  readonly states: readonly WatchState[];
  readonly unbrokenSinceMs: number;
}

/** Alerts a sweep looks at, and finds, at most: the rest is the next one's. Some read units a minute, however many there are. */
const LOOK_AT = 1_000;
const FIND = 200;

/** Alerts a message calls by name. */
const EXAMPLES = 5;

/** Looks at the slice of all alerts that comes after the mark of this sweep, and moves that on. */
export async function sweepSilentAlerts(
  { cursor: from, ...mark }: SweepMark,
  known: Pick<Background, 'rules' | 'states'>,
  ports: SilentAlertPorts,
): Promise<void> {
  const background = { ...known, unbrokenSinceMs: mark.unbrokenSinceMs };
  const { items, cursor } = await findSilentAlerts(from, background, ports);
  // Before anything is done: were it to fail each time, the next sweeps would look there for ever.
  if (cursor !== (from ?? null)) await ports.watches.mark({ ...mark, ...(cursor === null ? {} : { cursor }) });
  await followSilentAlerts(items, background, ports);
}

/** The next slice of all alerts that fire without a word. Reads only. */
export async function findSilentAlerts(
  cursor: string | undefined,
  { rules, states, unbrokenSinceMs }: Background,
  ports: SilentAlertPorts,
): Promise<Page<AlertItem>> {
  const [byRule, byState] = [mapOf(rules), mapOf(states)];
  const channels = (await ports.channels()).map(({ name }) => name);
  const matches = (item: AlertItem) => decideSilentAlert(item, byRule, byState, unbrokenSinceMs).kind !== 'leave';
  const from = (at: string | undefined) =>
    pageAlerts({ channels, matches, limit: FIND, ...(at === undefined ? {} : { cursor: at }) }, ports.alerts, LOOK_AT);
  try {
    return await from(cursor);
  } catch (error) {
    if (!(error instanceof InvalidCursorError)) throw error;
    return from(undefined);
  }
}

/** Names or closes what was found, and tells each channel of all of it in one message for each of the two. */
async function followSilentAlerts(
  items: readonly AlertItem[],
  { rules, states, unbrokenSinceMs }: Background,
  ports: SilentAlertPorts,
): Promise<void> {
  const [byRule, byState] = [mapOf(rules), mapOf(states)];
  for (const [channel, found] of Map.groupBy(items, (item) => item.channel)) {
    const decided = Map.groupBy(found, (item) => decideSilentAlert(item, byRule, byState, unbrokenSinceMs).kind);
    const closed: AlertItem[] = [];
    for (const item of decided.get('close') ?? [])
      if ((await ports.silentAlerts.close(silentOf(item), ports.now())) === 'closed') closed.push(item);
    await tell(channel, 'closed', closed, ports);

    // Told before it is noted: who dies in between tells it again.
    const named = decided.get('name') ?? [];
    if ((await tell(channel, 'named', named, ports)) === 'told')
      for (const item of named) await ports.silentAlerts.name(silentOf(item));
  }
}

async function tell(
  name: string,
  what: 'named' | 'closed',
  items: readonly AlertItem[],
  ports: SilentAlertPorts,
): Promise<'told' | 'not-told'> {
  const channel = (await ports.channels()).find((one) => one.name === name);
  if (channel === undefined || items.length === 0) return 'not-told';

  const examples = items.slice(0, EXAMPLES).map((item) => {
    const alert = alertOf(item);
    return [alert.name, alert.target].filter((part) => part !== '').join(' · ');
  });
  ports.observe({ kind: 'alerts-silent', channel: name, what, alertCount: items.length });
  try {
    await tellChannel(
      channel,
      { kind: 'alerts-silent', channel: name, what, count: items.length, examples, set: setOf(items) },
      ports,
    );
    return 'told';
  } catch (error) {
    ports.observe({ kind: 'not-announced', about: 'alerts-silent', whom: name, error });
    return 'not-told';
  }
}

/** The same for the same alerts, found again: who died before they were noted repeats what was told of them. */
function setOf(items: readonly AlertItem[]): string {
  const each = items.map(({ fingerprint, lastAt }) => `${fingerprint}@${lastAt}`);
  return fingerprintOfId('alerts-silent', each.toSorted().join(' '));
}

function silentOf({ channel, fingerprint, version, lastAt }: AlertItem) {
  return { channel, fingerprint, version, lastAtMs: lastAt };
}

function mapOf<One extends { readonly source: string }>(list: readonly One[]): ReadonlyMap<string, One> {
  return new Map(list.map((one) => [one.source, one]));
}
