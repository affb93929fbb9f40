import { expect, test } from 'vitest';
import { createWatchdogsStore } from '#shared/adapters/dynamodb/watchdogs-store.ts';
import { aWatchedSource, storedWatchdogs } from '#test/builders/watchdogs.ts';
import { fakeWatchdogsStore } from '#test/fakes/watchdogs-store.ts';
import { startDynalite } from '#test/fixtures/dynalite.ts';
import { createInMemoryTable } from '#test/fixtures/in-memory-table.ts';
import { defineWatchdogsStoreContract, defineWatchdogsTableContract } from './watchdogs-store.ts';

defineWatchdogsStoreContract('fake', async () => fakeWatchdogsStore());
defineWatchdogsTableContract('in memory', async () => createInMemoryTable());
defineWatchdogsTableContract('DynamoDB', startDynalite);

test('watchdogs are remembered until they are too old, and not past a write of one’s own', async () => {
  const { client, tableName } = createInMemoryTable();
  let nowMs = 0;
  const mine = createWatchdogsStore({ client, tableName, cacheMs: 60_000, now: () => nowMs });
  const theirs = createWatchdogsStore({ client, tableName, cacheMs: 0, now: () => nowMs });
  expect(await mine.read()).toBeUndefined();
  const first = storedWatchdogs([aWatchedSource()]);
  await theirs.write(first);

  nowMs = 59_999;
  expect(await mine.read()).toBeUndefined();
  nowMs = 60_000;
  expect(await mine.read()).toEqual(first);
  await mine.write(storedWatchdogs([], 2));
  expect(await mine.read()).toEqual(storedWatchdogs([], 2));
});
