import type { DeleteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createChannelStore } from '#shared/adapters/dynamodb/channel-store.ts';
import { aChannel } from '#test/builders/channel.ts';
import { fakeChannelStore } from '#test/fakes/channel-store.ts';
import { type DynaliteTable, startDynalite } from '#test/fixtures/dynalite.ts';
import { defineChannelStoreContract } from './channel-store.ts';

let table: DynaliteTable;
beforeAll(async () => {
  table = await startDynalite();
});
afterAll(() => table.stop());

const open = (cacheMs: number, now = (): number => 0) =>
  createChannelStore({ client: table.client, tableName: table.tableName, cacheMs, now });

async function emptied(): Promise<void> {
  const store = open(0);
  for (const { name } of await store.listFresh()) await store.remove(name);
}

defineChannelStoreContract('fake', async () => fakeChannelStore());
defineChannelStoreContract('DynamoDB, cached', async () => {
  await emptied();
  return open(60_000);
});
defineChannelStoreContract('DynamoDB, uncached', async () => {
  await emptied();
  return open(0);
});

describe('the cache of the DynamoDB channel store', () => {
  test('hides the writes of others until it is too old, but not from a fresh list', async () => {
    await emptied();
    let nowMs = 1_000;
    const [mine, other] = [open(5_000, () => nowMs), open(0)];
    expect(await mine.list()).toEqual([]);
    await other.create(aChannel());

    nowMs += 4_999;
    expect(await mine.list()).toEqual([]);
    nowMs += 1;
    expect(await mine.list()).toEqual([aChannel()]);

    await other.remove('dba-oncall');
    expect(await mine.list()).toEqual([aChannel()]);
    expect(await mine.listFresh()).toEqual([]);
    expect(await mine.list()).toEqual([]);
  });

  test('does not remember a read that a write of its own overtook', async () => {
    await emptied();
    const store = open(60_000);
    const early = store.list();
    await store.create(aChannel());
    await early;

    expect(await store.list()).toEqual([aChannel()]);
  });

  test('asks the table once for lists wanted at the same time', async () => {
    await emptied();
    let reads = 0;
    const client: Pick<DynamoDBClient, 'send' | 'config'> = table.client;
    const counted = new Proxy(client as DynamoDBClient, {
      get: (target, key) =>
        key === 'send'
          ? (command: DeleteItemCommand) => {
              reads += 1;
              return target.send(command);
            }
          : Reflect.get(target, key),
    });
    const store = createChannelStore({ client: counted, tableName: table.tableName, cacheMs: 60_000, now: () => 0 });
    await Promise.all([store.list(), store.list(), store.list()]);

    expect(reads).toBe(1);
  });

  test('lists more channels than one page of the table holds', async () => {
    await emptied();
    const store = open(0);
    const long = 'x'.repeat(90_000);
    const templates = { zh_CN: { single: long, aggregated: long, recovery: long, digest: long } };
    for (const name of ['a', 'b', 'c', 'd']) {
      await store.create(aChannel({ name, message: { ...aChannel().message, templates } }));
    }

    expect((await store.list()).map((channel) => channel.name)).toEqual(['a', 'b', 'c', 'd']);
    await emptied();
  });

  test('does not take another failure for a taken name', async () => {
    const store = createChannelStore({ client: table.client, tableName: 'no-such-table', cacheMs: 0, now: () => 0 });

    await expect(store.create(aChannel())).rejects.toThrow();
  });
});
