import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { Table } from '#shared/adapters/dynamodb/conditional.ts';
import { createInhibitionStore } from '#shared/adapters/dynamodb/inhibition-store.ts';
import { createPushSettingsStore } from '#shared/adapters/dynamodb/push-settings-store.ts';
import { readPartition } from '#shared/adapters/dynamodb/read-partition.ts';
import type { SettingsStoreOptions } from '#shared/adapters/dynamodb/settings-store.ts';
import { createWatchdogsStore } from '#shared/adapters/dynamodb/watchdogs-store.ts';
import type { InhibitionRule } from '#shared/inhibition/inhibition-rule.ts';
import type { PushSettings } from '#shared/routing/push-settings.ts';
import type { SettingsStore, StoredSettings } from '#shared/settings/settings-store.ts';
import type { Watchdogs } from '#shared/watchdogs/watchdogs.ts';
import { aRule } from '#test/builders/inhibition-rule.ts';
import { manyRules } from '#test/builders/push-settings.ts';
import { aWatchedSource } from '#test/builders/watchdogs.ts';
import type { OpenedTable, OpenTable } from './alert-store-table.ts';

/** Settings of one kind to try its store with. */
interface Samples<Settings> {
  readonly words: string;
  readonly some: Settings;
  readonly others: Settings;
  /** As much as may be written. */
  readonly most: Settings;
}

/** Push settings: `most` is larger than an item holds. */
export const PUSH_SAMPLES: Samples<PushSettings> = {
  words: 'push settings',
  some: manyRules(2).settings,
  others: manyRules(1).settings,
  most: manyRules(400).settings,
};

/** Inhibition rules. */
export const INHIBITION_SAMPLES: Samples<readonly InhibitionRule[]> = {
  words: 'inhibition rules',
  some: [aRule({ channels: ['运维'] })],
  others: [],
  most: Array.from({ length: 100 }, (_, nth) => aRule({ name: `${nth}`, equal: ['标'.repeat(600)] })),
};

/** Watchdogs. */
export const WATCHDOG_SAMPLES: Samples<Watchdogs> = {
  words: 'watchdogs',
  some: { sources: [aWatchedSource({ source: '监控 1', channels: ['值班'] })], silentAlerts: [] },
  others: { sources: [], silentAlerts: [] },
  most: {
    sources: Array.from({ length: 100 }, (_, nth) =>
      aWatchedSource({
        source: `${nth}`.padEnd(128, '源'),
        channels: Array.from({ length: 10 }, (__, at) => `${at}`.padEnd(64, '群')),
      }),
    ),
    silentAlerts: [],
  },
};

/** The contract on the stores of a table. */
export function defineSettingsTableContract(kind: string, open: OpenTable): void {
  let table: OpenedTable | undefined;
  afterAll(() => table?.stop());
  const on =
    <Store>(create: (options: SettingsStoreOptions) => Store, partition: string) =>
    async (): Promise<Store> => {
      table ??= await open();
      await emptyPartition(table, partition);
      return create({ ...table, cacheMs: 0, now: () => 0 });
    };

  defineSettingsStoreContract(kind, PUSH_SAMPLES, on(createPushSettingsStore, 'P'));
  defineSettingsStoreContract(kind, INHIBITION_SAMPLES, on(createInhibitionStore, 'L'));
  defineSettingsStoreContract(kind, WATCHDOG_SAMPLES, on(createWatchdogsStore, 'W'));
}

async function emptyPartition({ client, tableName }: Table, partition: string): Promise<void> {
  for (const { pk, sk } of await readPartition(client, tableName, partition)) {
    if (pk === undefined || sk === undefined) continue;
    await client.send(new DeleteItemCommand({ TableName: tableName, Key: { pk, sk } }));
  }
}

/** What every store of settings does. `make` gives an empty one. */
export function defineSettingsStoreContract<Settings>(
  kind: string,
  { words, some, others, most }: Samples<Settings>,
  make: () => Promise<SettingsStore<Settings>>,
): void {
  describe(`a store of ${words} (${kind})`, () => {
    const first: StoredSettings<Settings> = { settings: some, origin: 'api', revision: 1 };
    let store: SettingsStore<Settings>;
    beforeEach(async () => {
      store = await make();
    });

    test('has none at first, gives back what is written, and replaces all of it', async () => {
      expect(await store.read()).toBeUndefined();
      expect(await store.write(first)).toBe('written');
      expect(await store.read()).toEqual(first);

      const next: StoredSettings<Settings> = { settings: others, origin: 'file', revision: 2 };
      expect(await store.write(next)).toBe('written');
      expect([await store.read(), await store.readFresh()]).toEqual([next, next]);
    });

    test('refuses what is not the next revision, and leaves all as it was', async () => {
      await store.write(first);

      expect(await store.write({ ...first, settings: others })).toBe('changed-meanwhile');
      expect(await store.write({ ...first, settings: others, revision: 3 })).toBe('changed-meanwhile');
      expect(await store.readFresh()).toEqual(first);
    });

    test('takes one of two writers', async () => {
      await store.write(first);
      const both = [some, others].map((settings) => ({ ...first, settings, revision: 2 }));
      const results = await Promise.all(both.map((stored) => store.write(stored)));

      expect(results.toSorted()).toEqual(['changed-meanwhile', 'written']);
      expect(await store.readFresh()).toEqual(both[results.indexOf('written')]);
    });

    test('holds as much as may be written', async () => {
      await store.write({ ...first, settings: most });

      expect((await store.readFresh())?.settings).toEqual(most);
    });
  });
}
