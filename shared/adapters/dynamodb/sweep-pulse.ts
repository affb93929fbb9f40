import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { numeric, readNumber, text } from './attribute-values.ts';
import { TABLE_SCHEMA } from './table-schema.ts';

/** When the sweep last came to its end, for whoever asks whether the dispatcher lives. */
export interface SweepPulse {
  beat(nowMs: number): Promise<void>;
  /** Ms since the epoch; undefined before the first. */
  lastAt(): Promise<number | undefined>;
}

/** The pulse in the table. */
export function createSweepPulse(table: { readonly client: DynamoDBClient; readonly tableName: string }): SweepPulse {
  const { client, tableName: TableName } = table;
  const Key = { [TABLE_SCHEMA.partitionKey]: text('K'), [TABLE_SCHEMA.sortKey]: text('sweep') };

  return {
    async beat(nowMs) {
      await client.send(new PutItemCommand({ TableName, Item: { ...Key, at: numeric(nowMs) } }));
    },
    async lastAt() {
      const { Item } = await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
      return Item === undefined ? undefined : readNumber(Item, 'at');
    },
  };
}
