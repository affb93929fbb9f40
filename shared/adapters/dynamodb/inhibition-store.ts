import type { InhibitionRule } from '#shared/inhibition/inhibition-rule.ts';
import type { InhibitionStore } from '#shared/inhibition/inhibition-store.ts';
import type { StoredSettings } from '#shared/settings/settings-store.ts';
import { needText, type StoredItem, text } from './attribute-values.ts';
import { createSettingsStore, type SettingsStoreOptions } from './settings-store.ts';
import { TABLE_SCHEMA } from './table-schema.ts';

/** Behind every id of a silence: the dispatcher's one query for silences brings the rules with it. */
export const INHIBITIONS_SORT_KEY = '~inhibitions';

/** All rules in one item, beside the silences. */
export function createInhibitionStore(options: SettingsStoreOptions): InhibitionStore {
  const store = createSettingsStore<readonly InhibitionRule[]>(options, {
    key: { [TABLE_SCHEMA.partitionKey]: text('L'), [TABLE_SCHEMA.sortKey]: text(INHIBITIONS_SORT_KEY) },
    encode: ({ settings: rules, origin, revision }) => ({ j: text(JSON.stringify({ rules, origin, revision })) }),
    decode: parseInhibitions,
  });

  return { ...store, rules: async () => (await store.read())?.settings ?? [] };
}

/** The item as JSON. Only this store writes it, and only what was judged. */
type InhibitionsJson = Omit<StoredSettings<unknown>, 'settings'> & { readonly rules: readonly InhibitionRule[] };

/** The rules of an item. */
export function parseInhibitions(item: StoredItem): StoredSettings<readonly InhibitionRule[]> {
  const { rules, origin, revision } = JSON.parse(needText(item, 'j')) as InhibitionsJson;
  return { settings: rules, origin, revision };
}
