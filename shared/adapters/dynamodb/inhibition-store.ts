import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { InhibitionStore, StoredInhibitions } from '#shared/inhibition/inhibition-store.ts';
import { needText, numeric, type StoredItem, text } from './attribute-values.ts';
import { TABLE_SCHEMA } from './table-schema.ts';

/** What the store of inhibition rules needs. */
export interface InhibitionStoreOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** How old the rules may be, in ms. */
  readonly cacheMs: number;
  readonly now: () => number;
}

/** Behind every id of a silence: the dispatcher's one query for silences brings the rules with it. */
export const INHIBITIONS_SORT_KEY = '~inhibitions';

const KEY = { [TABLE_SCHEMA.partitionKey]: text('L'), [TABLE_SCHEMA.sortKey]: text(INHIBITIONS_SORT_KEY) };

/** All rules in one item, beside the silences. They change together, so that one revision is enough. */
export function createInhibitionStore(options: InhibitionStoreOptions): InhibitionStore {
  const { client, tableName, cacheMs, now } = options;
  let known: { readonly stored: StoredInhibitions | undefined; readonly at: number } | undefined;
  const readFresh = async (): Promise<StoredInhibitions | undefined> => {
    const at = now();
    const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key: KEY, ConsistentRead: true }));
    const stored = Item === undefined ? undefined : parseInhibitions(Item);
    known = { stored, at };
    return stored;
  };

  return {
    readFresh,
    async rules() {
      const isFresh = known !== undefined && now() - known.at < cacheMs;
      return (isFresh ? known?.stored : await readFresh())?.rules ?? [];
    },
    async write(stored) {
      try {
        await client.send(
          new PutItemCommand({ TableName: tableName, Item: toItem(stored), ...asRead(stored.revision) }),
        );
        return 'written';
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        // The client repeats a write whose answer was lost: then what refuses it is itself.
        return JSON.stringify(await readFresh()) === JSON.stringify(stored) ? 'written' : 'changed-meanwhile';
      } finally {
        known = undefined;
      }
    },
  };
}

function asRead(revision: number) {
  if (revision === 1) return { ConditionExpression: `attribute_not_exists(${TABLE_SCHEMA.partitionKey})` };
  return { ConditionExpression: 'rev = :before', ExpressionAttributeValues: { ':before': numeric(revision - 1) } };
}

function toItem(stored: StoredInhibitions): StoredItem {
  return { ...KEY, j: text(JSON.stringify(stored)), rev: numeric(stored.revision) };
}

/** Only this store writes it, and only what was judged. */
export function parseInhibitions(item: StoredItem): StoredInhibitions {
  return JSON.parse(needText(item, 'j')) as StoredInhibitions;
}
