import { createHash } from 'node:crypto';

/** Shards a day's deliveries are spread over, by channel. */
export const DELIVERY_SHARDS = 8;

/** Time and place of a delivery in the record, read from its id. */
export interface DeliveryPlace {
  readonly atMs: number;
  readonly shard: number;
}

const TIME_CHARS = 9;
const RANDOM_CHARS = 8;

/** The shard of a channel's deliveries. */
export function deliveryShard(channel: string): number {
  return (createHash('sha256').update(channel).digest()[0] ?? 0) % DELIVERY_SHARDS;
}

/**
 * A message's id: its time, then the given random characters. It is what
 * DingTalk gets as `msgUuid`, stable over the attempts of one message.
 */
export function messageId(nowMs: number, random: string): string {
  return `${Math.round(nowMs).toString(36).padStart(TIME_CHARS, '0')}${random.slice(0, RANDOM_CHARS)}`;
}

/**
 * The id of one attempt of a message in one channel. Time and shard are in
 * it, so that a look-up needs no index: `<message>-<shard>-<nth channel>-<attempt>`.
 */
export function deliveryId(message: string, channel: string, nthChannel: number, attempt: number): string {
  return `${message}-${deliveryShard(channel)}-${nthChannel}-${attempt}`;
}

/** The message a delivery is an attempt of; of a message's own id that id. */
export function messageOf(delivery: string): string {
  return delivery.split('-', 1)[0] ?? delivery;
}

/** When a message was composed, ms; undefined when the text is no message's id. */
export function messageTime(message: string): number | undefined {
  const [, time] = /^([0-9a-z]{9})[0-9a-z]{8}$/.exec(message) ?? [];
  return time === undefined ? undefined : Number.parseInt(time, 36);
}

/** Where a delivery is recorded, or undefined when the text is no delivery id. */
export function deliveryPlace(id: string): DeliveryPlace | undefined {
  const [, time, shard] = /^([0-9a-z]{9})[0-9a-z]{8}-([0-7])-\d{1,5}-\d{1,5}$/.exec(id) ?? [];
  if (time === undefined || shard === undefined) return undefined;

  return { atMs: Number.parseInt(time, 36), shard: Number(shard) };
}

/** The UTC day of a time, `2026-11-21`. */
export function utcDay(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}
