import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { readPartition } from '#shared/adapters/dynamodb/read-partition.ts';
import { createWatchStore } from '#shared/adapters/dynamodb/watch-store.ts';
import type { WatchState, WatchStore } from '#shared/watchdogs/watch-store.ts';
import type { OpenedTable, OpenTable } from './alert-store-table.ts';

const SILENCE = { sinceMs: 1_000, claimedAtMs: 2_000, channels: ['值班 1'] };

/** What the store of watched sources does on a table. */
export function defineWatchStoreContract(kind: string, open: OpenTable): void {
  describe(`a store of watched sources (${kind})`, () => {
    let table: OpenedTable | undefined;
    let store: WatchStore;
    afterAll(() => table?.stop());
    beforeEach(async () => {
      table ??= await open();
      const { client, tableName } = table;
      for (const { pk, sk } of await readPartition(client, tableName, 'H')) {
        if (pk !== undefined && sk !== undefined)
          await client.send(new DeleteItemCommand({ TableName: tableName, Key: { pk, sk } }));
      }
      store = createWatchStore(table);
    });
    const only = async (): Promise<WatchState> => {
      const [state] = (await store.list()).states;
      if (state === undefined) throw new Error('nothing is known');
      return state;
    };
    const fresh = { source: '监控 1', version: 0 };

    test('knows nothing at first', async () => {
      expect(await store.list()).toEqual({ states: [] });
    });

    test('hears a source, and never backwards', async () => {
      await store.hear('监控 1', 2_000);
      await store.hear('监控 1', 1_000);
      await store.hear('-', 3_000);

      expect((await store.list()).states.toSorted((a, b) => a.version - b.version)).toEqual(
        expect.arrayContaining([
          { source: '监控 1', heardAtMs: 2_000, version: 0 },
          { source: '-', heardAtMs: 3_000, version: 0 },
        ]),
      );
    });

    test('keeps what a sweep knows beside what was heard', async () => {
      expect(await store.advance(fresh, { watchedSinceMs: 500 })).toBe('written');
      await store.hear('监控 1', 1_000);
      expect(await store.advance(await only(), { watchedSinceMs: 500, silence: SILENCE })).toBe('written');
      expect(await only()).toEqual({ ...fresh, watchedSinceMs: 500, heardAtMs: 1_000, silence: SILENCE, version: 2 });

      expect(await store.advance(await only(), { watchedSinceMs: 500 })).toBe('written');
      expect(await only()).toEqual({ ...fresh, watchedSinceMs: 500, heardAtMs: 1_000, version: 3 });
    });

    test('of two sweeps lets one write', async () => {
      await store.advance(fresh, { watchedSinceMs: 500 });
      const seen = await only();
      const results = await Promise.all(
        [1, 2].map(() => store.advance(seen, { watchedSinceMs: 500, silence: SILENCE })),
      );

      expect(results.toSorted()).toEqual(['refused', 'written']);
      expect(await store.advance(fresh, { watchedSinceMs: 9 })).toBe('refused');
      expect(await only()).toMatchObject({ version: 2, silence: SILENCE });
    });

    test.each([
      ['for the first time', undefined],
      ['again', 1_000],
    ])('lets no sweep write of a source that spoke meanwhile, %s', async (_, before) => {
      await store.advance(fresh, { watchedSinceMs: 500 });
      if (before !== undefined) await store.hear('监控 1', before);
      const seen = await only();
      await store.hear('监控 1', 2_000);

      expect(await store.advance(seen, { watchedSinceMs: 500, silence: SILENCE })).toBe('refused');
      expect(await store.forget(seen, 9_000)).toBe('refused');
      expect((await only()).silence).toBeUndefined();
    });

    test('forgets a source, and remembers it again', async () => {
      await store.advance(fresh, { watchedSinceMs: 500, silence: SILENCE });
      expect(await store.forget(await only(), 86_400_000)).toBe('written');
      expect(await only()).toEqual({ ...fresh, version: 2 });
      const items = async () => readPartition(table?.client as never, table?.tableName ?? '', 'H');
      expect((await items())[0]?.['exp']).toEqual({ N: '86400' });

      expect(await store.advance(await only(), { watchedSinceMs: 700 })).toBe('written');
      expect((await items())[0]?.['exp']).toBeUndefined();
    });

    test('keeps the mark of the latest sweep', async () => {
      await store.mark({ lastAtMs: 2_000, unbrokenSinceMs: 1_000 });
      await store.mark({ lastAtMs: 1_500, unbrokenSinceMs: 1_500 });

      expect(await store.list()).toEqual({ states: [], mark: { lastAtMs: 2_000, unbrokenSinceMs: 1_000 } });
    });
  });
}
