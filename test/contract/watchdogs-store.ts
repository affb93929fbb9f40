import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { createWatchdogsStore } from '#shared/adapters/dynamodb/watchdogs-store.ts';
import type { StoredWatchdogs, WatchdogsStore } from '#shared/watchdogs/watchdogs-store.ts';
import { aWatchedSource, storedWatchdogs } from '#test/builders/watchdogs.ts';
import type { OpenedTable, OpenTable } from './alert-store-table.ts';

/** The contract on the store of a table. */
export function defineWatchdogsTableContract(kind: string, open: OpenTable): void {
  let table: OpenedTable | undefined;
  afterAll(() => table?.stop());
  defineWatchdogsStoreContract(kind, async () => {
    table ??= await open();
    const { client, tableName } = table;
    await client.send(new DeleteItemCommand({ TableName: tableName, Key: { pk: { S: 'W' }, sk: { S: '-' } } }));
    return createWatchdogsStore({ client, tableName, cacheMs: 0, now: () => 0 });
  });
}

/** What every store of watchdogs does. `make` gives an empty one. */
export function defineWatchdogsStoreContract(kind: string, make: () => Promise<WatchdogsStore>): void {
  describe(`a store of watchdogs (${kind})`, () => {
    let store: WatchdogsStore;
    beforeEach(async () => {
      store = await make();
    });
    const first = storedWatchdogs([aWatchedSource({ source: '监控 1', channels: ['值班'] })]);

    test('has none at first, gives back what is written, and replaces all of it', async () => {
      expect(await store.read()).toBeUndefined();
      expect(await store.write(first)).toBe('written');
      expect(await store.read()).toEqual(first);

      const next: StoredWatchdogs = { ...storedWatchdogs([], 2), origin: 'file' };
      expect(await store.write(next)).toBe('written');
      expect(await store.readFresh()).toEqual(next);
    });

    test('refuses what is not the next revision, and leaves all as it was', async () => {
      await store.write(first);

      expect(await store.write(storedWatchdogs([]))).toBe('changed-meanwhile');
      expect(await store.write(storedWatchdogs([], 3))).toBe('changed-meanwhile');
      expect(await store.readFresh()).toEqual(first);
    });

    test('takes a write again whose answer was lost', async () => {
      await store.write(first);

      expect(await store.write(first)).toBe('written');
      expect(await store.readFresh()).toEqual(first);
    });

    test('holds as much as may be written', async () => {
      const sources = Array.from({ length: 100 }, (_, nth) =>
        aWatchedSource({
          source: `${nth}`.padEnd(128, '源'),
          channels: Array.from({ length: 10 }, (__, at) => `${at}`.padEnd(64, '群')),
        }),
      );
      await store.write(storedWatchdogs(sources));

      expect((await store.readFresh())?.watchdogs.sources).toEqual(sources);
    });
  });
}
