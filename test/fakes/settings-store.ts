import { isDeepStrictEqual } from 'node:util';
import type { InhibitionRule } from '#shared/inhibition/inhibition-rule.ts';
import type { InhibitionStore } from '#shared/inhibition/inhibition-store.ts';
import type { PushSettings } from '#shared/routing/push-settings.ts';
import type { SettingsStore, StoredSettings } from '#shared/settings/settings-store.ts';
import type { Watchdogs } from '#shared/watchdogs/watchdogs.ts';

/** Settings in memory. */
export function fakeSettingsStore<Settings>(initial?: StoredSettings<Settings>): SettingsStore<Settings> {
  let stored = initial;
  const read = async () => stored;

  return {
    read,
    readFresh: read,
    async write(next) {
      if (isDeepStrictEqual(stored, next)) return 'written';
      if ((stored?.revision ?? 0) !== next.revision - 1) return 'changed-meanwhile';
      stored = next;
      return 'written';
    },
  };
}

/** Push settings in memory. */
export const fakePushSettingsStore = fakeSettingsStore<PushSettings>;

/** Watchdogs in memory. */
export const fakeWatchdogsStore = fakeSettingsStore<Watchdogs>;

/** Inhibition rules in memory. */
export function fakeInhibitionStore(): InhibitionStore {
  const store = fakeSettingsStore<readonly InhibitionRule[]>();
  return { ...store, rules: async () => (await store.read())?.settings ?? [] };
}
