import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createQuotaStore } from '#shared/adapters/dynamodb/quota-store.ts';
import type { QuotaStore } from '#shared/pacing/quota-store.ts';
import type { OpenedTable, OpenTable } from './alert-store-table.ts';

/** What every store of quota pools does, on one kind of table. */
export function defineQuotaStoreContract(kind: string, open: OpenTable): void {
  describe(`the quota store (${kind})`, () => {
    let table: OpenedTable;
    let store: QuotaStore;
    let pools = 0;
    const aPool = (): string => `pool/corp-${pools++}`;
    beforeAll(async () => {
      table = await open();
      store = createQuotaStore(table);
    });
    afterAll(() => table.stop());

    test('knows of nothing used where nobody counted', async () => {
      expect(await store.get(aPool(), '2026-11')).toEqual({ used: 0 });
    });

    test('counts what is added, and says how much it is now', async () => {
      const pool = aPool();

      expect(await store.add(pool, '2026-11', 1)).toBe(1);
      expect(await store.add(pool, '2026-11', 2)).toBe(3);
      expect(await store.get(pool, '2026-11')).toEqual({ used: 3 });
    });

    test('counts a month and a pool by themselves', async () => {
      const [pool, other] = [aPool(), aPool()];
      await store.add(pool, '2026-11', 5);
      await store.add(pool, '2026-12', 1);
      await store.markGone(pool, '2026-11', 1_000);

      expect(await store.get(pool, '2026-12')).toEqual({ used: 1 });
      expect(await store.get(other, '2026-11')).toEqual({ used: 0 });
    });

    test('loses no message when workers count at once, and gives each its own sum', async () => {
      const pool = aPool();
      const sums = await Promise.all(Array.from({ length: 20 }, () => store.add(pool, '2026-11', 1)));

      expect(sums.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
      expect(await store.get(pool, '2026-11')).toEqual({ used: 20 });
    });

    test('keeps until when the quota is gone, beside the count, also before anything was counted', async () => {
      const pool = aPool();
      await store.markGone(pool, '2026-11', 5_000);
      expect(await store.get(pool, '2026-11')).toEqual({ used: 0, goneUntilMs: 5_000 });

      await store.add(pool, '2026-11', 7);
      expect(await store.get(pool, '2026-11')).toEqual({ used: 7, goneUntilMs: 5_000 });
    });

    test('lets the later end stand, whoever comes first', async () => {
      const pool = aPool();
      await store.markGone(pool, '2026-11', 9_000);
      await store.markGone(pool, '2026-11', 4_000);
      expect(await store.get(pool, '2026-11')).toMatchObject({ goneUntilMs: 9_000 });

      await store.markGone(pool, '2026-11', 12_000);
      expect(await store.get(pool, '2026-11')).toMatchObject({ goneUntilMs: 12_000 });
    });
  });
}
