import { describe, expect, test } from 'vitest';
import { type Access, anyAccess, listedAccess } from '#shared/access/access.ts';
import { cachedAccess } from '#shared/access/cached-access.ts';
import { hashToken, shownToken, type TokenRecord } from '#shared/access/token.ts';

const token = (name: string): TokenRecord => ({ hash: hashToken(name), name, scopes: ['read'] });
const failing: Access = { find: () => Promise.reject(new Error('down')) };

describe('access by several stores', () => {
  test('takes the first that knows the token', async () => {
    const [first, second] = [token('a'), { ...token('a'), name: 'other' }];

    expect(await anyAccess(listedAccess([]), listedAccess([first]), listedAccess([second])).find(first)).toBe(first);
    expect(await anyAccess(listedAccess([first])).find(shownToken('b'))).toBeUndefined();
  });

  test('finds a token although another store is down, and throws when nobody knows it', async () => {
    const access = anyAccess(failing, listedAccess([token('a')]));

    expect(await access.find(shownToken('a'))).toMatchObject({ name: 'a' });
    await expect(access.find(shownToken('b'))).rejects.toThrow('down');
  });
});

describe('remembered access', () => {
  function remembered(maxEntries = 100) {
    const asked: string[] = [];
    const tokens = new Map<string, TokenRecord>([[hashToken('a'), token('a')]]);
    const clock = { nowMs: 0 };
    const store: Access = {
      find: async ({ hash }) => {
        asked.push(hash);
        return tokens.get(hash);
      },
    };
    const access = cachedAccess(store, { ttlMs: 10_000, maxEntries, now: () => clock.nowMs });

    return { access, asked, tokens, clock };
  }

  test('asks once in ten seconds, for misses too', async () => {
    const { access, asked, clock } = remembered();
    for (const nowMs of [0, 5_000, 9_999]) {
      clock.nowMs = nowMs;
      expect(await access.find(shownToken('a'))).toMatchObject({ name: 'a' });
      expect(await access.find(shownToken('b'))).toBeUndefined();
    }
    expect(asked).toHaveLength(2);

    clock.nowMs = 10_000;
    await access.find(shownToken('a'));
    expect(asked).toHaveLength(3);
  });

  test('forgets a withdrawn token after that time', async () => {
    const { access, tokens, clock } = remembered();
    await access.find(shownToken('a'));
    tokens.clear();
    expect(await access.find(shownToken('a'))).toBeDefined();

    clock.nowMs = 10_000;
    expect(await access.find(shownToken('a'))).toBeUndefined();
  });

  test('keeps a bounded number of answers, the newest', async () => {
    const { access, asked } = remembered(3);
    for (const name of ['a', 'b', 'c', 'd']) await access.find(shownToken(name));
    for (const name of ['b', 'c', 'd']) await access.find(shownToken(name));
    expect(asked).toHaveLength(4);

    await access.find(shownToken('a'));
    expect(asked).toHaveLength(5);
  });

  test('shares one look-up among requests at the same time', async () => {
    const { access, asked } = remembered();
    await Promise.all(Array.from({ length: 50 }, () => access.find(shownToken('a'))));

    expect(asked).toHaveLength(1);
  });

  test('does not remember a failure', async () => {
    let isDown = true;
    const store: Access = { find: async () => (isDown ? Promise.reject(new Error('down')) : token('a')) };
    const access = cachedAccess(store, { ttlMs: 10_000, maxEntries: 10, now: () => 0 });
    await expect(access.find(shownToken('a'))).rejects.toThrow('down');
    isDown = false;

    expect(await access.find(shownToken('a'))).toMatchObject({ name: 'a' });
  });
});
