import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { SettingsStore, StoredSettings } from '#shared/settings/settings-store.ts';
import { numeric, type StoredItem } from './attribute-values.ts';
import { TABLE_SCHEMA } from './table-schema.ts';

/** What a store of settings needs. */
export interface SettingsStoreOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** How old the settings may be, in ms. */
  readonly cacheMs: number;
  readonly now: () => number;
}

/** How settings of one kind stand in the table, all of them in one item. */
export interface SettingsItem<Settings> {
  readonly key: StoredItem;
  /** What the item holds beside its key and its revision, `rev`. */
  encode(stored: StoredSettings<Settings>): StoredItem;
  decode(item: StoredItem): StoredSettings<Settings>;
}

/** Settings in one item: they change together, so that one revision is enough. */
export function createSettingsStore<Settings>(
  { client, tableName, cacheMs, now }: SettingsStoreOptions,
  { key, encode, decode }: SettingsItem<Settings>,
): SettingsStore<Settings> {
  let known: { readonly stored: StoredSettings<Settings> | undefined; readonly at: number } | undefined;
  let writes = 0;

  const readItem = async (): Promise<StoredItem | undefined> =>
    (await client.send(new GetItemCommand({ TableName: tableName, Key: key, ConsistentRead: true }))).Item;
  const readFresh = async (): Promise<StoredSettings<Settings> | undefined> => {
    const [writesBefore, at] = [writes, now()];
    const item = await readItem();
    const stored = item && decode(item);
    // A read that was under way during a write may not show it.
    if (writes === writesBefore) known = { stored, at };
    return stored;
  };

  return {
    readFresh,
    read: async () => (known !== undefined && now() - known.at < cacheMs ? known.stored : readFresh()),
    async write(stored) {
      const Item = { ...key, ...encode(stored), rev: numeric(stored.revision) };
      try {
        await client.send(new PutItemCommand({ TableName: tableName, Item, ...onlyAfter(stored) }));
        return 'written';
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        // The client repeats a write whose answer was lost: then what refuses it is itself.
        return holds(await readItem(), Item) ? 'written' : 'changed-meanwhile';
      } finally {
        writes += 1;
        known = undefined;
      }
    },
  };
}

/** Written only in place of the revision before. */
export function onlyAfter({ revision }: { readonly revision: number }) {
  return revision === 1
    ? { ConditionExpression: `attribute_not_exists(${TABLE_SCHEMA.partitionKey})` }
    : { ConditionExpression: 'rev = :previous', ExpressionAttributeValues: { ':previous': numeric(revision - 1) } };
}

function holds(item: StoredItem | undefined, wanted: StoredItem): boolean {
  return Object.entries(wanted).every(([name, value]) => JSON.stringify(item?.[name]) === JSON.stringify(value));
}
