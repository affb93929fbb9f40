import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Channel } from '#shared/channels/channel.ts';
import type { ChannelStore } from '#shared/channels/channel-store.ts';
import { needText, numeric, type StoredItem, text } from './attribute-values.ts';
import { createListCache } from './list-cache.ts';
import { readPartition } from './read-partition.ts';
import { TABLE_SCHEMA } from './table-schema.ts';

/** What the channel store needs. */
export interface ChannelStoreOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** How old a listed channel may be, in ms. */
  readonly cacheMs: number;
  readonly now: () => number;
}

const PARTITION = 'C';
const NAME_IS_FREE = `attribute_not_exists(${TABLE_SCHEMA.partitionKey})`;
const IS_PREVIOUS_REVISION = 'rev = :previous';

/** Channels in the table, all in one partition, each as JSON with its revision beside it. */
export function createChannelStore({ client, tableName, cacheMs, now }: ChannelStoreOptions): ChannelStore {
  const cache = createListCache(() => readAll(client, tableName), cacheMs, now);

  const put = async (channel: Channel, condition: PutCondition): Promise<'written' | 'refused'> => {
    try {
      await client.send(new PutItemCommand({ TableName: tableName, Item: toItem(channel), ...condition }));
      return 'written';
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      // The client repeats a write whose answer was lost: then what refuses it is itself.
      return (await readJson(client, tableName, channel.name)) === JSON.stringify(channel) ? 'written' : 'refused';
    } finally {
      cache.forget();
    }
  };

  return {
    list: cache.list,
    listFresh: cache.refresh,
    async create(channel) {
      const result = await put(channel, { ConditionExpression: NAME_IS_FREE });
      return result === 'written' ? 'created' : 'name-taken';
    },
    async replace(channel) {
      const result = await put(channel, {
        ConditionExpression: IS_PREVIOUS_REVISION,
        ExpressionAttributeValues: { ':previous': numeric(channel.revision - 1) },
      });
      return result === 'written' ? 'replaced' : 'changed-meanwhile';
    },
    async remove(name) {
      try {
        await client.send(new DeleteItemCommand({ TableName: tableName, Key: keyOf(name) }));
      } finally {
        cache.forget();
      }
    },
  };
}

type PutCondition = Pick<
  ConstructorParameters<typeof PutItemCommand>[0],
  'ConditionExpression' | 'ExpressionAttributeValues'
>;

async function readAll(client: DynamoDBClient, tableName: string): Promise<readonly Channel[]> {
  return (await readPartition(client, tableName, PARTITION)).map(parseItem);
}

async function readJson(client: DynamoDBClient, tableName: string, name: string): Promise<string | undefined> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: tableName, Key: keyOf(name), ConsistentRead: true }),
  );
  return Item === undefined ? undefined : needText(Item, 'j');
}

function keyOf(name: string): Record<string, ReturnType<typeof text>> {
  return { [TABLE_SCHEMA.partitionKey]: text(PARTITION), [TABLE_SCHEMA.sortKey]: text(name) };
}

function toItem(channel: Channel): Record<string, ReturnType<typeof text>> {
  return { ...keyOf(channel.name), j: text(JSON.stringify(channel)), rev: numeric(channel.revision) };
}

/** Only this store writes these items, so their JSON is a channel. */
function parseItem(item: StoredItem): Channel {
  return JSON.parse(needText(item, 'j')) as Channel;
}
