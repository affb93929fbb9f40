import type { Access } from './access.ts';
import type { ShownToken, TokenHash, TokenRecord } from './token.ts';

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

/** Access that remembers. */
export interface CachedAccess extends Access {
  /** Forgets all it knows: for whoever has just changed a token. */
  forget(): void;
}

/**
 * Remembers for some seconds what a store answered, misses too.
 *
 * Requests that ask for the same token at once share one look-up; a failed
 * look-up is forgotten, so the next request asks again.
 */
export function cachedAccess(store: Access, options: AccessCacheOptions): CachedAccess {
  const entries = new Map<TokenHash, Entry>();

  const ask = (shown: ShownToken): Promise<TokenRecord | undefined> => {
    const { hash } = shown;
    const answer = store.find(shown);
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
    find: (shown) => {
      const known = entries.get(shown.hash);
      return known !== undefined && options.now() < known.until ? known.answer : ask(shown);
    },
    forget: () => entries.clear(),
  };
}

/** A Map keeps the order of insertion, so the first key is the oldest answer. */
function forgetOldest(entries: Map<TokenHash, Entry>, maxEntries: number): void {
  if (entries.size <= maxEntries) return;

  const [oldest] = entries.keys();
  if (oldest !== undefined) entries.delete(oldest);
}
