import { isDeepStrictEqual } from 'node:util';
import type { InhibitionStore, StoredInhibitions } from '#shared/inhibition/inhibition-store.ts';

/** Inhibition rules in memory. */
export function fakeInhibitionStore(initial?: StoredInhibitions): InhibitionStore {
  let stored = initial;

  return {
    readFresh: async () => stored,
    rules: async () => stored?.rules ?? [],
    async write(next) {
      if (isDeepStrictEqual(stored, next)) return 'written';
      if ((stored?.revision ?? 0) !== next.revision - 1) return 'changed-meanwhile';
      stored = next;
      return 'written';
    },
  };
}
