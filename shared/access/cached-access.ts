import type { Access } from './access.ts';
import type { TokenHash, TokenRecord } from './token.ts';

/** How long and how much is remembered. */
export interface AccessCacheOptions {
  /** After this many ms a token is asked for again: so long a withdrawn token still works. */
  readonly ttlMs: number;
  /** Answers kept, misses included: guesses can't fill the memory. */
  readonly maxEntries: number;
  readonly now: () => number;
}

interface Entry {
  readonly answer: Promise<TokenRecord | undefined>;
  readonly until: number;
}

/**
 * Remembers for some seconds what a store answered, misses too.
 *
 * Requests that ask for the same token at once share one look-up; a failed
 * look-up is forgotten, so the next request asks again.
 */
export function cachedAccess(store: Access, options: AccessCacheOptions): Access {
  const entries = new Map<TokenHash, Entry>();

  const ask = (hash: TokenHash): Promise<TokenRecord | undefined> => {
    const answer = store.find(hash);
    const entry = { answer, until: options.now() + options.ttlMs };
    entries.delete(hash);
    entries.set(hash, entry);
    forgetOldest(entries, options.maxEntries);
    answer.catch(() => {
      if (entries.get(hash) === entry) entries.delete(hash);
    });

    return answer;
  };

  return {
    find: (hash) => {
      const known = entries.get(hash);
      return known !== undefined && options.now() < known.until ? known.answer : ask(hash);
    },
  };
}

/** A Map keeps the order of insertion, so the first key is the oldest answer. */
function forgetOldest(entries: Map<TokenHash, Entry>, maxEntries: number): void {
  if (entries.size <= maxEntries) return;

  const [oldest] = entries.keys();
  if (oldest !== undefined) entries.delete(oldest);
}
