import { shardOf } from '#shared/admission/shard.ts';
import type { Fingerprint } from '#shared/alert/fingerprint.ts';
import { auditTime, utcMonth } from '#shared/audit/audit-id.ts';
import { text } from './attribute-values.ts';

/** Partition of a channel's alerts in one shard. */
export function alertPartition(channel: string, shard: string): string {
  return `A#${channel}#${shard}`;
}

/** Key of an alert in a channel. */
export function alertKey(channel: string, fingerprint: Fingerprint) {
  return { pk: text(alertPartition(channel, shardOf(fingerprint))), sk: text(fingerprint) };
}

/** Channel and shard of an alert's partition, or undefined for another kind of item. */
export function parseAlertPartition(pk: string): { readonly channel: string; readonly shard: string } | undefined {
  const [, channel, shard] = /^A#(.+)#([0-9a-f])$/s.exec(pk) ?? [];
  return channel === undefined || shard === undefined ? undefined : { channel, shard };
}

/** Key of a robot's lane. */
export function laneKey(lane: string) {
  return { pk: text(`R#${lane}`), sk: text('-') };
}

/** Lane of a lane item's partition, or undefined for another kind of item. */
export function parseLanePartition(pk: string): string | undefined {
  return pk.startsWith('R#') ? pk.slice(2) : undefined;
}

/** Key of the quiet time of a group of alerts, for channels that hold new ones. */
export function groupKey(channel: string, groupHash: string) {
  return { pk: text(`G#${channel}`), sk: text(groupHash) };
}

/** Partition of a day's deliveries of one eighth of the channels. */
export function deliveryPartition(day: string, shard: string): string {
  return `D#${day}#${shard}`;
}

/** Partition of a month's changes of settings, `2026-11`. */
export function auditPartition(month: string): string {
  return `J#${month}`;
}

/** Key of an entry of the audit log, whose id says when it was made. */
export function auditKey(id: string) {
  return { pk: text(auditPartition(utcMonth(auditTime(id) ?? 0))), sk: text(id) };
}

/** Key of a chunk of a manifest: its name is the id of its message, or one of its own where that is repeated. */
export function manifestKey(name: string, chunk: number) {
  return { pk: text(`M#${name}`), sk: text(String(chunk).padStart(4, '0')) };
}

/** Key of a quota pool's month, `2026-11`. */
export function quotaKey(pool: string, month: string) {
  return { pk: text(`Q#${pool}`), sk: text(month) };
}

/** Partition of the sources that are watched: which they are is a setting, `W`. */
export const WATCH_PARTITION = 'H';

const SOURCE_PREFIX = 's#';

/** Key of a source that is watched. */
export function watchedSourceKey(source: string) {
  return { pk: text(WATCH_PARTITION), sk: text(SOURCE_PREFIX + source) };
}

/** The source of a sort key there, or undefined for another kind of item. */
export function watchedSourceOf(sk: string): string | undefined {
  return sk.startsWith(SOURCE_PREFIX) ? sk.slice(SOURCE_PREFIX.length) : undefined;
}

/** Key of the mark of the sweeps that watch. */
export function sweepMarkKey() {
  return { pk: text(WATCH_PARTITION), sk: text('-') };
}

/** Key of one of the small registers of what is known: `days` with deliveries, `sources` of alerts, `channels` there once were. */
export function knownKey(register: 'days' | 'sources' | 'channels') {
  return { pk: text('K'), sk: text(register) };
}

/** Key of an alert that inhibits others. */
export function sourceKey(fingerprint: Fingerprint) {
  return { pk: text('I'), sk: text(fingerprint) };
}
