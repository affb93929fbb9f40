import { isDeepStrictEqual } from 'node:util';
import type { PushSettingsStore, StoredPushSettings } from '#shared/routing/push-settings-store.ts';

/** Push settings in memory. */
export function fakePushSettingsStore(initial?: StoredPushSettings): PushSettingsStore {
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
