import { type Fingerprint, isFingerprint } from '../alert/fingerprint.ts';
import type { DueClass } from './due.ts';

/** Partitions of a channel's alerts: each takes 1,000 writes/s and 10 GB, the limits of a local index. */
export const SHARDS = '0123456789abcdef';

/** The shard of an alert: the first four bits of its fingerprint. */
export function shardOf(fingerprint: Fingerprint): string {
  if (!isFingerprint(fingerprint)) throw new Error('not a fingerprint');
  const firstByte = Buffer.from(fingerprint.slice(0, 2), 'base64url')[0] ?? 0;

  return SHARDS.charAt(firstByte >> 4);
}

/** Where in the outbox to look: one channel, one shard, one class. */
export interface Mark {
  readonly channel: string;
  readonly shard: string;
  readonly class: DueClass;
}

/** A mark as wake-ups carry it. A channel's name holds no `/`. */
export function encodeMark(mark: Mark): string {
  return `${mark.class}${mark.shard}/${mark.channel}`;
}

/** Reads a mark, or undefined for text that is none: a wake-up is only a hint. */
export function decodeMark(text: string): Mark | undefined {
  const match = /^([012])([0-9a-f])\/(.+)$/s.exec(text);
  const [, digit, shard, channel] = match ?? [];
  if (digit === undefined || shard === undefined || channel === undefined) return undefined;

  return { class: digit === '0' ? 0 : digit === '1' ? 1 : 2, shard, channel };
}
