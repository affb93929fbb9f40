import { DeleteItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shownToken } from '#shared/access/token.ts';
import { createTokenStore } from '#shared/adapters/dynamodb/token-store.ts';
import { fakeTokenStore } from '#test/fakes/token-store.ts';
import { type DynaliteTable, startDynalite } from '#test/fixtures/dynalite.ts';
import { clientThat, createInMemoryTable } from '#test/fixtures/in-memory-table.ts';
import { anApiToken, aValue, defineTokenStoreContract } from './token-store.ts';

let table: DynaliteTable;
beforeAll(async () => {
  table = await startDynalite();
});
afterAll(() => table.stop());

async function emptied() {
  const store = createTokenStore(table);
  for (const { id } of await store.list()) {
    const Key = { pk: { S: 'T' }, sk: { S: id } };
    await table.client.send(new DeleteItemCommand({ TableName: table.tableName, Key }));
  }

  return store;
}

defineTokenStoreContract('fake', async () => fakeTokenStore());
defineTokenStoreContract('in memory', async () => createTokenStore(createInMemoryTable()));
defineTokenStoreContract('DynamoDB', emptied);

test('the table holds a token by its hash only, and forgets it 30 days after its end', async () => {
  const store = await emptied();
  await store.write(anApiToken('sender', { expiresAt: 1_800_000_000_000 }), 0);
  const { Items } = await table.client.send(new ScanCommand({ TableName: table.tableName }));

  expect(JSON.stringify(Items)).toContain(anApiToken('sender').current.hash);
  expect(JSON.stringify(Items)).not.toContain('fake-secret');
  expect(Items?.[0]?.['exp']).toEqual({ N: String(1_800_000_000 + 30 * 86_400) });
});

const LATER = [
  ['a scope of a later version', { scopes: { S: 'read audit' } }, ['read']],
  ['a bound of a later version', { only: { S: '{"channels":["a"],"hours":["9-17"]}' } }, []],
  ['a bound that names nothing', { only: { S: '{}' } }, []],
  ['a list of none', { only: { S: '{"channels":[]}' } }, []],
  ['a bound to no names', { only: { S: '{"channels":"a"}' } }, []],
] as const;

test.each(LATER)('%s allows nothing', async (_, attributes, scopes) => {
  const memory = createInMemoryTable();
  const store = createTokenStore(memory);
  await store.write(anApiToken('person'), 0);
  const Item = { ...memory.store.get('T', anApiToken('person').id), ...attributes };
  await memory.client.send(new PutItemCommand({ TableName: memory.tableName, Item }));

  expect(await store.find(shownToken(aValue('person')))).toMatchObject({ scopes });
});

test('a write whose answer was lost is not refused by itself', async () => {
  const memory = createInMemoryTable();
  const twice = clientThat(async (command) => {
    if (command instanceof PutItemCommand) memory.execute(command);
    return memory.execute(command);
  });
  const store = createTokenStore({ ...memory, client: twice });

  expect(await store.write(anApiToken('sender'), 0)).toBe('written');
  expect(await store.write(anApiToken('sender', { revision: 2 }), 1)).toBe('written');
});

test('a token that is not of our making is not asked for', async () => {
  const memory = createInMemoryTable();
  const silent = clientThat(() => Promise.reject(new Error('asked')));

  expect(await createTokenStore({ ...memory, client: silent }).find(shownToken('fake-first-token-1'))).toBeUndefined();
});
