import type { TokenHash, TokenRecord } from '#shared/access/token.ts';
import type { TokenStore } from '#shared/access/token-store.ts';

/** A token store in memory. */
export function fakeTokenStore(): TokenStore {
  const tokens = new Map<TokenHash, TokenRecord>();

  return {
    find: async (hash) => tokens.get(hash),
    save: async (token) => {
      tokens.set(token.hash, token);
    },
    remove: async (hash) => {
      tokens.delete(hash);
    },
  };
}
