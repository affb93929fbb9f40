import { type ShownToken, sameHash, type TokenRecord } from './token.ts';

/** Where tokens are known. Throws when it can't tell: not knowing is not a refusal. */
export interface Access {
  find(shown: ShownToken): Promise<TokenRecord | undefined>;
}

/** Access by a fixed list, for the first tokens. Compares with every entry in constant time. */
export function listedAccess(tokens: readonly TokenRecord[]): Access {
  return {
    find: async ({ hash }) => {
      let found: TokenRecord | undefined;
      for (const token of tokens) if (sameHash(token.hash, hash)) found ??= token;

      return found;
    },
  };
}

/**
 * Access by several stores; the first that knows a token decides what it may
 * do. One that can't tell does not hide what another knows, but while nobody
 * knows the token, its failure is the answer.
 */
export function anyAccess(...stores: readonly Access[]): Access {
  return {
    find: async (shown) => {
      const failures: unknown[] = [];
      for (const store of stores) {
        try {
          const token = await store.find(shown);
          if (token !== undefined) return token;
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw failures[0];

      return undefined;
    },
  };
}
