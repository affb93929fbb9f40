import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAlertStore } from '#shared/adapters/dynamodb/alert-store.ts';
import { alertState } from '#shared/admission/alert-item.ts';
import type { AlertKey, AlertStore, Arrival } from '#shared/admission/alert-store.ts';
import { DUE_CLASSES } from '#shared/admission/due.ts';
import { SHARDS, shardOf } from '#shared/admission/shard.ts';
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
  withoutStart,
} from './alert-store-arrivals.ts';
import type { OpenedTable, OpenTable } from './alert-store-table.ts';

/** What every alert store does, one write after the other; the races are in alert-store-races.ts. */
export function defineAlertStoreContract(name: string, open: OpenTable): void {
  describe(`an alert store (${name})`, () => {
    let table: OpenedTable;
    let store: AlertStore;
    beforeAll(async () => {
      table = await open();
      store = createAlertStore(table);
    });
    afterAll(() => table.stop());

    const item = async (key: AlertKey) => (await store.read([key]))[0];
    const dueAt = async (key: AlertKey, nowMs: number) => {
      const found = await Promise.all(
        DUE_CLASSES.map((one) => store.due({ ...key, shard: shardOf(key.fingerprint), class: one }, nowMs, 1000)),
      );
      return found.flat().filter((entry) => entry.fingerprint === key.fingerprint);
    };

    describe('holds until a moment', () => {
      const heldUntilMs = T0 + DAY;
      const held = (key: AlertKey, overrides: Partial<Arrival> = {}) => {
        const plain = arrival(key, overrides);
        return { ...plain, heldUntilMs, due: { ...plain.due, atMs: heldUntilMs } };
      };

      test('a new alert, its rise in level and its end: none is due before', async () => {
        const key = freshKey();
        const steps = [
          () => store.fire(held(key)),
          () => store.raise(held(key, { level: 1, nowMs: T0 + SECOND })),
          () => store.recover(held(key, { status: 'resolved', level: 1, nowMs: T0 + 2 * SECOND })),
        ];
        for (const step of steps) {
          const admitted = await step();
          expect(admitted).toMatchObject({ madeDue: { atMs: heldUntilMs } });
          expect(await dueAt(key, heldUntilMs - 1)).toEqual([]);
        }

        expect(await item(key)).toMatchObject({ dueAt: heldUntilMs, since: heldUntilMs, version: 3, firstAt: T0 });
        expect(await dueAt(key, heldUntilMs)).toHaveLength(1);
      });

      test('an end that came alone, a firing after an end, and a repeat within the quiet time', async () => {
        const [alone, again] = [freshKey(), freshKey()];
        await store.recoverUnseen(held(alone, { status: 'resolved' }));
        expect(await item(alone)).toMatchObject({ dueAt: heldUntilMs });

        await store.fire(arrival(again));
        await store.acknowledge(acknowledgement(again));
        await store.fire(held(again, { nowMs: T0 + SECOND }));
        expect(await item(again)).toMatchObject({ dueAt: heldUntilMs });

        await store.recover(held(again, { status: 'resolved', nowMs: T0 + 2 * SECOND }));
        await store.refire({ ...withoutStart(again, { nowMs: T0 + 3 * SECOND }), heldUntilMs });
        expect(await item(again)).toMatchObject({ status: 'firing', dueAt: heldUntilMs });
      });

      test('nothing that was due before: an opening that is over must not put it off until the next', async () => {
        const [worse, ended] = [freshKey(), freshKey()];
        for (const key of [worse, ended]) await store.fire(arrival(key));
        await store.raise(held(worse, { level: 1, nowMs: T0 + SECOND }));
        await store.recover(held(ended, { status: 'resolved', nowMs: T0 + SECOND }));

        expect(await item(worse)).toMatchObject({ level: 1, dueAt: T0 + SECOND });
        expect(await item(ended)).toMatchObject({ status: 'resolved', dueAt: T0 + SECOND });
      });

      test('no longer than what comes after it says', async () => {
        const key = freshKey();
        await store.fire(held(key));
        await store.recover(arrival(key, { status: 'resolved', nowMs: T0 + SECOND }));

        expect(await item(key)).toMatchObject({ dueAt: T0 + SECOND });
      });
    });

    describe('takes in', () => {
      test('a new alert, due when it says and readable at once', async () => {
        const key = freshKey();
        const admitted = await store.fire(arrival(key, { due: { class: 2, atMs: T0 + 5 * SECOND } }));

        expect(admitted).toEqual({ version: 1, receipts: 1, madeDue: { class: 2, atMs: T0 + 5 * SECOND } });
        expect(await item(key)).toMatchObject({
          ...key,
          status: 'firing',
          episode: EPISODES[0],
          level: 3,
          version: 1,
          receipts: 1,
          firstAt: T0,
          lastAt: T0,
          since: T0,
          dueAt: T0 + 5 * SECOND,
          deliveries: [],
        });
        expect((await item(key))?.content).toEqual(Uint8Array.of(1, 2, 3));
        expect(await dueAt(key, T0 + 4 * SECOND)).toEqual([]);
        expect(await dueAt(key, T0 + 5 * SECOND)).toMatchObject([{ ...key, version: 1, since: T0 }]);
      });

      test('a repeat of a waiting alert without a new due time, counting what it stands for', async () => {
        const key = freshKey();
        await store.fire(arrival(key));
        const again = await store.fire(arrival(key, { nowMs: T0 + SECOND, receipts: 7, content: Uint8Array.of(9) }));

        expect(again).toEqual({ version: 1, receipts: 8 });
        expect(await item(key)).toMatchObject({ dueAt: T0, since: T0, firstAt: T0, lastAt: T0 + SECOND });
        expect((await item(key))?.content).toEqual(Uint8Array.of(9));
      });

      test('a repeat without a start time of an alert that has one, which keeps its own', async () => {
        const key = freshKey();
        await store.fire(arrival(key));

        expect(await store.fire(withoutStart(key))).toMatchObject({ version: 1, receipts: 2 });
        expect(await item(key)).toMatchObject({ episode: EPISODES[0] });
      });

      test('a first alert without a start time, whose episode begins with its receipt', async () => {
        const key = freshKey();
        await store.fire(withoutStart(key));

        expect(await item(key)).toMatchObject({ episode: new Date(T0).toISOString() });
      });

      test('a repeat after its delivery when the quiet time ends, in the class it was held in', async () => {
        const key = freshKey();
        await store.fire(arrival(key));
        await store.acknowledge(acknowledgement(key));
        const held = await store.fire(arrival(key, { nowMs: T0 + MINUTE }));

        expect(held).toEqual({ version: 1, receipts: 2, madeDue: { class: 2, atMs: T0 + QUIET_MS } });
        expect(await store.fire(arrival(key, { nowMs: T0 + 2 * MINUTE }))).toEqual({ version: 1, receipts: 3 });
        expect(await dueAt(key, T0 + QUIET_MS - 1)).toEqual([]);
        expect(await dueAt(key, T0 + QUIET_MS)).toMatchObject([{ told: 'firing', since: T0 + MINUTE }]);
      });

      test('a rise in level, due at once', async () => {
        const key = freshKey();
        await store.fire(arrival(key, { due: { class: 2, atMs: T0 + MINUTE } }));
        const worse = arrival(key, { level: 1, nowMs: T0 + SECOND });

        expect(await store.fire(worse)).toBe('refused');
        expect(await store.raise(worse)).toMatchObject({ version: 2, receipts: 2 });
        expect(await dueAt(key, T0 + SECOND)).toMatchObject([{ due: { class: 0, atMs: T0 + SECOND }, version: 2 }]);
      });

      test('a fall in level as a repeat', async () => {
        const key = freshKey();
        await store.fire(arrival(key, { level: 2 }));

        expect(await store.fire(arrival(key, { level: 4 }))).toEqual({ version: 1, receipts: 2, ...madeDueAt(T0, 1) });
        expect(await item(key)).toMatchObject({ level: 4 });
      });

      test('a newer episode of a firing and of an ended alert, due at once', async () => {
        const key = freshKey();
        await store.fire(arrival(key));
        await store.acknowledge(acknowledgement(key));
        const second = arrival(key, { episode: EPISODES[1], nowMs: T0 + SECOND });
        expect(await store.fire(second)).toBe('refused');
        expect(await store.raise(second)).toEqual({ version: 2, receipts: 2, ...madeDueAt(T0 + SECOND, 2) });

        await store.recover(arrival(key, { status: 'resolved', episode: EPISODES[1], nowMs: T0 + 2 * SECOND }));
        const third = arrival(key, { episode: EPISODES[2], nowMs: T0 + 3 * SECOND });
        expect(await store.fire(third)).toBe('refused');
        expect(await store.raise(third)).toMatchObject({ version: 4 });
        expect(await item(key)).toMatchObject({ status: 'firing', episode: EPISODES[2], dueAt: T0 + 3 * SECOND });
      });

      test('a firing without a start time after a recovery, as a new episode', async () => {
        const key = freshKey();
        await store.fire(withoutStart(key));
        await store.recover(withoutStart(key, { status: 'resolved', nowMs: T0 + SECOND }));
        const again = withoutStart(key, { nowMs: T0 + MINUTE });

        expect(await store.fire(again)).toBe('refused');
        expect(await store.raise(again)).toBe('refused');
        expect(await store.refire(again)).toMatchObject({ version: 3 });
        expect(await item(key)).toMatchObject({ status: 'firing', episode: new Date(T0 + MINUTE).toISOString() });
      });

      test('a recovery, due at once and among the urgent', async () => {
        const key = freshKey();
        await store.fire(arrival(key));
        await store.acknowledge(acknowledgement(key));
        const end = arrival(key, { status: 'resolved', nowMs: T0 + MINUTE });

        expect(await store.recover(end)).toEqual({ version: 2, receipts: 2, ...madeDueAt(T0 + MINUTE, 1) });
        expect(await dueAt(key, T0 + MINUTE)).toMatchObject([{ due: { class: 1 }, version: 2, told: 'firing' }]);
      });

      test('a recovery of an alert never seen, due at once', async () => {
        const key = freshKey();
        const end = arrival(key, { status: 'resolved' });

        expect(await store.recover(end)).toBe('refused');
        expect(await store.recoverUnseen(end)).toEqual({ version: 1, receipts: 1, ...madeDueAt(T0, 1) });
        expect(await item(key)).toMatchObject({ status: 'resolved', episode: EPISODES[0] });
      });

      test('a recovery of an episode newer than the ended one it knows', async () => {
        const key = freshKey();
        await store.recoverUnseen(arrival(key, { status: 'resolved' }));
        await store.acknowledge(acknowledgement(key, { status: 'resolved' }));
        const end = arrival(key, { status: 'resolved', episode: EPISODES[1], nowMs: T0 + MINUTE });

        expect(await store.recover(end)).toBe('refused');
        expect(await store.recoverUnseen(end)).toMatchObject({ version: 2, ...madeDueAt(T0 + MINUTE, 1) });
      });
    });

    describe('tells anyone to wake', () => {
      test.each([
        ['a rise in level', (key: AlertKey) => store.raise(arrival(key, { level: 2, nowMs: T0 + 2 * MINUTE })), 1],
        [
          'a newer episode',
          (key: AlertKey) => store.raise(arrival(key, { episode: EPISODES[1], nowMs: T0 + 2 * MINUTE })),
          2,
        ],
        [
          'a recovery',
          (key: AlertKey) => store.recover(arrival(key, { status: 'resolved', nowMs: T0 + 2 * MINUTE })),
          1,
        ],
      ] as const)('for %s that comes while a repeat is held', async (_, write, dueClass) => {
        const key = freshKey();
        await store.fire(arrival(key));
        await store.acknowledge(acknowledgement(key));
        await store.fire(arrival(key, { nowMs: T0 + MINUTE }));

        expect(await write(key)).toMatchObject(madeDueAt(T0 + 2 * MINUTE, dueClass));
      });

      test('but not for a repeat of what waits already', async () => {
        const key = freshKey();
        await store.fire(arrival(key));

        expect(await store.fire(arrival(key, { nowMs: T0 + 1 }))).not.toHaveProperty('madeDue');
      });
    });

    describe('refuses', () => {
      test('a late copy of an ended episode, whatever its level', async () => {
        const key = freshKey();
        await store.fire(arrival(key));
        await store.recover(arrival(key, { status: 'resolved', nowMs: T0 + SECOND }));
        const before = await rawItem(table, key);

        for (const late of [arrival(key, { nowMs: T0 + MINUTE }), arrival(key, { level: 1, nowMs: T0 + MINUTE })]) {
          expect(await store.fire(late)).toBe('refused');
          expect(await store.raise(late)).toBe('refused');
          expect(await store.refire(late)).toBe('refused');
        }
        expect(await rawItem(table, key)).toEqual(before);
      });

      test('a recovery of an older episode than the one that lasts', async () => {
        const key = freshKey();
        await store.fire(arrival(key, { episode: EPISODES[1] }));
        const late = arrival(key, { status: 'resolved' });

        expect(await store.recover(late)).toBe('refused');
        expect(await store.recoverUnseen(late)).toBe('refused');
        expect(await store.recoverQuietly(late, 'recovery-off')).toBe('refused');
        expect(await item(key)).toMatchObject({ status: 'firing' });
      });

      test('a second recovery of the same episode', async () => {
        const key = freshKey();
        await store.fire(arrival(key));
        const end = arrival(key, { status: 'resolved' });
        await store.recover(end);

        expect(await store.recover(end)).toBe('refused');
        expect(await store.recoverUnseen(end)).toBe('refused');
      });
    });

    describe('writes what was told', () => {
      test('and then nothing is due until something comes', async () => {
        const key = freshKey();
        await store.fire(arrival(key, { receipts: 3 }));
        await store.acknowledge(acknowledgement(key));

        const told = await item(key);
        expect(told).toMatchObject({ told: 'firing', toldVersion: 1, toldReceipts: 3, toldLevel: 3 });
        expect(told?.deliveries).toEqual([deliveryOf(1)]);
        expect(told).not.toHaveProperty('dueAt');
        expect(told).not.toHaveProperty('since');
        expect(await dueAt(key, T0 + 365 * DAY)).toEqual([]);
      });

      test('of a recovery, after which a new firing is due when it says', async () => {
        const key = freshKey();
        await store.fire(arrival(key));
        await store.acknowledge(acknowledgement(key));
        await store.recover(arrival(key, { status: 'resolved', nowMs: T0 + SECOND }));
        await store.acknowledge(acknowledgement(key, { version: 2, status: 'resolved', delivery: deliveryOf(2) }));

        expect(await rawItem(table, key)).not.toHaveProperty('quiet');
        expect(await item(key)).toMatchObject({ told: 'resolved', toldVersion: 2 });
      });

      test('and keeps the ids of the last ten messages, newest first', async () => {
        const key = freshKey();
        await store.fire(arrival(key));
        for (let message = 1; message <= 12; message++) {
          await store.acknowledge(acknowledgement(key, { delivery: deliveryOf(message) }));
          await store.fire(arrival(key, { nowMs: T0 + message * SECOND }));
        }

        expect((await item(key))?.deliveries).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3].map((at) => deliveryOf(at)));
      });

      test('of an alert that is gone without bringing it back', async () => {
        const key = freshKey();
        await store.acknowledge(acknowledgement(key));
        await store.withhold({ ...key, version: 1, expiresAtMs: T0 }, 'channel-disabled');
        await store.bury(acknowledgement(key), 'rejected');

        expect(await rawItem(table, key)).toBeUndefined();
      });
    });

    describe('ends alerts without telling them', () => {
      test('as suppressed, with the reason, from the start', async () => {
        const key = freshKey();
        await store.suppress(arrival(key), 'masked-at-source-silenced');
        const found = await item(key);

        expect(found).toMatchObject({ suppressed: 'masked-at-source-silenced', version: 1, receipts: 1 });
        expect(found && alertState(found, T0)).toBe('suppressed');
        expect(await dueAt(key, T0 + DAY)).toEqual([]);
      });

      test('as suppressed, but not one that waits: its receipt is counted only', async () => {
        const key = freshKey();
        await store.fire(arrival(key));
        await store.suppress(arrival(key, { nowMs: T0 + SECOND, receipts: 2 }), 'masked-at-source-silenced');
        const found = await item(key);

        expect(found).toMatchObject({ receipts: 3, dueAt: T0, lastAt: T0 + SECOND });
        expect(found).not.toHaveProperty('suppressed');
      });

      test('as suppressed, and a firing that is not masked any more is told', async () => {
        const key = freshKey();
        await store.suppress(arrival(key), 'masked-at-source-silenced');

        expect(await store.fire(arrival(key, { nowMs: T0 + MINUTE }))).toMatchObject(madeDueAt(T0 + MINUTE, 2));
        expect(await item(key)).not.toHaveProperty('suppressed');
      });

      test('as suppressed, a newer episode in a version of its own, in which it repeats, and an older one not at all', async () => {
        const key = freshKey();
        const masked = (episode: string) => store.suppress(arrival(key, { episode }), 'masked-at-source-silenced');
        await store.fire(arrival(key));
        await store.acknowledge(acknowledgement(key));
        await masked(EPISODES[1]);
        await masked(EPISODES[1]);
        await masked(EPISODES[0]);

        expect(await item(key)).toMatchObject({
          ...{ version: 2, toldVersion: 1, receipts: 4 },
          ...{ episode: EPISODES[1], suppressed: 'masked-at-source-silenced' },
        });
      });

      test('as suppressed only when never seen, where that is asked', async () => {
        const key = freshKey();
        const end = arrival(key, { status: 'resolved' });
        expect(await store.suppressUnseen(end, 'recovery-off')).toMatchObject({ version: 1 });

        expect(await store.suppressUnseen(end, 'recovery-off')).toBe('refused');
        expect(await item(key)).toMatchObject({ receipts: 1, suppressed: 'recovery-off' });
      });

      test('by a recovery nobody is told of, leaving the firing that waits due', async () => {
        const key = freshKey();
        await store.fire(arrival(key));
        await store.recoverQuietly(arrival(key, { status: 'resolved', nowMs: T0 + SECOND }), 'recovery-off');

        expect(await item(key)).toMatchObject({ status: 'resolved', version: 2, dueAt: T0 });
        expect(await dueAt(key, T0)).toMatchObject([{ version: 2 }]);
      });

      test('by a recovery nobody is told of, after the firing was told', async () => {
        const key = freshKey();
        await store.fire(arrival(key));
        await store.acknowledge(acknowledgement(key));
        const quietly = await store.recoverQuietly(
          arrival(key, { status: 'resolved', nowMs: T0 + SECOND }),
          'recovery-off',
        );

        expect(quietly).toEqual({ version: 2, receipts: 2 });
        const found = await item(key);
        expect(found && alertState(found, T0)).toBe('suppressed');
        expect(await dueAt(key, T0 + DAY)).toEqual([]);
      });

      describe('by the end of a newer episode nobody saw firing and nobody is told of', () => {
        const endNewer = (key: AlertKey) =>
          store.endNewerQuietly(
            arrival(key, { status: 'resolved', episode: EPISODES[1], nowMs: T0 + MINUTE }),
            'recovery-outside-window',
          );

        test('which adds nothing to tell: what waits of the episode before it is all there is', async () => {
          const key = freshKey();
          await store.fire(arrival(key));
          await store.recoverQuietly(arrival(key, { status: 'resolved', nowMs: T0 + SECOND }), 'recovery-off');
          expect(await endNewer(key)).toEqual({ version: 2, receipts: 3 });

          expect(await item(key)).toMatchObject({
            ...{ episode: EPISODES[1], version: 2, receipts: 3, dueAt: T0, suppressed: 'recovery-off' },
          });
          expect(await endNewer(key)).toBe('refused');
        });

        test('and is not taken for the reason of an end that is due', async () => {
          const key = freshKey();
          await store.fire(arrival(key));
          await store.acknowledge(acknowledgement(key));
          await store.recover(arrival(key, { status: 'resolved', nowMs: T0 + SECOND }));
          await endNewer(key);

          expect(await item(key)).toMatchObject({ told: 'firing', version: 2, dueAt: T0 + SECOND });
          expect(await item(key)).not.toHaveProperty('suppressed');
        });

        test('nor of one that is dead, and told by hand', async () => {
          const key = freshKey();
          await store.fire(arrival(key));
          await store.acknowledge(acknowledgement(key));
          await store.recover(arrival(key, { status: 'resolved', nowMs: T0 + SECOND }));
          await store.bury({ ...acknowledgement(key, { version: 2 }), delivery: '' }, 'too old');
          await endNewer(key);

          expect(await item(key)).toMatchObject({ dead: 'too old', version: 2 });
          expect(await item(key)).not.toHaveProperty('suppressed');
        });

        test('which is the reason when the one before it was told', async () => {
          const key = freshKey();
          await store.fire(arrival(key));
          await store.recover(arrival(key, { status: 'resolved', nowMs: T0 + SECOND }));
          await store.acknowledge(acknowledgement(key, { version: 2, status: 'resolved' }));
          await endNewer(key);

          expect(await item(key)).toMatchObject({ version: 2, suppressed: 'recovery-outside-window' });
          expect(await item(key)).not.toHaveProperty('dueAt');
        });
      });

      test('as withheld, unless it changed since', async () => {
        const key = freshKey();
        await store.fire(arrival(key));
        await store.withhold({ ...key, version: 2, expiresAtMs: T0 + DAY }, 'channel-disabled');
        expect(await item(key)).toMatchObject({ dueAt: T0 });

        await store.withhold({ ...key, version: 1, expiresAtMs: T0 + DAY }, 'channel-disabled');
        expect(await item(key)).toMatchObject({ suppressed: 'channel-disabled' });
        expect(await dueAt(key, T0 + DAY)).toEqual([]);
      });

      test('as dead, with the message that failed, unless it changed since', async () => {
        const key = freshKey();
        await store.fire(arrival(key));
        await store.bury(acknowledgement(key, { version: 2 }), 'rejected: content');
        expect(await item(key)).not.toHaveProperty('dead');

        await store.bury(acknowledgement(key), 'rejected: content');
        const found = await item(key);
        expect(found).toMatchObject({ dead: 'rejected: content', deliveries: [deliveryOf(1)] });
        expect(found && alertState(found, T0)).toBe('dead');
        expect(found).not.toHaveProperty('told');
        expect(await dueAt(key, T0 + DAY)).toEqual([]);
      });

      test('as dead without a message, when it only got too old', async () => {
        const key = freshKey();
        await store.fire(arrival(key));

        expect(await store.bury(acknowledgement(key, { delivery: '' }), 'too old')).toBe('buried');
        expect(await item(key)).toMatchObject({ dead: 'too old', deliveries: [] });
      });

      test('not as dead without a message, when another worker told it since it was looked at', async () => {
        const key = freshKey();
        await store.fire(arrival(key));
        await store.acknowledge(acknowledgement(key));

        expect(await store.bury(acknowledgement(key, { delivery: '' }), 'too old')).toBe('refused');
        expect(await item(key)).not.toHaveProperty('dead');
      });

      test('not as dead in a message either, when it came to another end while that was on its way', async () => {
        const [told, withheld] = [freshKey(), freshKey()];
        for (const key of [told, withheld]) await store.fire(arrival(key));
        await store.acknowledge(acknowledgement(told));
        await store.withhold({ ...withheld, version: 1, expiresAtMs: T0 }, 'recovery-off');

        for (const key of [told, withheld]) {
          expect(await store.bury(acknowledgement(key, { delivery: deliveryOf(2) }), 'rejected')).toBe('refused');
          expect(await item(key)).not.toHaveProperty('dead');
        }
      });

      test('as dead, until it fires or recovers again', async () => {
        for (const again of [
          (key: AlertKey) => store.fire(arrival(key, { nowMs: T0 + DAY })),
          (key: AlertKey) => store.recover(arrival(key, { status: 'resolved', nowMs: T0 + DAY })),
        ]) {
          const key = freshKey();
          await store.fire(arrival(key));
          await store.bury(acknowledgement(key), 'rejected');
          await again(key);

          expect(await item(key)).not.toHaveProperty('dead');
          expect(await dueAt(key, T0 + 2 * DAY)).toHaveLength(1);
        }
      });
    });

    describe('lets an item expire', () => {
      const told = async (key: AlertKey) => {
        await store.fire(arrival(key));
        await store.acknowledge(acknowledgement(key));
      };
      test.each([
        ['a delivery', told],
        ['a suppression', (key: AlertKey) => store.suppress(arrival(key), 'channel-disabled')],
        ['a masked end', (key: AlertKey) => store.suppressUnseen(arrival(key, { status: 'resolved' }), 'recovery-off')],
        [
          'a burial',
          async (key: AlertKey) => {
            await store.fire(arrival(key));
            await store.bury(acknowledgement(key), 'rejected');
          },
        ],
        [
          'a withholding',
          async (key: AlertKey) => {
            await store.fire(arrival(key));
            await store.withhold({ ...key, version: 1, expiresAtMs: T0 + 30 * DAY }, 'channel-disabled');
          },
        ],
      ])('thirty days after %s, and not while something is due again', async (_, end) => {
        const key = freshKey();
        await end(key);
        expect((await rawItem(table, key))?.['exp']).toEqual({ N: String((T0 + 30 * DAY) / 1000) });

        const next = arrival(key, { episode: EPISODES[1], nowMs: T0 + DAY });
        if ((await store.fire(next)) === 'refused') await store.raise(next);
        const waiting = await rawItem(table, key);
        expect(waiting).toHaveProperty('due');
        expect(waiting).not.toHaveProperty('exp');
      });

      test.each([
        ['repeat', (key: AlertKey) => store.fire(arrival(key, { nowMs: T0 + DAY }))],
        ['rise', (key: AlertKey) => store.raise(arrival(key, { level: 1, nowMs: T0 + DAY }))],
        ['recovery', (key: AlertKey) => store.recover(arrival(key, { status: 'resolved', nowMs: T0 + DAY }))],
      ])('but not while a %s is due', async (_, next) => {
        const key = freshKey();
        await told(key);
        await next(key);
        const waiting = await rawItem(table, key);

        expect(waiting).toHaveProperty('due');
        expect(waiting).not.toHaveProperty('exp');
      });

      test('and has no expiry while its first delivery waits', async () => {
        const [firing, ended] = [freshKey(), freshKey()];
        await store.fire(arrival(firing));
        await store.recoverUnseen(arrival(ended, { status: 'resolved' }));

        for (const key of [firing, ended]) expect(await rawItem(table, key)).not.toHaveProperty('exp');
      });
    });

    describe('shows', () => {
      test('what is due by class, oldest first, no more than asked for', async () => {
        const mark = { channel: 'ordered', shard: '', class: 2 } as const;
        const keys = Array.from({ length: 60 }, () => freshKey('ordered'));
        const byShard = Map.groupBy(keys, ({ fingerprint }) => shardOf(fingerprint));
        const [shard = '', ofShard = []] = [...byShard].toSorted(([, a], [, b]) => b.length - a.length)[0] ?? [];
        for (const [at, key] of ofShard.entries()) {
          await store.fire(arrival(key, { due: { class: 2, atMs: T0 + (ofShard.length - at) * SECOND } }));
        }
        const downKey = ofShard[0] ?? freshKey();
        await store.raise(arrival(downKey, { level: 1, nowMs: T0 }));

        const all = await store.due({ ...mark, shard }, T0 + DAY, 1000);
        expect(all.map(({ due }) => due.atMs)).toEqual(all.map(({ due }) => due.atMs).toSorted((a, b) => a - b));
        expect(all).toHaveLength(ofShard.length - 1);
        expect(await store.due({ ...mark, shard }, T0 + DAY, 2)).toEqual(all.slice(0, 2));
        expect(await store.due({ ...mark, shard, class: 0 }, T0 + DAY, 1000)).toMatchObject([downKey]);
        expect(await store.due({ ...mark, shard, channel: 'order' }, T0 + DAY, 1000)).toEqual([]);
      });

      test('marks that are overdue, each once with the oldest due time, and not what is held or told', async () => {
        const [late, held, told] = [freshKey('sweep-late'), freshKey('sweep-held'), freshKey('sweep-told')];
        await store.fire(arrival(late));
        const later = { class: 2, atMs: T0 + MINUTE / 2 } as const;
        await store.fire(arrival({ ...late, fingerprint: sameShard(late.fingerprint) }, { due: later }));
        await store.fire(arrival(held, { due: { class: 2, atMs: T0 + DAY } }));
        await store.fire(arrival(told));
        await store.acknowledge(acknowledgement(told));

        const { marks } = await store.overdue(T0 + MINUTE);
        expect(marks.filter(({ channel }) => channel.startsWith('sweep-'))).toEqual([
          { channel: 'sweep-late', shard: shardOf(late.fingerprint), class: 2, dueAtMs: T0 },
        ]);
      });

      test('whether a channel has anything waiting', async () => {
        const key = freshKey('waits');
        expect(await store.hasWaiting('waits')).toBe(false);
        await store.fire(arrival(key, { due: { class: 2, atMs: T0 + DAY } }));
        expect(await store.hasWaiting('waits')).toBe(true);
        await store.acknowledge(acknowledgement(key));
        expect(await store.hasWaiting('waits')).toBe(false);
      });

      test('many alerts in one read, without those it does not know', async () => {
        const keys = Array.from({ length: 120 }, () => freshKey('many'));
        await Promise.all(keys.map((key) => store.fire(arrival(key))));
        const found = await store.read([...keys, freshKey('many')]);

        expect(new Set(found.map(({ fingerprint }) => fingerprint))).toEqual(
          new Set(keys.map(({ fingerprint }) => fingerprint)),
        );
        expect(await store.read([])).toEqual([]);
        expect(await store.read([freshKey('many')])).toEqual([]);
      });

      test('every alert of a channel exactly once, page by page', async () => {
        const keys = Array.from({ length: 50 }, () => freshKey('paged'));
        await Promise.all(keys.map((key) => store.fire(arrival(key))));
        const seen: string[] = [];
        for (const shard of SHARDS) {
          let after: string | undefined;
          do {
            const page = await store.page('paged', shard, after, 2);
            seen.push(...page.items.map(({ fingerprint }) => fingerprint));
            after = page.next;
          } while (after !== undefined);
        }

        expect(seen.toSorted()).toEqual(keys.map(({ fingerprint }) => fingerprint).toSorted());
      });

      test('until when a group is held', async () => {
        expect(await store.groupQuietUntil('dba', 'group')).toBeUndefined();
        await store.holdGroup('dba', 'group', T0 + MINUTE);
        await store.holdGroup('dba', 'other', T0 + DAY);

        expect(await store.groupQuietUntil('dba', 'group')).toBe(T0 + MINUTE);
      });
    });
  });
}

function madeDueAt(atMs: number, dueClass: number) {
  return { madeDue: { class: dueClass, atMs } };
}

/** Another fingerprint of the same shard. */
function sameShard(fingerprint: string): string {
  return `${fingerprint.slice(0, 2)}${[...fingerprint.slice(2)].toReversed().join('')}`;
}
