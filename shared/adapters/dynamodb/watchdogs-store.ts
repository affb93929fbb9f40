import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Watchdogs } from '#shared/watchdogs/watchdogs.ts';
import type { StoredWatchdogs, WatchdogsStore } from '#shared/watchdogs/watchdogs-store.ts';
import { needNumber, needText, numeric, type StoredItem, text } from './attribute-values.ts';
import { TABLE_SCHEMA } from './table-schema.ts';

/** What the store of watchdogs needs. */
export interface WatchdogsStoreOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** How old the watchdogs may be, in ms. */
  readonly cacheMs: number;
  readonly now: () => number;
}

const KEY = { [TABLE_SCHEMA.partitionKey]: text('W'), [TABLE_SCHEMA.sortKey]: text('-') };

/** All watchdogs in one item, as JSON: there are a hundred at most, and they change together. */
export function createWatchdogsStore({ client, tableName, cacheMs, now }: WatchdogsStoreOptions): WatchdogsStore {
  let known: { readonly stored: StoredWatchdogs | undefined; readonly at: number } | undefined;
  let writes = 0;

  const readFresh = async (): Promise<StoredWatchdogs | undefined> => {
    const [writesBefore, at] = [writes, now()];
    const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key: KEY, ConsistentRead: true }));
    const stored = Item === undefined ? undefined : parse(Item);
    // A read that was under way during a write may not show it.
    if (writes === writesBefore) known = { stored, at };
    return stored;
  };

  return {
    readFresh,
    read: async () => (known !== undefined && now() - known.at < cacheMs ? known.stored : readFresh()),
    async write(stored) {
      try {
        await client.send(new PutItemCommand({ TableName: tableName, Item: encode(stored), ...onlyAfter(stored) }));
        return 'written';
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        // The client repeats a write whose answer was lost: then what refuses it is itself.
        const { Item } = await client.send(
          new GetItemCommand({ TableName: tableName, Key: KEY, ConsistentRead: true }),
        );
        return Item !== undefined && isSame(Item, stored) ? 'written' : 'changed-meanwhile';
      } finally {
        writes += 1;
        known = undefined;
      }
    },
  };
}

function encode({ watchdogs, origin, revision }: StoredWatchdogs): StoredItem {
  return { ...KEY, j: text(JSON.stringify(watchdogs)), origin: text(origin), rev: numeric(revision) };
}

function isSame(item: StoredItem, stored: StoredWatchdogs): boolean {
  const wanted = encode(stored);
  return ['j', 'origin', 'rev'].every((name) => JSON.stringify(item[name]) === JSON.stringify(wanted[name]));
}

/** Written only in place of the revision before. */
function onlyAfter({ revision }: StoredWatchdogs) {
  return revision === 1
    ? { ConditionExpression: `attribute_not_exists(${TABLE_SCHEMA.partitionKey})` }
    : { ConditionExpression: 'rev = :previous', ExpressionAttributeValues: { ':previous': numeric(revision - 1) } };
}

/** Only this store writes the item, and only what was judged. */
function parse(item: StoredItem): StoredWatchdogs {
  return {
    watchdogs: JSON.parse(needText(item, 'j')) as Watchdogs,
    origin: needText(item, 'origin') === 'file' ? 'file' : 'api',
    revision: needNumber(item, 'rev'),
  };
}
