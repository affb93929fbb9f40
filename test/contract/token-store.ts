import { beforeEach, describe, expect, test } from 'vitest';
import type { ApiToken } from '#shared/access/api-token.ts';
import { composeToken, hashToken, shownToken, tokenIdOf } from '#shared/access/token.ts';
import type { TokenStore } from '#shared/access/token-store.ts';

/** A value of the token of a name. */
export function aValue(name: string, secret = 'fake-secret-1'): string {
  return composeToken(tokenIdOf(name), secret);
}

/** A token as it is first written. */
export function anApiToken(name: string, overrides: Partial<ApiToken> = {}): ApiToken {
  return {
    id: tokenIdOf(name),
    name,
    scopes: ['ingest'],
    createdAt: 1_795_226_400_000,
    current: { hash: hashToken(aValue(name)), since: 1_795_226_400_000 },
    former: [],
    revision: 1,
    ...overrides,
  };
}

/** What every token store does. `make` gives an empty one. */
export function defineTokenStoreContract(kind: string, make: () => Promise<TokenStore>): void {
  describe(`a token store (${kind})`, () => {
    const token = anApiToken('值班 OCP');
    const shown = shownToken(aValue('值班 OCP'));
    let store: TokenStore;
    beforeEach(async () => {
      store = await make();
    });

    test('knows no token that was not written', async () => {
      expect(await store.find(shown)).toBeUndefined();
      expect(await store.get(token.id)).toBeUndefined();
      expect(await store.list()).toEqual([]);
    });

    test.each([
      ['is longer than a key of the table', 'x'.repeat(2_000)],
      ['is a name', 'nobody'],
      ['is in capitals', token.id.toUpperCase()],
      ['has a digit too many', `${token.id}0`],
    ])('knows none by what is no id: a path may hold what %s', async (_, id) => {
      await store.write(token, 0);

      expect(await store.get(id)).toBeUndefined();
    });

    test('gives back what was written, in the order of ids', async () => {
      const full = anApiToken('person', {
        scopes: ['read', 'operate'],
        bounds: { channels: ['值班', 'b'], sources: ['prom-a'] },
        expiresAt: 1_826_762_400_000,
        revokedAt: 1_795_226_500_000,
        former: [{ hash: hashToken(aValue('person', 'fake-secret-0')), until: 1_795_226_401_000 }],
      });
      for (const each of [token, full]) expect(await store.write(each, 0)).toBe('written');

      expect(await store.get(full.id)).toEqual(full);
      expect(await store.list()).toEqual([token, full].sort((a, b) => (a.id < b.id ? -1 : 1)));
    });

    test('gives back which of its values count only beside a signature, and finds it so', async () => {
      const former = { hash: hashToken(aValue(token.name, 'fake-secret-0')), until: 1_795_226_401_000 };
      const signed = anApiToken(token.name, {
        bounds: { channels: ['b'] },
        form: 'robot',
        current: { ...token.current, sealedKey: 'fake-sealed' },
        former: [former],
      });
      await store.write(signed, 0);

      expect(await store.get(token.id)).toEqual(signed);
      expect((await store.find(shown))?.sealedKey).toBe('fake-sealed');
      expect(await store.find(shownToken(aValue(token.name, 'fake-secret-0')))).not.toHaveProperty('sealedKey');
    });

    test('finds a token by each of its values, and by no other', async () => {
      const former = { hash: hashToken(aValue(token.name, 'fake-secret-0')), until: 1_795_226_401_000 };
      await store.write({ ...token, former: [former] }, 0);
      const { id, name, scopes } = token;

      expect(await store.find(shown)).toEqual({ hash: shown.hash, id, name, scopes });
      expect(await store.find(shownToken(aValue(token.name, 'fake-secret-0')))).toEqual({
        ...{ hash: former.hash, id, name, scopes },
        expiresAt: former.until,
      });
      expect(await store.find(shownToken(aValue(token.name, 'fake-secret-2')))).toBeUndefined();
      expect(await store.find({ hash: shown.hash })).toBeUndefined();
      expect(await store.find({ hash: shown.hash, id: tokenIdOf('someone else') })).toBeUndefined();
    });

    test('tells what a token is bound to', async () => {
      const bounds = { sources: ['prom-a'] };
      await store.write({ ...token, bounds }, 0);

      expect(await store.find(shown)).toMatchObject({ bounds });
    });

    test('tells that a token was revoked', async () => {
      await store.write({ ...token, revokedAt: 1 }, 0);

      expect(await store.find(shown)).toMatchObject({ revoked: true });
    });

    test('writes only over the revision that was read', async () => {
      expect(await store.write({ ...token, revision: 2 }, 1)).toBe('changed-meanwhile');
      expect(await store.write(token, 0)).toBe('written');
      expect(await store.write({ ...token, scopes: ['admin'] }, 0)).toBe('changed-meanwhile');
      expect(await store.write({ ...token, scopes: ['read'], revision: 2 }, 1)).toBe('written');
      expect(await store.write({ ...token, scopes: ['admin'], revision: 2 }, 1)).toBe('changed-meanwhile');

      expect(await store.get(token.id)).toEqual({ ...token, scopes: ['read'], revision: 2 });
    });

    test('lets one of several writers through', async () => {
      const secrets = ['fake-secret-1', 'fake-secret-2', 'fake-secret-3'];
      const results = await Promise.all(
        secrets.map((secret) =>
          store.write({ ...token, current: { hash: hashToken(aValue(token.name, secret)), since: 1 } }, 0),
        ),
      );

      expect(results.filter((result) => result === 'written')).toHaveLength(1);
    });
  });
}
