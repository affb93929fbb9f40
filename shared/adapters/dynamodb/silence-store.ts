import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { InhibitionRule } from '#shared/inhibition/inhibition-rule.ts';
import type { InhibitionReader } from '#shared/inhibition/inhibition-store.ts';
import type { Silence } from '#shared/silences/silence.ts';
import { firstIdAfter } from '#shared/silences/silence-id.ts';
import type { SilenceStore } from '#shared/silences/silence-store.ts';
import { needText, numeric, readNumber, type StoredItem, text } from './attribute-values.ts';
import { INHIBITIONS_SORT_KEY, parseInhibitions } from './inhibition-store.ts';
import { createListCache } from './list-cache.ts';
import { readPartition } from './read-partition.ts';
import { TABLE_SCHEMA } from './table-schema.ts';

/** What the store of silences needs. */
export interface SilenceStoreOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** How old a listed silence may be, in ms. */
  readonly cacheMs: number;
  readonly now: () => number;
}

const PARTITION = 'L';
/** How long one is listed after its end, ms. */
const KEEP_MS = 30 * 24 * 3600_000;
const IS_THERE = `attribute_exists(${TABLE_SCHEMA.partitionKey})`;

/**
 * Silences in one partition, by their planned end, so that what the dispatcher
 * reads is one small query: those that are over come before it. Behind them all
 * are the inhibition rules (inhibition-store.ts): who has none pays nothing for them.
 *
 *   put ──▶ j ── noteChannel, count ──▶ j, chans, n ── end ──▶ + ended      deleted by its age (`exp`)
 */
export function createSilenceStore(options: SilenceStoreOptions): SilenceStore & InhibitionReader {
  const { client, tableName, cacheMs, now } = options;
  const cache = createListCache(() => readUnexpired(client, tableName, now()), cacheMs, now);
  const update = async (id: string, change: Change): Promise<void> => {
    try {
      await client.send(new UpdateItemCommand({ TableName: tableName, Key: keyOf(id), ...change }));
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  };

  return {
    list: async () => silencesOf(await cache.list()),
    listFresh: async () => silencesOf(await cache.refresh()),
    rules: async () => (await cache.list()).flatMap(({ rules = [] }) => rules),
    listAll: async () => silencesOf((await readPartition(client, tableName, PARTITION)).map(parseEntry)),
    async get(id) {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: tableName, Key: keyOf(id), ConsistentRead: true }),
      );
      return Item === undefined ? undefined : parseItem(Item);
    },
    async put(silence) {
      await client.send(new PutItemCommand({ TableName: tableName, Item: toItem(silence) })).finally(cache.forget);
    },
    async end(id, atMs) {
      await update(id, ended(atMs)).finally(cache.forget);
    },
    noteChannel: (id, channel) => update(id, added('chans', { SS: [channel] })),
    count: (id, alerts) => update(id, added('n', numeric(alerts))),
  };
}

interface Change {
  readonly UpdateExpression: string;
  readonly ConditionExpression: string;
  readonly ExpressionAttributeValues: Record<string, AttributeValue>;
}

/** What ended once stays ended then. */
function ended(atMs: number): Change {
  return {
    UpdateExpression: 'SET ended = :at',
    ConditionExpression: `${IS_THERE} AND attribute_not_exists(ended)`,
    ExpressionAttributeValues: { ':at': numeric(atMs) },
  };
}

/** Of one that was deleted for its age nothing is left to add to. */
function added(name: 'chans' | 'n', value: AttributeValue): Change {
  return {
    UpdateExpression: `ADD ${name} :value`,
    ConditionExpression: IS_THERE,
    ExpressionAttributeValues: { ':value': value },
  };
}

/** An item of the partition: a silence, or the inhibition rules. */
interface Entry {
  readonly silence?: Silence;
  readonly rules?: readonly InhibitionRule[];
}

async function readUnexpired(client: DynamoDBClient, tableName: string, nowMs: number): Promise<readonly Entry[]> {
  return (await readPartition(client, tableName, PARTITION, firstIdAfter(nowMs))).map(parseEntry);
}

function parseEntry(item: StoredItem): Entry {
  const isRules = needText(item, TABLE_SCHEMA.sortKey) === INHIBITIONS_SORT_KEY;
  return isRules ? { rules: parseInhibitions(item).settings } : { silence: parseItem(item) };
}

function silencesOf(entries: readonly Entry[]): readonly Silence[] {
  return entries.flatMap(({ silence }) => silence ?? []);
}

function keyOf(id: string): Record<string, AttributeValue> {
  return { [TABLE_SCHEMA.partitionKey]: text(PARTITION), [TABLE_SCHEMA.sortKey]: text(id) };
}

/** What changes later stands beside the JSON. */
function toItem({ heldIn: _in, suppressedCount: _count, endedAt: _ended, ...rest }: Silence) {
  return {
    ...keyOf(rest.id),
    j: text(JSON.stringify(rest)),
    [TABLE_SCHEMA.ttl]: numeric(Math.ceil((rest.endsAt + KEEP_MS) / 1000)),
  };
}

/** Only this store writes these items, so their JSON is a silence. */
function parseItem(item: StoredItem): Silence {
  const silence = JSON.parse(needText(item, 'j')) as Omit<Silence, 'heldIn' | 'suppressedCount'>;
  const endedAt = readNumber(item, 'ended');

  return {
    ...silence,
    heldIn: (item['chans']?.SS ?? []).toSorted(),
    suppressedCount: readNumber(item, 'n') ?? 0,
    ...(endedAt === undefined ? {} : { endedAt }),
  };
}
