import { expect, test } from 'vitest';
import { createSenderKeys } from '#shared/adapters/secrets-manager/sender-keys.ts';
import type { NamedSecrets } from '#shared/channels/named-secrets.ts';

const REFERENCE = { kind: 'secret', name: 'senders/grafana' } as const;

/** A store whose answers a test decides, and that counts what it was asked. */
function setUp() {
  const store = { cached: 'old', fresh: 'new', isAway: false, freshReads: 0, nowMs: 0 };
  const answer = (text: string) => {
    if (store.isAway) throw new Error('no answer');
    return text;
  };
  const named: NamedSecrets = {
    read: async () => answer(store.cached),
    readFresh: async () => {
      store.freshReads += 1;
      return answer(store.fresh);
    },
  };

  return { store, keys: createSenderKeys({ named, now: () => store.nowMs }) };
}

test('a flood of wrong signatures asks the store once in ten seconds', async () => {
  const { store, keys } = setUp();

  expect(await keys.readFresh(REFERENCE)).toBe('new');
  store.nowMs = 9_999;
  for (let nth = 0; nth < 100; nth += 1) await keys.readFresh(REFERENCE);
  expect(store.freshReads).toBe(1);
  store.nowMs = 10_000;
  await keys.readFresh(REFERENCE);
  expect(store.freshReads).toBe(2);
});

test('while the store is away what was read before still counts, and before that nothing does', async () => {
  const { store, keys } = setUp();
  store.isAway = true;
  await expect(keys.read(REFERENCE)).rejects.toThrow('no answer');

  store.isAway = false;
  expect(await keys.read(REFERENCE)).toBe('old');
  store.isAway = true;
  expect(await keys.read(REFERENCE)).toBe('old');
  expect(await keys.readFresh(REFERENCE)).toBe('old');
});
