import { expect, test } from 'vitest';
import { createInhibitionStore } from '#shared/adapters/dynamodb/inhibition-store.ts';
import { createSilenceStore } from '#shared/adapters/dynamodb/silence-store.ts';
import { aRule } from '#test/builders/inhibition-rule.ts';
import { fakeInhibitionStore } from '#test/fakes/settings-store.ts';
import { createInMemoryTable } from '#test/fixtures/in-memory-table.ts';
import { aSilence } from './silence-store.ts';

test.each([
  ['table', createInhibitionStore({ ...createInMemoryTable(), cacheMs: 0, now: () => 0 })],
  ['fake', fakeInhibitionStore()],
])('who goes by the rules reads those in force (%s)', async (_, store) => {
  expect(await store.rules()).toEqual([]);
  await store.write({ settings: [aRule()], origin: 'api', revision: 1 });

  expect(await store.rules()).toEqual([aRule()]);
});

test('the rules come with the list of silences, are no silence, and are asked for every ten seconds', async () => {
  const table = createInMemoryTable();
  let nowMs = Date.UTC(2026, 10, 21);
  const silences = createSilenceStore({ ...table, cacheMs: 10_000, now: () => nowMs });
  await silences.put(aSilence());
  expect(await silences.rules()).toEqual([]);
  const store = createInhibitionStore({ ...table, cacheMs: 10_000, now: () => nowMs });
  await store.write({ settings: [aRule()], origin: 'api', revision: 1 });

  expect(await silences.rules()).toEqual([]);
  nowMs += 10_000;
  expect(await silences.rules()).toEqual([aRule()]);
  for (const list of [silences.list(), silences.listFresh(), silences.listAll()])
    expect(await list).toEqual([aSilence()]);
});
