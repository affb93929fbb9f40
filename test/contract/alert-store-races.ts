import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAlertStore } from '#shared/adapters/dynamodb/alert-store.ts';
import { admit } from '#shared/admission/admit.ts';
import type { AlertKey, AlertStore } from '#shared/admission/alert-store.ts';
import { shardOf } from '#shared/admission/shard.ts';
import type { Alert } from '#shared/alert/alert.ts';
import { aChannel } from '#test/builders/channel.ts';
import {
  acknowledgement,
  arrival,
  DAY,
  deliveryOf,
  EPISODES,
  freshKey,
  MINUTE,
  QUIET_MS,
  rawItem,
  SECOND,
  T0,
} from './alert-store-arrivals.ts';
import { type OpenedTable, type OpenTable, overtaken } from './alert-store-table.ts';

/** The races of an alert item, each drawn out into the one order of writes that could hurt. */
export function defineAlertStoreRaces(name: string, open: OpenTable): void {
  describe(`an alert that is raced for (${name})`, () => {
    let table: OpenedTable;
    let store: AlertStore;
    beforeAll(async () => {
      table = await open();
      store = createAlertStore(table);
    });
    afterAll(() => table.stop());

    const item = async (key: AlertKey) => (await store.read([key]))[0];
    const isDue = async (key: AlertKey, nowMs: number) => {
      const classes = [0, 1, 2] as const;
      const found = await Promise.all(
        classes.map((one) => store.due({ ...key, shard: shardOf(key.fingerprint), class: one }, nowMs, 1000)),
      );
      return found.flat().some(({ fingerprint }) => fingerprint === key.fingerprint);
    };
    const waiting = async (): Promise<AlertKey> => {
      const key = freshKey();
      await store.fire(arrival(key));
      return key;
    };
    const told = async (): Promise<AlertKey> => {
      const key = await waiting();
      await store.acknowledge(acknowledgement(key));
      return key;
    };
    const recovery = (key: AlertKey, nowMs: number) => arrival(key, { status: 'resolved', nowMs });

    describe('between the read of a message and its acknowledgement', () => {
      test('a repeat counts as told with it', async () => {
        const key = await waiting();
        await store.fire(arrival(key, { nowMs: T0 + 1 }));
        await store.acknowledge(acknowledgement(key));

        expect(await item(key)).toMatchObject({ told: 'firing', toldReceipts: 2 });
        expect(await isDue(key, T0 + DAY)).toBe(false);
      });

      test('ten repeats do not keep it from being acknowledged', async () => {
        const key = await waiting();
        for (let at = 1; at <= 10; at++) await store.fire(arrival(key, { nowMs: T0 + at }));
        await store.acknowledge(acknowledgement(key));

        expect(await isDue(key, T0 + DAY)).toBe(false);
      });

      test('a rise in level stays due, now', async () => {
        const key = await waiting();
        await store.raise(arrival(key, { level: 1, nowMs: T0 + SECOND }));
        await store.acknowledge(acknowledgement(key));

        expect(await item(key)).toMatchObject({ told: 'firing', toldVersion: 1, toldLevel: 3, version: 2 });
        expect(await isDue(key, T0 + SECOND)).toBe(true);
      });

      test('a recovery stays due, now, and the firing is told', async () => {
        const key = await waiting();
        await store.recover(recovery(key, T0 + SECOND));
        await store.acknowledge(acknowledgement(key));

        expect(await item(key)).toMatchObject({ status: 'resolved', told: 'firing', toldVersion: 1, version: 2 });
        expect(await isDue(key, T0 + SECOND)).toBe(true);
      });

      test('a recovery and a new firing stay due, now', async () => {
        const key = await waiting();
        await store.recover(recovery(key, T0 + SECOND));
        await store.raise(arrival(key, { episode: EPISODES[1], nowMs: T0 + 2 * SECOND }));
        await store.acknowledge(acknowledgement(key));

        expect(await item(key)).toMatchObject({ status: 'firing', told: 'firing', toldVersion: 1, version: 3 });
        expect(await isDue(key, T0 + 2 * SECOND)).toBe(true);
      });

      test('a recovery nobody is told of stays due, for the next look to end', async () => {
        const key = await waiting();
        await store.recoverQuietly(recovery(key, T0 + SECOND), 'recovery-off');
        await store.acknowledge(acknowledgement(key));

        expect(await item(key)).toMatchObject({ status: 'resolved', told: 'firing', toldVersion: 1, version: 2 });
        expect(await isDue(key, T0 + SECOND)).toBe(true);
      });

      test('what changed is acknowledged by the message that tells it, under its own quiet time', async () => {
        const key = await waiting();
        await store.raise(arrival(key, { level: 1, nowMs: T0 + SECOND }));
        await store.acknowledge(acknowledgement(key));
        const nowMs = T0 + 2 * SECOND;
        await store.acknowledge(acknowledgement(key, { version: 2, delivery: deliveryOf(2), nowMs }));

        expect(await isDue(key, T0 + DAY)).toBe(false);
        expect(await store.fire(arrival(key, { level: 1, nowMs }))).toMatchObject({
          madeDue: { atMs: nowMs + QUIET_MS },
        });
      });

      test('a withholding gives way to a transition', async () => {
        const key = await waiting();
        await store.raise(arrival(key, { level: 1, nowMs: T0 + SECOND }));
        await store.withhold({ ...key, version: 1, expiresAtMs: T0 + DAY }, 'channel-disabled');

        expect(await isDue(key, T0 + SECOND)).toBe(true);
      });

      test('a burial gives way to a transition', async () => {
        const key = await waiting();
        await store.recover(recovery(key, T0 + SECOND));
        await store.bury(acknowledgement(key), 'rejected');

        expect(await item(key)).not.toHaveProperty('dead');
        expect(await isDue(key, T0 + SECOND)).toBe(true);
      });
    });

    describe('while a repeat is held', () => {
      test.each([
        ['a rise in level', (key: AlertKey, nowMs: number) => store.raise(arrival(key, { level: 2, nowMs }))],
        ['a recovery', (key: AlertKey, nowMs: number) => store.recover(recovery(key, nowMs))],
        ['a new episode', (key: AlertKey, nowMs: number) => store.raise(arrival(key, { episode: EPISODES[1], nowMs }))],
      ])('%s does not inherit its due time', async (_, write) => {
        const key = await told();
        await store.fire(arrival(key, { nowMs: T0 + MINUTE }));
        expect(await isDue(key, T0 + 2 * MINUTE)).toBe(false);
        await write(key, T0 + 2 * MINUTE);

        expect(await isDue(key, T0 + 2 * MINUTE)).toBe(true);
      });
    });

    describe('recovered before it was told', () => {
      test('while queued is due once, in its last state', async () => {
        const key = await waiting();
        await store.recover(recovery(key, T0 + SECOND));
        await store.acknowledge(acknowledgement(key, { version: 2, status: 'resolved' }));

        expect(await item(key)).toMatchObject({ told: 'resolved', toldVersion: 2 });
        expect(await isDue(key, T0 + DAY)).toBe(false);
      });

      test('while queued, a late acknowledgement of the firing changes nothing', async () => {
        const key = await waiting();
        await store.recover(recovery(key, T0 + SECOND));
        await store.acknowledge(acknowledgement(key, { version: 2, status: 'resolved', delivery: deliveryOf(2) }));
        const before = await rawItem(table, key);
        await store.acknowledge(acknowledgement(key));

        expect(await rawItem(table, key)).toEqual(before);
      });
    });

    describe('acknowledged twice', () => {
      const lateAcknowledgement = (key: AlertKey, attempt: number) =>
        acknowledgement(key, { delivery: deliveryOf(1, attempt), nowMs: T0 + 2 * MINUTE });

      test.each([
        ['the same attempt', 1],
        ['a second attempt of the same message, whose first one had arrived after all', 2],
      ])('by two workers, for %s, keeps the repeat that came in between', async (_, attempt) => {
        const key = await told();
        await store.fire(arrival(key, { nowMs: T0 + MINUTE }));
        const before = await rawItem(table, key);
        await store.acknowledge(lateAcknowledgement(key, attempt));

        expect(await rawItem(table, key)).toEqual(before);
        expect(await isDue(key, T0 + QUIET_MS)).toBe(true);
      });

      test('with a whole further message in between keeps the repeat after that', async () => {
        const key = await told();
        await store.fire(arrival(key, { nowMs: T0 + MINUTE }));
        const second = acknowledgement(key, { delivery: deliveryOf(2), nowMs: T0 + QUIET_MS });
        await store.acknowledge(second);
        await store.fire(arrival(key, { nowMs: T0 + QUIET_MS + MINUTE }));
        const before = await rawItem(table, key);
        await store.acknowledge(lateAcknowledgement(key, 1));

        expect(await rawItem(table, key)).toEqual(before);
        expect(await isDue(key, T0 + 2 * QUIET_MS)).toBe(true);
      });

      test('does not take back what a newer message told, even when that one slips in half-way', async () => {
        const key = await waiting();
        await store.recover(recovery(key, T0 + SECOND));
        const newer = acknowledgement(key, { version: 2, status: 'resolved', delivery: deliveryOf(2) });
        const slow = createAlertStore(overtaken(table, 2, () => store.acknowledge(newer)));
        await slow.acknowledge(acknowledgement(key));

        expect(await item(key)).toMatchObject({ told: 'resolved', toldVersion: 2, deliveries: [deliveryOf(2)] });
        expect(await isDue(key, T0 + DAY)).toBe(false);
      });

      test('for an older version lists its message once', async () => {
        const key = await waiting();
        await store.raise(arrival(key, { level: 2, nowMs: T0 + SECOND }));
        await store.acknowledge(acknowledgement(key));
        await store.acknowledge(acknowledgement(key));

        expect((await item(key))?.deliveries).toEqual([deliveryOf(1)]);
        expect(await isDue(key, T0 + SECOND)).toBe(true);
      });

      test('as dead keeps what came in between', async () => {
        const key = await waiting();
        await store.bury(acknowledgement(key), 'rejected');
        await store.fire(arrival(key, { nowMs: T0 + MINUTE }));
        await store.bury(acknowledgement(key), 'rejected');

        expect(await item(key)).not.toHaveProperty('dead');
        expect(await isDue(key, T0 + QUIET_MS)).toBe(true);
      });
    });

    describe('received at two places', () => {
      const alert = (overrides: Partial<Alert> = {}): Alert => ({
        id: '1',
        source: 'native',
        name: 'disk full',
        level: 'warning',
        status: 'firing',
        target: 'host-1',
        summary: '',
        description: '',
        labels: {},
        activeAt: EPISODES[0],
        ...overrides,
      });
      const receive = (at: AlertStore, key: AlertKey, nowMs: number, overrides: Partial<Alert> = {}) =>
        admit(
          { alert: alert(overrides), fingerprint: key.fingerprint, receipts: 1 },
          aChannel({ name: key.channel }),
          at,
          nowMs,
        );

      test('twins make one alert due once, and both are counted', async () => {
        const key = freshKey();
        const both = await Promise.all([receive(store, key, T0), receive(store, key, T0 + 1)]);

        expect(both.map(({ kind }) => kind)).toEqual(['admitted', 'admitted']);
        expect(both.some((one) => one.kind === 'admitted' && one.admitted.madeDue !== undefined)).toBe(true);
        expect(await item(key)).toMatchObject({ version: 1, receipts: 2 });
      });

      test('twins of a recovery make it due once', async () => {
        const key = await told();
        const ends = await Promise.all([1, 2].map((at) => receive(store, key, T0 + at, { status: 'resolved' })));

        expect(ends.map(({ kind }) => kind).toSorted()).toEqual(['admitted', 'merged']);
        expect(await item(key)).toMatchObject({ status: 'resolved', version: 2 });
      });

      test('twins of a rise in level make it due, and the worst level stays', async () => {
        const key = await told();
        await Promise.all([1, 2].map((at) => receive(store, key, T0 + at, { level: 'down' })));

        expect(await item(key)).toMatchObject({ level: 1 });
        expect(await isDue(key, T0 + SECOND)).toBe(true);
      });

      test.each([1, 2, 3])('a firing that its recovery overtakes before write %i ends as recovered', async (nth) => {
        const key = await told();
        const slow = createAlertStore(overtaken(table, nth, () => receive(store, key, T0 + 1, { status: 'resolved' })));
        await receive(slow, key, T0 + 2, { level: 'down' });
        if (nth === 3) await receive(store, key, T0 + 3, { status: 'resolved' });

        expect(await item(key)).toMatchObject({ status: 'resolved' });
        expect(await isDue(key, T0 + SECOND)).toBe(true);
      });

      test('a recovery that its own firing overtakes half-way ends the alert', async () => {
        const key = freshKey();
        const slow = createAlertStore(overtaken(table, 2, () => receive(store, key, T0)));
        const end = await receive(slow, key, T0 + 1, { status: 'resolved' });

        expect(end).toMatchObject({ kind: 'admitted', admitted: { madeDue: { atMs: T0 + 1 } } });
        expect(await item(key)).toMatchObject({ status: 'resolved', version: 2 });
      });

      test('a firing that comes after its recovery, from a slower sender, changes nothing', async () => {
        const key = freshKey();
        await receive(store, key, T0, { status: 'resolved' });

        expect(await receive(store, key, T0 + 1)).toEqual({ kind: 'merged' });
        expect(await item(key)).toMatchObject({ status: 'resolved' });
      });

      test('a recovery of a later episode than the one known to last ends that one, and its late firing changes nothing', async () => {
        const key = await told();
        await receive(store, key, T0 + 1, { status: 'resolved', activeAt: EPISODES[1] });

        expect(await receive(store, key, T0 + 2, { activeAt: EPISODES[1] })).toEqual({ kind: 'merged' });
        expect(await item(key)).toMatchObject({ status: 'resolved', episode: EPISODES[1] });
      });

      test('an episode that begins while the end of the one before is written is told', async () => {
        const key = await told();
        const next = { activeAt: EPISODES[1] };
        const slow = createAlertStore(overtaken(table, 1, () => receive(store, key, T0 + 2, next)));

        expect(await receive(slow, key, T0 + 1, { status: 'resolved' })).toEqual({ kind: 'merged' });
        expect(await item(key)).toMatchObject({ status: 'firing', episode: EPISODES[1] });
        expect(await isDue(key, T0 + SECOND)).toBe(true);
      });
    });

    test('is buried by who repeats a write whose answer was lost, and not by who comes second', async () => {
      const key = await waiting();
      const ours = acknowledgement(key, { delivery: '', atMs: T0 + 1 });
      const repeating = createAlertStore(overtaken(table, 1, () => store.bury(ours, 'too old')));

      expect(await repeating.bury(ours, 'too old')).toBe('buried');
      expect(await store.bury({ ...ours, atMs: T0 + 2 }, 'too old')).toBe('refused');
    });

    describe('written by many at once', () => {
      test('counts every receipt of thirty', async () => {
        const key = freshKey();
        await Promise.all(Array.from({ length: 30 }, (_, at) => store.fire(arrival(key, { nowMs: T0 + at }))));

        expect(await item(key)).toMatchObject({ version: 1, receipts: 30 });
      });

      test('is acknowledged by one of five workers with the same message', async () => {
        const key = await waiting();
        await Promise.all(Array.from({ length: 5 }, () => store.acknowledge(acknowledgement(key))));

        expect((await item(key))?.deliveries).toEqual([deliveryOf(1)]);
      });
    });
  });
}
