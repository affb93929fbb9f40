import type { AlertItem } from '../admission/alert-item.ts';
import type { AlertKey } from '../admission/alert-store.ts';
import type { Channel } from '../channels/channel.ts';
import { alertOf } from '../dispatching/told-alert.ts';
import { type AnnouncePorts, announce, tellOperator } from '../notices/announce.ts';
import { OWN_SOURCE } from '../notices/own-source.ts';

/** An alert that is to be buried as it was at that version. */
export interface Dying extends AlertKey {
  readonly version: number;
}

/** Alerts of one channel that are about to be buried for one reason. */
export interface FreshDead {
  readonly channel: Channel;
  /** One that changed since, or was told, lives on and is not announced. */
  readonly alerts: readonly Dying[];
  /** As the ledger will have it. */
  readonly reason: string;
}

/** Alerts looked at to tell which they are: a channel has far fewer alerts of our own than this. */
const MAX_LOOKED_AT = 100;
/** Ids an operator is given. */
const MAX_IDS = 10;

/**
 * Tells of alerts that are ending as dead letters: the channel's fallback, the
 * channel itself, which hears of it when its robot works again, and the
 * operator. Dead alerts of our own are for the operator only: told as alerts,
 * they would die and be told for ever. Never throws.
 */
export async function announceDeadLetters(dead: FreshDead, ports: AnnouncePorts): Promise<void> {
  const { channel, reason } = dead;
  const { count, others, ids } = await look(dead, ports);
  if (count === 0) return;

  const event = { kind: 'dead-letters', channel: channel.name, count, reason, alerts: ids } as const;
  if (others === 0) return tellOperator(event, ports);
  const notice = { kind: 'dead-letters', channel: channel.name, count: others, reason } as const;
  await announce(notice, await audience(channel, ports), event, ports);
}

interface Looked {
  readonly count: number;
  /** Without those of our own. */
  readonly others: number;
  readonly ids: readonly string[];
}

async function look({ alerts, channel }: FreshDead, ports: AnnouncePorts): Promise<Looked> {
  const beyond = Math.max(0, alerts.length - MAX_LOOKED_AT);
  try {
    const looked = alerts.slice(0, MAX_LOOKED_AT);
    const items = looked.length === 0 ? [] : await ports.alerts.read(looked);
    const found = items.filter((item) => looked.some((one) => isDying(item, one))).map(alertOf);
    const others = found.filter(({ source }) => source !== OWN_SOURCE).length + beyond;

    return { count: found.length + beyond, others, ids: found.slice(0, MAX_IDS).map(({ id }) => id) };
  } catch (error) {
    // A table in trouble: people hear of the number at least, and of our own alerts not at all.
    ports.observe({ kind: 'not-announced', about: 'dead-letters', whom: channel.name, error });
    return { count: alerts.length, others: 0, ids: [] };
  }
}

/** Whether an alert still waits as it did when it was to be buried: else it is not. */
function isDying(item: AlertItem, { fingerprint, version }: Dying): boolean {
  return item.dueAt !== undefined && item.fingerprint === fingerprint && item.version === version;
}

/** Fallback first: it can send now. */
async function audience(channel: Channel, ports: AnnouncePorts): Promise<readonly Channel[]> {
  const { fallbackChannel } = channel.delivery;
  if (fallbackChannel === undefined || fallbackChannel === channel.name) return [channel];
  const all = await ports.channels().catch(() => []);

  return [...all.filter(({ name }) => name === fallbackChannel), channel];
}
