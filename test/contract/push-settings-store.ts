import { createHash } from 'node:crypto';
import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { Table } from '#shared/adapters/dynamodb/conditional.ts';
import { createPushSettingsStore } from '#shared/adapters/dynamodb/push-settings-store.ts';
import { readPartition } from '#shared/adapters/dynamodb/read-partition.ts';
import type { PushSettingsStore, StoredPushSettings } from '#shared/routing/push-settings-store.ts';
import type { OpenedTable, OpenTable } from './alert-store-table.ts';

/** Settings of so many rules, each of some two thousand bytes that hardly get smaller. */
export function manyRules(count: number, revision = 1): StoredPushSettings {
  const noise = (seed: string) =>
    Array.from({ length: 10 }, (_, nth) => createHash('sha512').update(`${seed} ${nth}`).digest('base64url')).join('');
  const rules = Array.from({ length: count }, (_, nth) => ({
    ...{ name: `rule ${nth}`, enabled: true, channels: ['值班'], continue: false },
    match: { labels: [`a=${noise(`a${nth}`)}`, `b=${noise(`b${nth}`)}`] },
  }));
  return { settings: { defaultChannel: '值班', rules }, origin: 'api', revision };
}

/** A store on a table that is emptied of push settings before. */
export async function emptyStore({ client, tableName }: Table): Promise<PushSettingsStore> {
  for (const { pk, sk } of await readPartition(client, tableName, 'P')) {
    if (pk === undefined || sk === undefined) continue;
    await client.send(new DeleteItemCommand({ TableName: tableName, Key: { pk, sk } }));
  }

  return createPushSettingsStore({ client, tableName, cacheMs: 0, now: () => 0 });
}

/** The contract on the store of a table. */
export function definePushSettingsTableContract(kind: string, open: OpenTable): void {
  let table: OpenedTable | undefined;
  afterAll(() => table?.stop());
  definePushSettingsStoreContract(kind, async () => {
    table ??= await open();
    return emptyStore(table);
  });
}

/** What every store of push settings does. `make` gives an empty one. */
export function definePushSettingsStoreContract(kind: string, make: () => Promise<PushSettingsStore>): void {
  describe(`a store of push settings (${kind})`, () => {
    let store: PushSettingsStore;
    beforeEach(async () => {
      store = await make();
    });

    test('has none at first, gives back what is written, and replaces all of it', async () => {
      expect(await store.read()).toBeUndefined();
      expect(await store.write(manyRules(2))).toBe('written');
      expect(await store.read()).toEqual(manyRules(2));

      const next: StoredPushSettings = { ...manyRules(1, 2), origin: 'file' };
      expect(await store.write(next)).toBe('written');
      expect(await store.readFresh()).toEqual(next);
    });

    test('keeps what is larger than an item holds', async () => {
      await store.write(manyRules(400));

      expect(await store.readFresh()).toEqual(manyRules(400));
    });

    test('gives the same object while nothing changed', async () => {
      await store.write(manyRules(2));
      const first = await store.readFresh();

      expect(await store.readFresh()).toBe(first);
      expect(await store.read()).toBe(first);
    });

    test('refuses what is not the next revision, and leaves all as it was', async () => {
      await store.write(manyRules(2));

      expect(await store.write(manyRules(1))).toBe('changed-meanwhile');
      expect(await store.write(manyRules(1, 3))).toBe('changed-meanwhile');
      expect(await store.readFresh()).toEqual(manyRules(2));
    });
  });
}
