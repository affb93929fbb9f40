import type { SettingsStore } from '#shared/settings/settings-store.ts';
import type { Watchdogs } from '#shared/watchdogs/watchdogs.ts';
import { needNumber, needText, text } from './attribute-values.ts';
import { createSettingsStore, type SettingsStoreOptions } from './settings-store.ts';
import { TABLE_SCHEMA } from './table-schema.ts';

/** All watchdogs in one item, as JSON: there are a hundred at most. */
export function createWatchdogsStore(options: SettingsStoreOptions): SettingsStore<Watchdogs> {
  return createSettingsStore(options, {
    key: { [TABLE_SCHEMA.partitionKey]: text('W'), [TABLE_SCHEMA.sortKey]: text('-') },
    encode: ({ settings, origin }) => ({ j: text(JSON.stringify(settings)), origin: text(origin) }),
    // Only this store writes the item, and only what was judged.
    decode: (item) => ({
      settings: JSON.parse(needText(item, 'j')) as Watchdogs,
      origin: needText(item, 'origin') === 'file' ? 'file' : 'api',
      revision: needNumber(item, 'rev'),
    }),
  });
}
