import { expect, test } from 'vitest';
import type { Table } from '#shared/adapters/dynamodb/conditional.ts';
import { createInhibitionStore } from '#shared/adapters/dynamodb/inhibition-store.ts';
import { createSilenceStore } from '#shared/adapters/dynamodb/silence-store.ts';
import { fakeInhibitionStore } from '#test/fakes/inhibition-store.ts';
import { startDynalite } from '#test/fixtures/dynalite.ts';
import { createInMemoryTable } from '#test/fixtures/in-memory-table.ts';
import { aRule, defineInhibitionStoreContract } from './inhibition-store.ts';
import { aSilence } from './silence-store.ts';

const on = (openTable: () => Promise<Table & { stop(): Promise<void> }>) => async () => {
  const table = await openTable();
  return { store: createInhibitionStore({ ...table, cacheMs: 0, now: () => 0 }), stop: () => table.stop() };
};

defineInhibitionStoreContract('dynalite', on(startDynalite));
defineInhibitionStoreContract(
  'in memory',
  on(async () => createInMemoryTable()),
);
defineInhibitionStoreContract('the fake', async () => ({
  store: fakeInhibitionStore(),
  stop: async () => undefined,
}));

test('the rules come with the list of silences, are no silence, and are asked for every ten seconds', async () => {
  const table = createInMemoryTable();
  let nowMs = Date.UTC(2026, 10, 21);
  const silences = createSilenceStore({ ...table, cacheMs: 10_000, now: () => nowMs });
  await silences.put(aSilence());
  expect(await silences.rules()).toEqual([]);
  const store = createInhibitionStore({ ...table, cacheMs: 10_000, now: () => nowMs });
  await store.write({ rules: [aRule()], origin: 'api', revision: 1 });

  expect(await silences.rules()).toEqual([]);
  nowMs += 10_000;
  expect(await silences.rules()).toEqual([aRule()]);
  for (const list of [silences.list(), silences.listFresh(), silences.listAll()])
    expect(await list).toEqual([aSilence()]);
});
