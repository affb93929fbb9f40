import type { DueEntry } from '../admission/alert-store.ts';
import { type Brief, decodeBrief } from '../admission/brief.ts';
import type { DueClass } from '../admission/due.ts';
import type { Channel } from '../channels/channel.ts';
import type { Load } from '../pacing/pace.ts';
import { worstOf } from './unite-wake-ups.ts';

/** An entry of the outbox with its brief read and its channel known. */
export interface Waiting {
  readonly entry: DueEntry;
  readonly brief: Brief;
  readonly channel: Channel;
}

/** Reads the briefs of entries; those of channels that are not on this lane are left out. */
export function readWaiting(entries: readonly DueEntry[], channels: readonly Channel[]): readonly Waiting[] {
  const byName = new Map(channels.map((channel) => [channel.name, channel]));
  return entries.flatMap((entry) => {
    const channel = byName.get(entry.channel);
    return channel === undefined ? [] : [{ entry, brief: decodeBrief(entry.brief), channel }];
  });
}

/** Which waiting alerts would share a message in calm. */
export function groupOf({ entry, brief, channel }: Waiting): string {
  return channel.aggregation.enabled ? `${channel.name}/${brief.group}` : `${channel.name}/${entry.fingerprint}`;
}

/** What pacing has to know of what waits. `waiting` is not empty. */
export function loadOf(waiting: readonly Waiting[]): Load {
  return {
    hasDown: waiting.some(({ entry }) => entry.due.class === 0),
    hasCritical: waiting.some(({ entry }) => entry.due.class === 1),
    groups: new Set(waiting.map(groupOf)).size,
    oldestSinceMs: waiting.reduce((oldest, { entry }) => Math.min(oldest, entry.since), Number.POSITIVE_INFINITY),
    oldestDueMs: waiting.reduce((oldest, { entry }) => Math.min(oldest, entry.due.atMs), Number.POSITIVE_INFINITY),
  };
}

/** What the next message takes: in calm the most urgent group, in a storm everything. */
export function chooseEntries(waiting: readonly Waiting[], mode: 'calm' | 'storm'): readonly Waiting[] {
  if (mode === 'storm') return waiting;
  const first = waiting.toSorted(byUrgency)[0];
  return first === undefined ? [] : waiting.filter((one) => groupOf(one) === groupOf(first));
}

/** Class first, then who waits longest. */
export function byUrgency(a: Waiting, b: Waiting): number {
  return a.entry.due.class - b.entry.due.class || a.entry.since - b.entry.since;
}

/** Whether it could have been told earlier but for a quiet window or a first wait. */
export function wasHeld({ entry }: Waiting): boolean {
  return entry.due.atMs > entry.since;
}

/** The channel with most alerts in a message. */
export function leading(chosen: readonly Waiting[]): Channel {
  const byChannel = [...Map.groupBy(chosen, ({ channel }) => channel)];
  const [most] = byChannel.toSorted(([, a], [, b]) => b.length - a.length);
  if (most === undefined) throw new Error('a message is about at least one alert');

  return most[0];
}

/** The most urgent class of what waits. */
export function worstClass(waiting: readonly Waiting[]): DueClass | undefined {
  return worstOf(waiting.map(({ entry }) => entry.due.class));
}
