import type { AlertItem, HeldBack } from '../admission/alert-item.ts';
import type { AlertStore } from '../admission/alert-store.ts';
import { DUE_CLASSES, type Due } from '../admission/due.ts';
import { type Mark, SHARDS, shardOf } from '../admission/shard.ts';
import type { Channel } from '../channels/channel.ts';
import { inParallel } from './in-parallel.ts';
import { WakeCollector } from './wake-collector.ts';
import type { WakeUps } from './wake-ups.ts';

/** What letting go of alerts that are held back needs of the world. */
export interface ReleasePorts {
  readonly alerts: Pick<AlertStore, 'due' | 'read' | 'release'>;
  readonly wakeUps: WakeUps;
  now(): number;
}

/** Later than anything is due, ms: the last time the index can hold. */
const EVER_MS = 9_999_999_999_999;
/** Alerts looked at in a shard and class: the sweeps of the next minutes come for what is beyond. */
const MAX_LOOK = 50_000;
/** Items read at a time. */
const READ_AT_ONCE = 500;

/** Where something is held back. */
export interface HeldPlace {
  readonly channel: Channel;
  readonly mark: Mark;
}

/** All places of some channels. */
export function placesOf(channels: readonly Channel[]): readonly HeldPlace[] {
  return channels.flatMap((channel) =>
    DUE_CLASSES.flatMap((one) =>
      [...SHARDS].map((shard) => ({ channel, mark: { channel: channel.name, shard, class: one } })),
    ),
  );
}

/**
 * Makes due what is held back by something that ended before its time. Looks
 * only where that is said to hold something. Done twice it changes nothing;
 * whatever else holds such an alert holds it back again.
 */
export async function releaseHeld(
  places: readonly HeldPlace[],
  isMeant: (heldBack: HeldBack) => boolean,
  ports: ReleasePorts,
): Promise<void> {
  const woken = new WakeCollector();
  await inParallel(places, (place) => releaseUnder(place, isMeant, woken, ports));
  for (const { wakeUp, atMs } of woken.drain()) await ports.wakeUps.schedule(wakeUp, atMs);
}

async function releaseUnder(
  {
    mark,
    channel: {
      robots: [robot],
    },
  }: HeldPlace,
  isMeant: (heldBack: HeldBack) => boolean,
  woken: WakeCollector,
  { alerts, now }: ReleasePorts,
): Promise<void> {
  const nowMs = now();
  const later = (await alerts.due(mark, EVER_MS, MAX_LOOK)).filter(({ due }) => due.atMs > nowMs);
  if (later.length === 0) return;
  for (let at = 0; at < later.length; at += READ_AT_ONCE) {
    const some = new Map(later.slice(at, at + READ_AT_ONCE).map((entry) => [entry.fingerprint, entry]));
    for (const item of await alerts.read([...some.values()])) {
      const from = some.get(item.fingerprint)?.due;
      if (from === undefined || from.atMs !== item.dueAt || !isHeldBy(item, isMeant)) continue;
      const to: Due = { ...from, atMs: nowMs };
      if ((await alerts.release({ ...item, from, to })) === 'refused') continue;
      woken.add(robot.webhookId, { channel: item.channel, shard: shardOf(item.fingerprint) }, to, nowMs);
    }
  }
}

function isHeldBy({ heldBack }: AlertItem, isMeant: (heldBack: HeldBack) => boolean): boolean {
  return heldBack?.untilMs !== undefined && isMeant(heldBack);
}
