import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Table } from '#shared/adapters/dynamodb/conditional.ts';
import { createLayoutStore, ofKnownLayout } from '#shared/adapters/dynamodb/layout-store.ts';
import { LAYOUT } from '#shared/layout/layout.ts';
import { LayoutError } from '#shared/layout/layout-gate.ts';
import { type DynaliteTable, startDynalite } from '#test/fixtures/dynalite.ts';
import { createInMemoryTable } from '#test/fixtures/in-memory-table.ts';

let table: DynaliteTable;
beforeAll(async () => {
  table = await startDynalite();
});
afterAll(() => table.stop());

const MARK = { pk: { S: 'K' }, sk: { S: 'layout' } };
const ANY = { pk: { S: 'C' }, sk: { S: 'dba' } };

async function put(item: PutItemCommand['input']['Item']): Promise<void> {
  await table.client.send(new PutItemCommand({ TableName: table.tableName, Item: item }));
}

describe.each([
  ['in memory', (): Table => createInMemoryTable()],
  ['DynamoDB', (): Table => table],
])('the mark of a table (%s)', (_, open) => {
  test('is set once, and never put back by older code', async () => {
    const store = createLayoutStore(open());
    expect(await store.read()).toBeUndefined();

    for (const version of [1, 3, 2]) await store.raise({ version, readableFrom: version - 1 || 1 }, 1_000);
    expect(await store.read()).toEqual({ version: 3, readableFrom: 2 });
  });
});

describe('a table of known layout', () => {
  /** A client of its own, as a process has it. */
  async function opened() {
    const { endpoint, region, credentials } = table.client.config;
    const client = new DynamoDBClient({ region, credentials, endpoint: (await endpoint?.()) ?? '' });
    const sent: string[] = [];
    client.middlewareStack.add(
      (next, { commandName = '' }) =>
        (args) => {
          sent.push(commandName);
          return next(args);
        },
      { step: 'build', name: 'note' },
    );

    return { sent, ...ofKnownLayout({ client, tableName: table.tableName }, () => 1_000) };
  }

  test('is marked before it is used, and asked no more', async () => {
    await put({ ...MARK, v: { N: '0' }, readable: { N: '0' } });
    const { client, tableName, sent } = await opened();
    const read = () => client.send(new GetItemCommand({ TableName: tableName, Key: ANY }));
    await Promise.all([read(), read()]);
    await read();

    expect(sent.slice(0, 2)).toEqual(['GetItemCommand', 'UpdateItemCommand']);
    expect(sent).toHaveLength(5);
    expect(await createLayoutStore(table).read()).toEqual(LAYOUT);
    client.destroy();
  });

  test('is not touched once newer code has written there what this one would harm', async () => {
    await put({ ...MARK, v: { N: '9' }, readable: { N: '8' } });
    const { client, tableName, sent } = await opened();
    const write = client.send(new PutItemCommand({ TableName: tableName, Item: ANY }));

    await expect(write).rejects.toThrow(LayoutError);
    expect(sent).toEqual(['GetItemCommand']);
    client.destroy();
  });
});
