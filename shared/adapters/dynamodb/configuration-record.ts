import { DeleteItemCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { ConfigurationRecord, ConfigurationRecordStore } from '#shared/config/configuration-record.ts';
import { needText, readText, text } from './attribute-values.ts';
import type { Table } from './conditional.ts';
import { TABLE_SCHEMA } from './table-schema.ts';

/** The deployed file in one item; two files of 100 kB are well below what an item holds. */
export function createConfigurationRecord({ client, tableName }: Table): ConfigurationRecordStore {
  const Key = { [TABLE_SCHEMA.partitionKey]: text('F'), [TABLE_SCHEMA.sortKey]: text('-') };

  return {
    async read() {
      const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key, ConsistentRead: true }));
      if (Item === undefined) return undefined;
      const [owner, before] = [readText(Item, 'powner'), readText(Item, 'pfile')];

      return {
        owner: needText(Item, 'owner'),
        text: needText(Item, 'file'),
        ...(owner === undefined || before === undefined ? {} : { before: { owner, text: before } }),
      };
    },
    async write(record) {
      await client.send(new PutItemCommand({ TableName: tableName, Item: { ...Key, ...attributesOf(record) } }));
    },
    async remove() {
      await client.send(new DeleteItemCommand({ TableName: tableName, Key }));
    },
  };
}

function attributesOf({ owner, text: file, before }: ConfigurationRecord) {
  return {
    owner: text(owner),
    file: text(file),
    ...(before === undefined ? {} : { powner: text(before.owner), pfile: text(before.text) }),
  };
}
