import { isDeepStrictEqual } from 'node:util';
import type { StoredWatchdogs, WatchdogsStore } from '#shared/watchdogs/watchdogs-store.ts';

/** Watchdogs in memory. */
export function fakeWatchdogsStore(initial?: StoredWatchdogs): WatchdogsStore {
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
