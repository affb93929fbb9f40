import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import type { Table } from '#shared/adapters/dynamodb/conditional.ts';
import { createSilenceStore } from '#shared/adapters/dynamodb/silence-store.ts';
import { fakeSilenceStore } from '#test/fakes/silence-store.ts';
import { startDynalite } from '#test/fixtures/dynalite.ts';
import { createInMemoryTable } from '#test/fixtures/in-memory-table.ts';
import { aSilence, defineSilenceStoreContract, type OpenedSilences } from './silence-store.ts';

const on = (openTable: () => Promise<Table & { stop(): Promise<void> }>) => async (): Promise<OpenedSilences> => {
  const table = await openTable();
  let nowMs = 0;
  return {
    store: createSilenceStore({ ...table, cacheMs: 0, now: () => nowMs }),
    setNow: (ms) => {
      nowMs = ms;
    },
    stop: () => table.stop(),
  };
};

defineSilenceStoreContract('dynalite', on(startDynalite));
defineSilenceStoreContract(
  'in memory',
  on(async () => createInMemoryTable()),
);
defineSilenceStoreContract('the fake', async () => {
  let nowMs = 0;
  return {
    store: fakeSilenceStore(() => nowMs),
    setNow: (ms) => {
      nowMs = ms;
    },
    stop: async () => undefined,
  };
});

test('a list is asked for every ten seconds, at once after an own change, and fresh when that matters', async () => {
  const table = createInMemoryTable();
  let nowMs = Date.UTC(2026, 10, 21);
  const start = nowMs;
  const store = () => createSilenceStore({ ...table, cacheMs: 10_000, now: () => nowMs });
  const [reader, writer] = [store(), store()];
  expect(await reader.list()).toEqual([]);
  await writer.put(aSilence());

  expect(await writer.list()).toHaveLength(1);
  nowMs = start + 9_999;
  expect(await reader.list()).toEqual([]);
  nowMs = start + 10_000;
  expect(await reader.list()).toHaveLength(1);
  await writer.end(aSilence().id, nowMs);
  expect((await reader.list())[0]).not.toHaveProperty('endedAt');
  expect((await reader.listFresh())[0]).toHaveProperty('endedAt');
  expect((await reader.list())[0]).toHaveProperty('endedAt');
});

test('one is deleted thirty days after its planned end', async () => {
  const table = createInMemoryTable();
  await createSilenceStore({ ...table, cacheMs: 0, now: () => 0 }).put(aSilence());
  const { Items = [] } = await table.client.send(new ScanCommand({ TableName: table.tableName }));

  expect(Items.map(({ exp }) => Number(exp?.N) * 1000)).toEqual([aSilence().endsAt + 30 * 86_400_000]);
});
