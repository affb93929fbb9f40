import { GetItemCommand, PutItemCommand, QueryCommand, ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { createChannelStore } from '#shared/adapters/dynamodb/channel-store.ts';
import { createTokenStore } from '#shared/adapters/dynamodb/token-store.ts';
import { createInMemoryTable } from '#test/fixtures/in-memory-table.ts';
import { defineAlertStoreContract } from './alert-store.ts';
import { defineAlertStoreFlapping } from './alert-store-flapping.ts';
import { defineAlertStoreHistories } from './alert-store-histories.ts';
import { defineAlertStoreMaskedEnds } from './alert-store-masked-ends.ts';
import { defineAlertStorePostponed } from './alert-store-postponed.ts';
import { defineAlertStoreQuietEnds } from './alert-store-quiet-ends.ts';
import { defineAlertStoreRaces } from './alert-store-races.ts';
import { defineChannelStoreContract } from './channel-store.ts';
import { defineLaneStoreContract } from './lane-store.ts';
import { defineLaneStoreWorkers } from './lane-store-workers.ts';
import { defineLedgerContract } from './ledger.ts';
import { defineTokenStoreContract } from './token-store.ts';

const open = async () => createInMemoryTable();

defineAlertStoreContract('in memory', open);
defineAlertStoreRaces('in memory', open);
defineAlertStoreHistories('in memory', open, { runs: 200 });
defineAlertStoreFlapping('in memory', open, { runs: 100 });
defineAlertStoreMaskedEnds('in memory', open);
defineAlertStorePostponed('in memory', open);
defineAlertStoreQuietEnds('in memory', open);
defineLaneStoreContract('in memory', open);
defineLaneStoreWorkers('in memory', open, { runs: 200 });
defineLedgerContract('in memory', open);
defineTokenStoreContract('in memory', async () => createTokenStore(createInMemoryTable()));
defineChannelStoreContract('in memory', async () =>
  createChannelStore({ ...createInMemoryTable(), cacheMs: 0, now: () => 0 }),
);

describe('the in-memory table', () => {
  const update = (text: object) =>
    new UpdateItemCommand({ TableName: 'tocsin-test', Key: { pk: { S: 'p' }, sk: { S: 's' } }, ...text });

  test.each([
    ['a reserved word', { UpdateExpression: 'SET name = :x', ExpressionAttributeValues: { ':x': { S: 'y' } } }],
    ['a value nobody uses', { UpdateExpression: 'REMOVE a', ExpressionAttributeValues: { ':x': { S: 'y' } } }],
    ['a slip of the pen', { UpdateExpression: 'SET a :x', ExpressionAttributeValues: { ':x': { S: 'y' } } }],
    ['a change of the key', { UpdateExpression: 'SET sk = :x', ExpressionAttributeValues: { ':x': { S: 'y' } } }],
    [
      'an index key that is no text',
      { UpdateExpression: 'SET due = :x', ExpressionAttributeValues: { ':x': { N: '1' } } },
    ],
    ['an attribute that is not there', { UpdateExpression: 'SET a = b' }],
  ])('refuses %s, as DynamoDB does', async (_, text) => {
    const { client } = createInMemoryTable();

    await expect(client.send(update(text))).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test.each([
    ['nested attributes', { UpdateExpression: 'SET a.b = :x', ExpressionAttributeValues: { ':x': { S: 'y' } } }],
    ['another field', { UpdateExpression: 'REMOVE a', ReturnItemCollectionMetrics: 'SIZE' as const }],
    ['another return value', { UpdateExpression: 'REMOVE a', ReturnValues: 'UPDATED_OLD' as const }],
  ])('does not guess what %s would do', async (_, text) => {
    const { client } = createInMemoryTable();

    await expect(client.send(update(text))).rejects.toThrow('the in-memory table');
  });

  test('does not answer its index but consistently', async () => {
    const { client, tableName: TableName } = createInMemoryTable();
    const lagging = { TableName, IndexName: 'due' };

    await expect(client.send(new ScanCommand(lagging))).rejects.toThrow('consistently only');
  });

  test('goes on after the last key of a page, also when that item is gone', async () => {
    const { client, tableName: TableName, store } = createInMemoryTable();
    for (const sk of ['a', 'b', 'c']) {
      await client.send(new PutItemCommand({ TableName, Item: { pk: { S: 'p' }, sk: { S: sk } } }));
    }
    const wanted = {
      TableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: 'p' } },
      Limit: 2,
    };
    const first = await client.send(new QueryCommand(wanted));
    store.delete('p', 'b');
    const second = await client.send(new QueryCommand({ ...wanted, ExclusiveStartKey: first.LastEvaluatedKey }));

    expect([first.Count, second.Items]).toEqual([2, [{ pk: { S: 'p' }, sk: { S: 'c' } }]]);
  });

  test('deletes what its time to live allows, and nothing else', async () => {
    const { client, tableName: TableName, store } = createInMemoryTable();
    for (const [sk, exp] of [
      ['gone', '10'],
      ['stays', '11'],
      ['for ever', undefined],
    ] as const) {
      const Item = {
        pk: { S: 'p' },
        sk: { S: sk },
        due: { S: '01' },
        ...(exp === undefined ? {} : { exp: { N: exp } }),
      };
      await client.send(new PutItemCommand({ TableName, Item }));
    }
    expect(store.deleteExpired(10_000)).toHaveLength(1);

    expect(await client.send(new GetItemCommand({ TableName, Key: { pk: { S: 'p' }, sk: { S: 'gone' } } }))).toEqual(
      {},
    );
    expect(store.scanIndex().map((item) => item['sk']?.S)).toEqual(['for ever', 'stays']);
  });
});
