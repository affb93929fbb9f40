import { beforeEach, describe, expect, test } from 'vitest';
import type { ChannelStore } from '#shared/channels/channel-store.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';

/** What every channel store does. `make` gives an empty one. */
export function defineChannelStoreContract(kind: string, make: () => Promise<ChannelStore>): void {
  describe(`a channel store (${kind})`, () => {
    let store: ChannelStore;
    beforeEach(async () => {
      store = await make();
    });
    const names = async (): Promise<readonly string[]> => (await store.list()).map((channel) => channel.name);
    const remade = { robots: [aRobot({ secretRef: 'another' })] as const };

    test('gives back what was created, ascending by name', async () => {
      const channels = ['b', '值班', 'a'].map((name) => aChannel({ name, proxy: 'http://192.0.2.8:3128' }));
      for (const channel of channels) expect(await store.create(channel)).toBe('created');

      expect(await names()).toEqual(['a', 'b', '值班']);
      expect(await store.listFresh()).toEqual([channels[2], channels[0], channels[1]]);
    });

    test('refuses a name that is taken, and leaves the first owner as it was', async () => {
      await store.create(aChannel());

      expect(await store.create(aChannel(remade))).toBe('name-taken');
      expect(await store.list()).toEqual([aChannel()]);
    });

    test('takes a repeated create whose answer was lost as done', async () => {
      await store.create(aChannel());

      expect(await store.create(aChannel())).toBe('created');
    });

    test('replaces the revision before, once', async () => {
      await store.create(aChannel());

      expect(await store.replace(aChannel({ revision: 2, enabled: false }))).toBe('replaced');
      expect(await store.replace(aChannel({ revision: 2, enabled: true }))).toBe('changed-meanwhile');
      expect(await store.replace(aChannel({ revision: 2, enabled: false }))).toBe('replaced');
      expect(await store.list()).toEqual([aChannel({ revision: 2, enabled: false })]);
    });

    test('lets one of two concurrent replacements win', async () => {
      await store.create(aChannel());
      const results = await Promise.all(
        ['x', 'y'].map((pool) =>
          store.replace(aChannel({ revision: 2, limits: { ...aChannel().limits, quotaPool: pool } })),
        ),
      );

      expect(results.toSorted()).toEqual(['changed-meanwhile', 'replaced']);
    });

    test('does not bring a removed channel back by a replacement', async () => {
      await store.create(aChannel());
      await store.remove('dba-oncall');

      expect(await store.replace(aChannel({ revision: 2 }))).toBe('changed-meanwhile');
      expect(await store.list()).toEqual([]);
    });

    test('takes a removed name again at once', async () => {
      await store.create(aChannel());
      await store.remove('dba-oncall');

      expect(await store.create(aChannel(remade))).toBe('created');
      expect(await names()).toEqual(['dba-oncall']);
    });

    test('removes what is not there without complaint', async () => {
      await expect(store.remove('nobody')).resolves.toBeUndefined();
    });

    test('shows its own writes in the very next list', async () => {
      expect(await names()).toEqual([]);
      await store.create(aChannel());
      expect(await names()).toEqual(['dba-oncall']);
      await store.replace(aChannel({ revision: 2, enabled: false }));
      expect((await store.list())[0]?.enabled).toBe(false);
      await store.remove('dba-oncall');
      expect(await names()).toEqual([]);
    });
  });
}
