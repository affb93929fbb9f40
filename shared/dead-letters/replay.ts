import type { AlertItem } from '../admission/alert-item.ts';
import type { AlertStore } from '../admission/alert-store.ts';
import { type Due, dueClass } from '../admission/due.ts';
import { shardOf } from '../admission/shard.ts';
import type { Audit } from '../audit/audit.ts';
import type { Channel } from '../channels/channel.ts';
import { pageAlerts } from '../delivery/page-alerts.ts';
import { inParallel } from '../dispatching/in-parallel.ts';
import { WakeCollector } from '../dispatching/wake-collector.ts';
import type { WakeUps } from '../dispatching/wake-ups.ts';
import type { AlertRevival } from './alert-revival.ts';
import { type DeadLetterFilter, isMeant } from './dead-letter-filter.ts';
import { deadLetterKey } from './dead-letter-id.ts';
import { replayOfMany, replayOfOne } from './replay-change.ts';

/** What replaying needs of the world. */
export interface ReplayPorts {
  readonly alerts: Pick<AlertStore, 'read' | 'page'>;
  readonly revival: AlertRevival;
  readonly wakeUps: WakeUps;
  readonly audit: Audit;
  /** Channels as the table has them now. */
  channels(): Promise<readonly Channel[]>;
  now(): number;
  logFailure(error: unknown): void;
}

/** What came of replaying one dead letter. */
export type ReplayResult =
  | { readonly kind: 'replayed' }
  | { readonly kind: 'unknown' }
  /** It was replayed or came again meanwhile. */
  | { readonly kind: 'not-dead' }
  /** Its channel is gone, or sends nothing: it would end there at once, as suppressed. */
  | { readonly kind: 'no-channel' }
  | { readonly kind: 'channel-disabled' };

/** What came of replaying those a filter means. */
export interface Replayed {
  readonly replayed: number;
  /** Meant, but changed meanwhile, or of a channel that is gone or disabled. */
  readonly skipped: number;
  /** Where to go on; null when all were looked at. */
  readonly cursor: string | null;
}

/** Dead letters one call replays: some seconds' work. */
const MAX_AT_ONCE = 500;

/** Makes a dead letter due now, and wakes its channel's lane. */
export async function replayOne(id: string, ports: ReplayPorts): Promise<ReplayResult> {
  const key = deadLetterKey(id);
  const [item] = key === undefined ? [] : await ports.alerts.read([key]);
  if (item === undefined) return { kind: 'unknown' };
  if (item.dead === undefined) return { kind: 'not-dead' };
  const channel = (await ports.channels()).find(({ name }) => name === item.channel);
  if (channel === undefined) return { kind: 'no-channel' };
  if (!channel.enabled) return { kind: 'channel-disabled' };

  const collector = new WakeCollector();
  const revived = await ports.audit(
    replayOfOne(id, item.channel),
    () => revive(item, channel, collector, ports),
    (result) => result === 'revived',
  );
  await wake(collector, ports);
  return { kind: revived === 'revived' ? 'replayed' : 'not-dead' };
}

/** Makes the dead letters a filter means due now, as many as one call can; a cursor goes on. */
export async function replayMatching(
  { cursor, ...filter }: DeadLetterFilter & { readonly cursor?: string },
  channelNames: readonly string[],
  ports: ReplayPorts,
): Promise<Replayed> {
  const page = await pageAlerts(
    {
      channels: filter.channel === undefined ? channelNames : [filter.channel],
      matches: (item) => isMeant(item, filter),
      limit: MAX_AT_ONCE,
      ...(cursor === undefined ? {} : { cursor }),
    },
    ports.alerts,
  );
  const replayed =
    page.items.length === 0 ? 0 : await ports.audit(replayOfMany(filter), () => reviveAll(page.items, ports));

  return { replayed, skipped: page.items.length - replayed, cursor: page.cursor };
}

/** How many of some dead letters are due now. */
async function reviveAll(items: readonly AlertItem[], ports: ReplayPorts): Promise<number> {
  const enabled = new Map((await ports.channels()).filter((one) => one.enabled).map((one) => [one.name, one]));
  const collector = new WakeCollector();
  let replayed = 0;
  try {
    await inParallel(items, async (item) => {
      const channel = enabled.get(item.channel);
      if (channel !== undefined && (await revive(item, channel, collector, ports)) === 'revived') replayed += 1;
    });
  } finally {
    // Whatever became of the others, those revived are due.
    await wake(collector, ports);
  }

  return replayed;
}

async function revive(
  { channel: name, fingerprint, version, status, level }: AlertItem,
  channel: Channel,
  collector: WakeCollector,
  { revival, now }: ReplayPorts,
): Promise<'revived' | 'refused'> {
  const nowMs = now();
  const due: Due = { class: dueClass(status, level), atMs: nowMs };
  const result = await revival.revive({ channel: name, fingerprint, version, due });
  if (result === 'revived') {
    collector.add(channel.robots[0].webhookId, { channel: name, shard: shardOf(fingerprint) }, due, nowMs);
  }

  return result;
}

/** A wake-up that can't be sent is only late: the sweep finds what is due. */
async function wake(collector: WakeCollector, { wakeUps, logFailure }: ReplayPorts): Promise<void> {
  for (const { wakeUp, atMs } of collector.drain()) await wakeUps.schedule(wakeUp, atMs).catch(logFailure);
}
