import { PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DynaliteTable, startDynalite } from '#test/fixtures/dynalite.ts';

let table: DynaliteTable;
beforeAll(async () => {
  table = await startDynalite();
});
afterAll(() => table.stop());

test('the local index is sparse and read consistently', async () => {
  const { client, tableName } = table;
  const item = { pk: { S: 'A#c#0' }, n: { N: '1' } };
  await client.send(new PutItemCommand({ TableName: tableName, Item: { ...item, sk: { S: 'told' } } }));
  await client.send(
    new PutItemCommand({ TableName: tableName, Item: { ...item, sk: { S: 'due' }, due: { S: '01' } } }),
  );

  const found = await client.send(
    new QueryCommand({
      TableName: tableName,
      IndexName: 'due',
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: 'A#c#0' } },
    }),
  );

  expect(found.Items).toEqual([{ pk: { S: 'A#c#0' }, sk: { S: 'due' }, due: { S: '01' } }]);
});
