import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Silence } from '#shared/silences/silence.ts';
import { silenceId } from '#shared/silences/silence-id.ts';
import type { SilenceStore } from '#shared/silences/silence-store.ts';

const T0 = Date.UTC(2026, 10, 21);
const HOUR = 3_600_000;

/** A store, the time of its clock, and how to be done with it. */
export interface OpenedSilences {
  readonly store: SilenceStore;
  readonly setNow: (ms: number) => void;
  readonly stop: () => Promise<void>;
}

/** A silence of an hour with everything in it. */
export function aSilence(overrides: Partial<Silence> = {}): Silence {
  const endsAt = overrides.endsAt ?? T0 + HOUR;
  return {
    id: silenceId(endsAt, 'a'),
    matchers: ['ob_cluster=obcluster-1'],
    channels: ['运维'],
    objectType: '租户',
    excludedObjects: ['*sys*'],
    startsAt: T0,
    endsAt,
    daily: { from: '22:00', to: '06:00', timeZone: 'Asia/Shanghai' },
    remark: 'upgrade',
    author: 'dba',
    createdAt: T0,
    origin: 'api',
    heldIn: [],
    suppressedCount: 0,
    ...overrides,
  };
}

/** What every store of silences does. */
export function defineSilenceStoreContract(kind: string, open: () => Promise<OpenedSilences>): void {
  describe(`the silence store (${kind})`, () => {
    let opened: OpenedSilences;
    let store: SilenceStore;
    beforeAll(async () => {
      opened = await open();
      store = opened.store;
      opened.setNow(T0);
    });
    afterAll(() => opened.stop());
    const ids = async (list: Promise<readonly Silence[]>) => (await list).map(({ id }) => id);

    test('keeps what is put, and knows no other', async () => {
      const one = aSilence({ id: silenceId(T0 + HOUR, 'kept') });
      await store.put(one);

      expect(await store.get(one.id)).toEqual(one);
      expect(await store.get(silenceId(T0 + HOUR, 'other'))).toBeUndefined();
    });

    test('lists those whose planned end is to come by that, and all of them for the asking', async () => {
      const [late, soon, past] = [
        aSilence({ id: silenceId(T0 + 9 * HOUR, 'late'), endsAt: T0 + 9 * HOUR }),
        aSilence({ id: silenceId(T0 + 2 * HOUR, 'soon'), endsAt: T0 + 2 * HOUR }),
        aSilence({ id: silenceId(T0 - HOUR, 'past'), endsAt: T0 - HOUR }),
      ];
      for (const one of [late, soon, past]) await store.put(one);

      expect((await ids(store.listFresh())).slice(-2)).toEqual([soon.id, late.id]);
      expect(await ids(store.listFresh())).not.toContain(past.id);
      expect((await ids(store.listAll()))[0]).toBe(past.id);
      opened.setNow(T0 + 2 * HOUR - 1);
      expect(await ids(store.listFresh())).toEqual([soon.id, late.id]);
      opened.setNow(T0 + 2 * HOUR);
      expect(await ids(store.listFresh())).toEqual([late.id]);
      expect(await ids(store.list())).toEqual([late.id]);
      opened.setNow(T0);
    });

    test('ends one once, and lists it until its planned end', async () => {
      const one = aSilence({ id: silenceId(T0 + HOUR, 'ended') });
      await store.put(one);
      await store.end(one.id, T0 + 1);
      await store.end(one.id, T0 + 2);

      expect(await store.get(one.id)).toEqual({ ...one, endedAt: T0 + 1 });
      expect(await ids(store.listFresh())).toContain(one.id);
    });

    test('adds up what is counted by many at once, and notes each channel once', async () => {
      const one = aSilence({ id: silenceId(T0 + HOUR, 'counted') });
      await store.put(one);
      await Promise.all(Array.from({ length: 20 }, (_, nth) => store.count(one.id, nth + 1)));
      await Promise.all(['b', 'a', 'b'].map((channel) => store.noteChannel(one.id, channel)));

      expect(await store.get(one.id)).toEqual({ ...one, suppressedCount: 210, heldIn: ['a', 'b'] });
    });

    test('makes none by ending, counting or noting', async () => {
      const id = silenceId(T0 + HOUR, 'none');
      await store.end(id, T0);
      await store.count(id, 1);
      await store.noteChannel(id, 'a');

      expect(await store.get(id)).toBeUndefined();
    });

    test('begins anew what is put again', async () => {
      const one = aSilence({ id: silenceId(T0 + HOUR, 'again') });
      await store.put(one);
      await store.count(one.id, 1);
      await store.end(one.id, T0);
      await store.put({ ...one, remark: 'once more' });

      expect(await store.get(one.id)).toEqual({ ...one, remark: 'once more' });
    });
  });
}
