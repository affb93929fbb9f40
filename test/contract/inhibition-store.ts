import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { InhibitionRule } from '#shared/inhibition/inhibition-rule.ts';
import type { InhibitionStore } from '#shared/inhibition/inhibition-store.ts';

/** A rule with everything in it. */
export function aRule(overrides: Partial<InhibitionRule> = {}): InhibitionRule {
  return {
    name: 'server down',
    sourceMatchers: ['level=down'],
    targetMatchers: ['level!=down'],
    equal: ['svr_ip'],
    sourceTimeoutMs: 6 * 3_600_000,
    ...overrides,
  };
}

/** What every store of inhibition rules does. */
export function defineInhibitionStoreContract(
  kind: string,
  open: () => Promise<{ readonly store: InhibitionStore; stop(): Promise<void> }>,
): void {
  describe(`the store of inhibition rules (${kind})`, () => {
    let opened: Awaited<ReturnType<typeof open>>;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.stop());

    test('begins with none, and keeps what is written, with its revision', async () => {
      const { store } = opened;
      expect([await store.readFresh(), await store.rules()]).toEqual([undefined, []]);
      const first = { rules: [aRule({ channels: ['运维'] })], origin: 'api', revision: 1 } as const;

      expect(await store.write(first)).toBe('written');
      expect([await store.readFresh(), await store.rules()]).toEqual([first, first.rules]);
      expect(await store.write({ rules: [], origin: 'file', revision: 2 })).toBe('written');
      expect(await store.rules()).toEqual([]);
    });

    test('takes one of two writers, and the same write twice', async () => {
      const { store } = opened;
      const write = (name: string) => store.write({ rules: [aRule({ name })], origin: 'api', revision: 3 });

      expect((await Promise.all([write('a'), write('b')])).toSorted()).toEqual(['changed-meanwhile', 'written']);
      const winner = (await store.rules())[0]?.name ?? '';
      expect(await write(winner)).toBe('written');
    });
  });
}
