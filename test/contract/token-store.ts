import { beforeEach, describe, expect, test } from 'vitest';
import { hashToken, type TokenRecord } from '#shared/access/token.ts';
import type { TokenStore } from '#shared/access/token-store.ts';

/** What every token store does. `make` gives an empty one. */
export function defineTokenStoreContract(kind: string, make: () => Promise<TokenStore>): void {
  describe(`a token store (${kind})`, () => {
    const token: TokenRecord = { hash: hashToken('fake-token-of-a-sender'), name: '值班 OCP', scopes: ['ingest'] };
    let store: TokenStore;
    beforeEach(async () => {
      store = await make();
    });

    test('knows no token that was not saved', async () => {
      expect(await store.find(token.hash)).toBeUndefined();
    });

    test('gives back what was saved', async () => {
      const ending: TokenRecord = { ...token, scopes: ['read', 'operate'], expiresAt: 1_795_226_400_000 };
      await store.save(token);
      await store.save({ ...ending, hash: hashToken('fake-token-of-a-person') });

      expect(await store.find(token.hash)).toEqual(token);
      expect(await store.find(hashToken('fake-token-of-a-person'))).toMatchObject({
        scopes: ['read', 'operate'],
        expiresAt: 1_795_226_400_000,
      });
    });

    test('replaces a token that is saved again', async () => {
      await store.save({ ...token, expiresAt: 1 });
      await store.save({ ...token, scopes: ['admin'] });

      expect(await store.find(token.hash)).toEqual({ ...token, scopes: ['admin'] });
    });

    test('forgets a token that is removed, and does not mind one that is not there', async () => {
      await store.save(token);
      await store.remove(token.hash);
      await store.remove(token.hash);

      expect(await store.find(token.hash)).toBeUndefined();
    });
  });
}
