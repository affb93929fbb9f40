import type { AlertItem } from '../admission/alert-item.ts';
import type { AlertStore } from '../admission/alert-store.ts';
import { DUE_CLASSES, type Due } from '../admission/due.ts';
import { type Mark, SHARDS, shardOf } from '../admission/shard.ts';
import type { Channel } from '../channels/channel.ts';
import { inParallel } from '../dispatching/in-parallel.ts';
import { WakeCollector } from '../dispatching/wake-collector.ts';
import type { WakeUps } from '../dispatching/wake-ups.ts';
import type { Silence } from './silence.ts';

/** What letting go of silenced alerts needs of the world. */
export interface ReleasePorts {
  readonly alerts: Pick<AlertStore, 'due' | 'read' | 'release'>;
  readonly wakeUps: WakeUps;
  channels(): Promise<readonly Channel[]>;
  now(): number;
}

/** Later than anything is due, ms: the last time the index can hold. */
const EVER_MS = 9_999_999_999_999;
/** Alerts looked at in a shard and class: the sweeps of the next minutes come for what is beyond. */
const MAX_LOOK = 50_000;
/** Items read at a time. */
const READ_AT_ONCE = 500;

/**
 * Makes due what a silence holds back that was ended before its time. Looks
 * only in the channels in which it held something. Done twice it changes
 * nothing; another silence that matches holds it back again.
 */
export async function releaseSilenced(
  { id, heldIn }: Pick<Silence, 'id' | 'heldIn'>,
  ports: ReleasePorts,
): Promise<void> {
  if (heldIn.length === 0) return;
  const channels = (await ports.channels()).filter(({ name }) => heldIn.includes(name));
  const woken = new WakeCollector();
  const places = channels.flatMap((channel) =>
    DUE_CLASSES.flatMap((one) =>
      [...SHARDS].map((shard) => ({ channel, mark: { channel: channel.name, shard, class: one } })),
    ),
  );
  await inParallel(places, ({ channel, mark }) => releaseUnder(mark, id, channel, woken, ports));
  for (const { wakeUp, atMs } of woken.drain()) await ports.wakeUps.schedule(wakeUp, atMs);
}

async function releaseUnder(
  mark: Mark,
  silence: string,
  { robots: [robot] }: Channel,
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
      if (from === undefined || from.atMs !== item.dueAt || !isHeldBy(item, silence)) continue;
      const to: Due = { ...from, atMs: nowMs };
      if ((await alerts.release({ ...item, from, to })) === 'refused') continue;
      woken.add(robot.webhookId, { channel: item.channel, shard: shardOf(item.fingerprint) }, to, nowMs);
    }
  }
}

function isHeldBy({ heldBack }: AlertItem, silence: string): boolean {
  return heldBack?.by === silence && heldBack.untilMs !== undefined;
}
