import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hashToken } from '#shared/access/token.ts';
import { createTokenStore } from '#shared/adapters/dynamodb/token-store.ts';
import { fakeTokenStore } from '#test/fakes/token-store.ts';
import { type DynaliteTable, startDynalite } from '#test/fixtures/dynalite.ts';
import { defineTokenStoreContract } from './token-store.ts';

let table: DynaliteTable;
beforeAll(async () => {
  table = await startDynalite();
});
afterAll(() => table.stop());

const TOKENS = ['fake-token-of-a-sender', 'fake-token-of-a-person'];

async function emptied() {
  const store = createTokenStore(table);
  for (const token of TOKENS) await store.remove(hashToken(token));

  return store;
}

defineTokenStoreContract('fake', async () => fakeTokenStore());
defineTokenStoreContract('DynamoDB', emptied);

test('the table holds a token by its hash only', async () => {
  const store = await emptied();
  await store.save({ hash: hashToken('fake-token-of-a-sender'), name: 'sender', scopes: ['ingest'] });
  const { Items } = await table.client.send(new ScanCommand({ TableName: table.tableName }));

  expect(JSON.stringify(Items)).toContain(hashToken('fake-token-of-a-sender'));
  expect(JSON.stringify(Items)).not.toContain('fake-token-of-a-sender');
});

test('a scope of a later version allows nothing', async () => {
  const store = await emptied();
  const hash = hashToken('fake-token-of-a-person');
  const item = { pk: { S: 'T' }, sk: { S: hash }, name: { S: 'person' }, scopes: { S: 'read audit' } };
  await table.client.send(new PutItemCommand({ TableName: table.tableName, Item: item }));

  expect(await store.find(hash)).toEqual({ hash, name: 'person', scopes: ['read'] });
});
