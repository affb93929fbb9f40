import { describe, expect, test } from 'vitest';
import { createInhibitionStore } from '#shared/adapters/dynamodb/inhibition-store.ts';
import { createWatchdogsStore } from '#shared/adapters/dynamodb/watchdogs-store.ts';
import { aWatchedSource, storedWatchdogs } from '#test/builders/watchdogs.ts';
import { fakeInhibitionStore, fakePushSettingsStore, fakeWatchdogsStore } from '#test/fakes/settings-store.ts';
import { startDynalite } from '#test/fixtures/dynalite.ts';
import { clientThat, createInMemoryTable } from '#test/fixtures/in-memory-table.ts';
import {
  defineSettingsStoreContract,
  defineSettingsTableContract,
  INHIBITION_SAMPLES,
  PUSH_SAMPLES,
  WATCHDOG_SAMPLES,
} from './settings-store.ts';

defineSettingsStoreContract('fake', PUSH_SAMPLES, async () => fakePushSettingsStore());
defineSettingsStoreContract('fake', INHIBITION_SAMPLES, async () => fakeInhibitionStore());
defineSettingsStoreContract('fake', WATCHDOG_SAMPLES, async () => fakeWatchdogsStore());
defineSettingsTableContract('in memory', async () => createInMemoryTable());
defineSettingsTableContract('DynamoDB', startDynalite);

describe('settings in one item', () => {
  const first = storedWatchdogs([aWatchedSource()]);

  test('are taken again where the answer to a write was lost', async () => {
    const options = { ...createInMemoryTable(), cacheMs: 0, now: () => 0 };
    const rules = { settings: INHIBITION_SAMPLES.some, origin: 'api', revision: 1 } as const;
    for (const store of [createInhibitionStore(options), fakeInhibitionStore()])
      expect([await store.write(rules), await store.write(rules)]).toEqual(['written', 'written']);
    for (const store of [createWatchdogsStore(options), fakeWatchdogsStore()]) {
      expect([await store.write(first), await store.write(first)]).toEqual(['written', 'written']);
      expect(await store.write({ ...first, origin: 'file' })).toBe('changed-meanwhile');
      expect(await store.readFresh()).toEqual(first);
    }
  });

  test('are remembered until they are too old, and not past a write of one’s own', async () => {
    const { client, tableName } = createInMemoryTable();
    let nowMs = 0;
    const mine = createWatchdogsStore({ client, tableName, cacheMs: 60_000, now: () => nowMs });
    const theirs = createWatchdogsStore({ client, tableName, cacheMs: 0, now: () => nowMs });
    expect(await mine.read()).toBeUndefined();
    await theirs.write(first);

    nowMs = 59_999;
    expect(await mine.read()).toBeUndefined();
    nowMs = 60_000;
    expect(await mine.read()).toEqual(first);
    await mine.write(storedWatchdogs([], 2));
    expect(await mine.read()).toEqual(storedWatchdogs([], 2));
  });

  test('that were being read during a write are not remembered', async () => {
    const table = createInMemoryTable();
    let requests = 0;
    const answeredLate = clientThat(async (command) => {
      const answer = table.execute(command);
      requests += 1;
      if (requests === 1) await store.write(first);
      return answer;
    });
    const store = createWatchdogsStore({ ...table, client: answeredLate, cacheMs: 60_000, now: () => 0 });

    expect(await store.read()).toBeUndefined();
    expect(await store.read()).toEqual(first);
  });
});
