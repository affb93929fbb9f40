import { type ApiToken, recordOf } from '#shared/access/api-token.ts';
import type { TokenStore } from '#shared/access/token-store.ts';

/** A token store in memory. */
export function fakeTokenStore(): TokenStore {
  const tokens = new Map<string, ApiToken>();

  return {
    find: async ({ id = '', hash }) => {
      const token = tokens.get(id);
      return token === undefined ? undefined : recordOf(token, hash);
    },
    get: async (id) => tokens.get(id),
    list: async () => [...tokens.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    write: async (token, over) => {
      if ((tokens.get(token.id)?.revision ?? 0) !== over) return 'changed-meanwhile';
      tokens.set(token.id, token);
      return 'written';
    },
  };
}
