import { type AttributeValue, GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { DELIVERY_SHARDS, deliveryPlace, deliveryShard, messageTime, utcDay } from '#shared/delivery/delivery-id.ts';
import {
  type Delivery,
  type DeliveryDetail,
  type DeliveryQuery,
  InvalidCursorError,
  type Ledger,
  type Page,
} from '#shared/delivery/ledger.ts';
import { numeric, text } from './attribute-values.ts';
import type { Table } from './conditional.ts';
import { decodeDelivery, encodeDelivery, rowOf } from './delivery-codec.ts';
import { deliveryPartition } from './keys.ts';
import { createKnownRegister } from './known-register.ts';

const DAY_MS = 24 * 3600_000;
/** How long deliveries are kept, ms, unless said otherwise. OCP keeps its notifications as long. */
const KEEP_MS = 90 * DAY_MS;
const SHARDS = Array.from({ length: DELIVERY_SHARDS }, (_, shard) => shard);

/**
 * The record of attempts. A day's deliveries lie in eight partitions, each in
 * order of time; the days that have any are in a register, so that a list does
 * not ask 720 empty partitions.
 */
export function createLedger(table: Table, keepMs: number = KEEP_MS): Ledger {
  const days = createKnownRegister(table, 'days');
  // Those kept, and the one in which the first of them began.
  const maxDays = Math.ceil(keepMs / DAY_MS) + 1;

  return {
    async record(delivery) {
      const place = deliveryPlace(delivery.id);
      if (place === undefined) throw new Error('not a delivery id');
      const day = utcDay(place.atMs);
      await days.note(day);
      const Item = {
        pk: text(deliveryPartition(day, String(place.shard))),
        sk: text(sortKey(place.atMs, delivery.id)),
        ...encodeDelivery(delivery),
        exp: numeric(Math.ceil((delivery.at + keepMs) / 1000)),
      };
      await table.client.send(new PutItemCommand({ TableName: table.tableName, Item }));
    },
    async get(id) {
      const place = deliveryPlace(id);
      if (place === undefined) return undefined;
      const Key = {
        pk: text(deliveryPartition(utcDay(place.atMs), String(place.shard))),
        sk: text(sortKey(place.atMs, id)),
      };
      const { Item } = await table.client.send(new GetItemCommand({ TableName: table.tableName, Key }));
      return Item === undefined ? undefined : decodeDelivery(Item);
    },
    ofMessage: (message) => ofMessage(table, message),
    list: (query) => list(table, days.list, query, maxDays),
  };
}

/** Where its channels' shares lie can't be told from a message, so all eight are asked. */
async function ofMessage(table: Table, message: string): Promise<readonly DeliveryDetail[]> {
  const atMs = messageTime(message);
  if (atMs === undefined) return [];
  const answers = await Promise.all(
    SHARDS.map((shard) =>
      attemptsIn(table, deliveryPartition(utcDay(atMs), String(shard)), sortKey(atMs, `${message}-`)),
    ),
  );

  return answers.flat();
}

async function attemptsIn(table: Table, partition: string, prefix: string): Promise<readonly DeliveryDetail[]> {
  const found: DeliveryDetail[] = [];
  let start: Record<string, AttributeValue> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await table.client.send(
      new QueryCommand({
        TableName: table.tableName,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':pk': text(partition), ':from': text(prefix), ':to': text(`${prefix}~`) },
        ExclusiveStartKey: start,
      }),
    );
    found.push(...Items.map(decodeDelivery));
    start = LastEvaluatedKey;
  } while (start !== undefined);

  return found;
}

async function list(
  table: Table,
  days: () => Promise<readonly string[]>,
  query: DeliveryQuery,
  maxDays: number,
): Promise<Page<Delivery>> {
  const before = query.cursor === undefined ? undefined : readCursor(query.cursor);
  const since = query.since ?? 0;
  const found: DeliveryDetail[] = [];
  const wanted = (await days())
    .filter((day) => day >= utcDay(since) && (before === undefined || day <= before.day))
    .filter((day) => query.until === undefined || day <= utcDay(query.until))
    .toSorted()
    .toReversed()
    .slice(0, maxDays);
  for (const day of wanted) {
    const ofDay = await newestOfDay(table, day, query, before?.day === day ? before.sk : undefined, since);
    found.push(...ofDay);
    if (found.length > query.limit) break;
  }
  const items = found.slice(0, query.limit);
  const last = items.at(-1);

  return {
    items: items.map(rowOf),
    cursor: found.length > query.limit && last !== undefined ? writeCursor(last.id) : null,
  };
}

/** The newest deliveries of a day, one more than the limit, over all its partitions. */
async function newestOfDay(
  table: Table,
  day: string,
  query: DeliveryQuery,
  beforeSk: string | undefined,
  since: number,
): Promise<readonly DeliveryDetail[]> {
  const shards = shardsOf(query);
  const pages = await Promise.all(shards.map((shard) => ofPartition(table, day, shard, query, beforeSk, since)));

  return pages
    .flat()
    .toSorted((a, b) => (sortOf(a) < sortOf(b) ? 1 : -1))
    .slice(0, query.limit + 1);
}

/** The partitions of a day that may hold what is asked for. */
function shardsOf({ channel, channels }: DeliveryQuery): readonly number[] {
  if (channel !== undefined) return [deliveryShard(channel)];

  return channels === undefined ? SHARDS : [...new Set(channels.map(deliveryShard))];
}

async function ofPartition(
  table: Table,
  day: string,
  shard: number,
  query: DeliveryQuery,
  beforeSk: string | undefined,
  since: number,
): Promise<readonly DeliveryDetail[]> {
  const latest = query.until === undefined ? '~' : sortKey(query.until, '~');
  const from = sortKey(since, '');
  const to = beforeSk !== undefined && beforeSk < latest ? beforeSk : latest;
  // The table refuses a range that ends before it begins.
  if (from > to) return [];

  const found: DeliveryDetail[] = [];
  let start: Record<string, AttributeValue> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await table.client.send(
      new QueryCommand({
        TableName: table.tableName,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: {
          ':pk': text(deliveryPartition(day, String(shard))),
          ':from': text(from),
          ':to': text(to),
        },
        ScanIndexForward: false,
        Limit: query.limit + 2,
        ExclusiveStartKey: start,
      }),
    );
    found.push(...Items.map(decodeDelivery).filter((one) => matches(one, query) && sortOf(one) !== beforeSk));
    start = LastEvaluatedKey;
  } while (start !== undefined && found.length <= query.limit);

  return found;
}

function matches(delivery: Delivery, query: DeliveryQuery): boolean {
  return (
    (query.channel === undefined || delivery.channel === query.channel) &&
    query.channels?.includes(delivery.channel) !== false &&
    (query.outcome === undefined || delivery.outcome === query.outcome)
  );
}

function sortKey(atMs: number, id: string): string {
  return `${String(Math.max(0, Math.round(atMs))).padStart(13, '0')}#${id}`;
}

function sortOf(delivery: Delivery): string {
  return sortKey(deliveryPlace(delivery.id)?.atMs ?? 0, delivery.id);
}

function writeCursor(id: string): string {
  return Buffer.from(id).toString('base64url');
}

function readCursor(cursor: string): { readonly day: string; readonly sk: string } {
  const id = Buffer.from(cursor, 'base64url').toString();
  const place = deliveryPlace(id);
  if (place === undefined) throw new InvalidCursorError('not a cursor of this list');

  return { day: utcDay(place.atMs), sk: sortKey(place.atMs, id) };
}
