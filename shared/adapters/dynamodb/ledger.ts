import { type AttributeValue, GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { matchesDelivery } from '#shared/delivery/delivery-filter.ts';
import { DELIVERY_SHARDS, deliveryPlace, deliveryShard, messageTime, utcDay } from '#shared/delivery/delivery-id.ts';
import type { Delivery, DeliveryDetail, DeliveryQuery, Ledger, Page } from '#shared/delivery/ledger.ts';
import { numeric, text } from './attribute-values.ts';
import type { Table } from './conditional.ts';
import { decodeDelivery, encodeDelivery, rowOf } from './delivery-codec.ts';
import { readCursor, sortKey, sortOf, writeCursor } from './delivery-place.ts';
import { DeliveryWalk, type WalkBudget, type WalkRange } from './delivery-walk.ts';
import { deliveryPartition } from './keys.ts';
import { createKnownRegister } from './known-register.ts';

const DAY_MS = 24 * 3600_000;
/** How long deliveries are kept, ms, unless said otherwise. OCP keeps its notifications as long. */
const KEEP_MS = 90 * DAY_MS;
/** What one page of a list may read: some megabytes, and a second or two. */
const BUDGET: WalkBudget = { rows: 5_000, queries: 400 };
const SHARDS = Array.from({ length: DELIVERY_SHARDS }, (_, shard) => shard);

/**
 * The record of attempts. A day's deliveries lie in eight partitions, each in
 * order of time; the days that have any are in a register, so that a list does
 * not ask 720 empty partitions.
 */
export function createLedger(table: Table, keepMs: number = KEEP_MS, budget: WalkBudget = BUDGET): Ledger {
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
    list: (query) => list(table, days.list, query, { maxDays, budget }),
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
  { maxDays, budget }: { readonly maxDays: number; readonly budget: WalkBudget },
): Promise<Page<Delivery>> {
  const walk = new DeliveryWalk(table, rangeOf(query, await days(), maxDays), budget);
  const found: DeliveryDetail[] = [];
  // One more than the limit: whether there is another decides whether there is a next page.
  while (found.length <= query.limit) {
    const row = await walk.next();
    if (row === undefined) break;
    if (matchesDelivery(row, query)) found.push(row);
  }
  const items = found.slice(0, query.limit);
  const last = items.at(-1);
  const goesOnAt = found.length > items.length && last !== undefined ? sortOf(last) : walk.position;

  return { items: items.map(rowOf), cursor: goesOnAt === undefined ? null : writeCursor(goesOnAt) };
}

function rangeOf(query: DeliveryQuery, days: readonly string[], maxDays: number): WalkRange {
  const before = query.cursor === undefined ? undefined : readCursor(query.cursor);
  const since = query.since ?? 0;
  const shards = shardsOf(query);
  const wanted = days
    .filter((day) => day >= utcDay(since) && (before === undefined || day <= before.day))
    .filter((day) => query.until === undefined || day <= utcDay(query.until))
    .toSorted()
    .toReversed()
    .slice(0, maxDays);

  return {
    days: wanted,
    shards,
    from: sortKey(since, ''),
    to: query.until === undefined ? '~' : sortKey(query.until, '~'),
    below: before?.position,
    // Twice an even share: channels are not spread evenly.
    pageSize: Math.ceil((query.limit + 1) * (shards.length === 1 ? 1 : 2 / shards.length)) + 1,
  };
}

/** The partitions of a day that may hold what is asked for. */
function shardsOf({ channel, channels }: DeliveryQuery): readonly number[] {
  if (channel !== undefined) return [deliveryShard(channel)];

  return channels === undefined ? SHARDS : [...new Set(channels.map(deliveryShard))];
}
