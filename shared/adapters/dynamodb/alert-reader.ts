import {
  type AttributeValue,
  BatchGetItemCommand,
  GetItemCommand,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import type { AlertItem } from '#shared/admission/alert-item.ts';
import type { AlertKey, AlertPage, AlertStore, DueEntry, Overdue, OverdueMark } from '#shared/admission/alert-store.ts';
import { decodeDue, encodeDue, encodeDueBy } from '#shared/admission/due.ts';
import { type Mark, SHARDS } from '#shared/admission/shard.ts';
import { decodeAlertItem, decodeDueEntry } from './alert-item-codec.ts';
import { needText, type StoredItem, text } from './attribute-values.ts';
import type { Table } from './conditional.ts';
import { alertKey, alertPartition, parseAlertPartition, parseLanePartition } from './keys.ts';
import { TABLE_SCHEMA } from './table-schema.ts';

/** Keys one BatchGetItem takes. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const BATCH = 100;
const INDEX = TABLE_SCHEMA.dueIndex.name;

type Reader = Pick<AlertStore, 'due' | 'overdue' | 'hasWaiting' | 'read' | 'page'>;

/** The reads on alert items; those of the outbox ask the local index, consistently. */
export function createAlertReader(table: Table): Reader {
  return {
    due: (mark, nowMs, limit) => dueEntries(table, mark, nowMs, limit),
    overdue: (beforeMs) => overdue(table, beforeMs),
    hasWaiting: (channel) => hasWaiting(table, channel),
    read: (keys) => (keys.length === 1 && keys[0] !== undefined ? readOne(table, keys[0]) : readMany(table, keys)),
    page: (channel, shard, after, limit) => page(table, channel, shard, after, limit),
  };
}

async function dueEntries(table: Table, mark: Mark, nowMs: number, limit: number): Promise<readonly DueEntry[]> {
  const entries: DueEntry[] = [];
  let start: Record<string, AttributeValue> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await table.client.send(
      new QueryCommand({
        TableName: table.tableName,
        IndexName: INDEX,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk AND due BETWEEN :from AND :to',
        ExpressionAttributeValues: {
          ':pk': text(alertPartition(mark.channel, mark.shard)),
          ':from': text(encodeDue({ class: mark.class, atMs: 0 })),
          ':to': text(encodeDueBy(mark.class, nowMs)),
        },
        Limit: limit - entries.length,
        ExclusiveStartKey: start,
      }),
    );
    entries.push(...Items.map(decodeDueEntry));
    start = LastEvaluatedKey;
  } while (start !== undefined && entries.length < limit);

  return entries;
}

/** Costs what waits: an idle index is empty, however many channels there are. */
async function overdue(table: Table, beforeMs: number): Promise<Overdue> {
  const marks = new Map<string, OverdueMark>();
  const lanes = new Set<string>();
  let start: Record<string, AttributeValue> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await table.client.send(
      new ScanCommand({ TableName: table.tableName, IndexName: INDEX, ConsistentRead: true, ExclusiveStartKey: start }),
    );
    for (const item of Items) {
      const pk = needText(item, 'pk');
      const due = decodeDue(needText(item, 'due'));
      if (due.atMs > beforeMs) continue;
      const lane = parseLanePartition(pk);
      if (lane !== undefined) lanes.add(lane);
      const partition = parseAlertPartition(pk);
      if (partition === undefined) continue;
      const key = `${due.class}${partition.shard}${partition.channel}`;
      const dueAtMs = Math.min(due.atMs, marks.get(key)?.dueAtMs ?? due.atMs);
      marks.set(key, { ...partition, class: due.class, dueAtMs });
    }
    start = LastEvaluatedKey;
  } while (start !== undefined);

  return { marks: [...marks.values()], lanes: [...lanes] };
}

async function hasWaiting(table: Table, channel: string): Promise<boolean> {
  const counts = await Promise.all(
    [...SHARDS].map(async (shard) => {
      const { Count = 0 } = await table.client.send(
        new QueryCommand({
          TableName: table.tableName,
          IndexName: INDEX,
          ConsistentRead: true,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': text(alertPartition(channel, shard)) },
          Limit: 1,
        }),
      );
      return Count;
    }),
  );

  return counts.some((count) => count > 0);
}

async function readOne(table: Table, key: AlertKey): Promise<readonly AlertItem[]> {
  const item = await storedAlert(table, key);
  return item === undefined ? [] : [decodeAlertItem(item)];
}

/** An alert's item as it is stored. Read consistently. */
export async function storedAlert(table: Table, key: AlertKey): Promise<StoredItem | undefined> {
  const Key = alertKey(key.channel, key.fingerprint);
  const { Item } = await table.client.send(
    new GetItemCommand({ TableName: table.tableName, Key, ConsistentRead: true }),
  );
  return Item;
}

async function readMany(table: Table, keys: readonly AlertKey[]): Promise<readonly AlertItem[]> {
  const items: AlertItem[] = [];
  for (let at = 0; at < keys.length; at += BATCH) {
    const slice = keys.slice(at, at + BATCH).map((key) => alertKey(key.channel, key.fingerprint));
    let pending: Record<string, AttributeValue>[] = slice;
    for (let tries = 0; pending.length > 0; tries++) {
      // The table may answer a part only; five rounds without the rest is a table in trouble.
      if (tries === 5) throw new Error('the table did not answer all keys of a batch');
      const { Responses, UnprocessedKeys } = await table.client.send(
        new BatchGetItemCommand({ RequestItems: { [table.tableName]: { Keys: pending, ConsistentRead: true } } }),
      );
      items.push(...(Responses?.[table.tableName] ?? []).map(decodeAlertItem));
      pending = UnprocessedKeys?.[table.tableName]?.Keys ?? [];
    }
  }

  return items;
}

async function page(
  table: Table,
  channel: string,
  shard: string,
  after: string | undefined,
  limit: number,
): Promise<AlertPage> {
  const pk = text(alertPartition(channel, shard));
  const { Items = [], LastEvaluatedKey } = await table.client.send(
    new QueryCommand({
      TableName: table.tableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
      Limit: limit,
      ...(after === undefined ? {} : { ExclusiveStartKey: { pk, sk: text(after) } }),
    }),
  );
  const items = Items.map(decodeAlertItem);
  const last = LastEvaluatedKey === undefined ? undefined : items.at(-1)?.fingerprint;

  return { items, ...(last === undefined ? {} : { next: last }) };
}
