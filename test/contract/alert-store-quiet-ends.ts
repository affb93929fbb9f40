import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAlertStore } from '#shared/adapters/dynamodb/alert-store.ts';
import { alertState, OVER_CAP } from '#shared/admission/alert-item.ts';
import type { AlertKey, AlertStore } from '#shared/admission/alert-store.ts';
import { DUE_CLASSES, type Due } from '#shared/admission/due.ts';
import { shardOf } from '#shared/admission/shard.ts';
import { meterTable, total } from '#test/bench/metered-client.ts';
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

const REASON = 'recovery-off';
const HELD: Due = { class: 2, atMs: T0 + QUIET_MS };
const ENDED_AT = T0 + 2 * MINUTE;

/** What a quiet end leaves due, and every race with it. */
export function defineAlertStoreQuietEnds(name: string, open: OpenTable): void {
  describe(`an alert whose end is kept quiet (${name})`, () => {
    let table: OpenedTable;
    let store: AlertStore;
    beforeAll(async () => {
      table = await open();
      store = createAlertStore(table);
    });
    afterAll(() => table.stop());

    const item = async (key: AlertKey) => (await store.read([key]))[0];
    const isDue = async (key: AlertKey, nowMs: number) => {
      const found = await Promise.all(
        DUE_CLASSES.map((one) => store.due({ ...key, shard: shardOf(key.fingerprint), class: one }, nowMs, 1_000)),
      );
      return found.flat().some(({ fingerprint }) => fingerprint === key.fingerprint);
    };
    /** It was told, and repeated within the interval of its channel. */
    const repeated = async () => {
      const key = freshKey();
      await store.fire(arrival(key));
      await store.acknowledge(acknowledgement(key));
      await store.fire(arrival(key, { nowMs: T0 + MINUTE }));
      return key;
    };
    const end = (key: AlertKey, at = store) =>
      at.recoverQuietly(arrival(key, { status: 'resolved', nowMs: ENDED_AT }), REASON);
    /** Another does something between the write of the end and the one that ends what was due. */
    const endOvertaken = (key: AlertKey, meanwhile: () => Promise<unknown>): Promise<unknown> =>
      end(key, createAlertStore(overtaken(table, 2, meanwhile)));
    const endNewer = (key: AlertKey) =>
      store.endNewerQuietly(arrival(key, { status: 'resolved', episode: EPISODES[1], nowMs: ENDED_AT }), REASON);
    const expectOver = async (key: AlertKey) => {
      const found = await item(key);
      expect(found).toMatchObject({ status: 'resolved', told: 'firing', toldVersion: 1, suppressed: REASON });
      expect(found && alertState(found, T0)).toBe('suppressed');
      expect(await isDue(key, T0 + DAY)).toBe(false);
      expect(await rawItem(table, key)).toHaveProperty('exp');
    };

    test('has nothing due when all but its end is told', async () => {
      const key = await repeated();
      expect(await isDue(key, HELD.atMs)).toBe(true);
      expect(await end(key)).toEqual({ version: 2, receipts: 3 });

      await expectOver(key);
      expect((await rawItem(table, key))?.['exp']).toEqual({ N: String((ENDED_AT + 30 * DAY) / 1000) });
    });

    test('costs no more than withholding it later did', async () => {
      const [ended, withheld] = [await repeated(), await repeated()];
      const meter = meterTable(table);
      await end(ended, createAlertStore(meter));
      const atOnce = meter.take().at(-1);
      // A worker that dies after the first write leaves what every end left before.
      const dies = async (): Promise<void> => {
        throw new Error('dead');
      };
      await expect(endOvertaken(withheld, dies)).rejects.toThrow('dead');
      const later = createAlertStore(meter);
      await later.withhold({ ...withheld, version: 2, expiresAtMs: ENDED_AT + 30 * DAY }, REASON);
      const units = total(meter.take());

      await expectOver(ended);
      await expectOver(withheld);
      expect({ write: atOnce?.write, read: atOnce?.read }).toEqual(units);
    });

    test.each(['silenced', OVER_CAP])('has nothing due when its repeat was put off as %s', async (reason) => {
      const key = await repeated();
      const to = { ...HELD, atMs: T0 + DAY };
      await store.postpone({ ...key, version: 1, from: HELD, to, reason, by: 's-1', nowMs: T0 + MINUTE });
      expect(await item(key)).toMatchObject({ heldBack: { reason, untilMs: to.atMs } });
      await end(key);

      await expectOver(key);
    });

    test.each([
      ['it fired', async (_key: AlertKey): Promise<void> => undefined, 1],
      [
        'it rose',
        async (key: AlertKey): Promise<void> => {
          await store.acknowledge(acknowledgement(key));
          await store.raise(arrival(key, { level: 1 }));
        },
        2,
      ],
      [
        'it fired anew',
        async (key: AlertKey): Promise<void> => {
          await store.acknowledge(acknowledgement(key));
          await store.recoverQuietly(arrival(key, { status: 'resolved' }), REASON);
          await store.raise(arrival(key, { episode: EPISODES[1] }));
        },
        3,
      ],
    ] as const)('is due when nobody was told yet that %s', async (_, before, version) => {
      const key = freshKey();
      await store.fire(arrival(key));
      await before(key);
      const over = arrival(key, { status: 'resolved', episode: EPISODES[1], nowMs: ENDED_AT });
      await store.recoverQuietly(over, REASON);

      expect(await item(key)).toMatchObject({ status: 'resolved', version: version + 1, dueAt: T0 });
      expect(await rawItem(table, key)).not.toHaveProperty('exp');
    });

    test('is told when it fires anew after that, with an age of its own', async () => {
      const key = await repeated();
      await end(key);
      const nowMs = ENDED_AT + MINUTE;
      const fired = await store.raise(arrival(key, { episode: EPISODES[1], nowMs }));

      expect(fired).toMatchObject({ version: 3, madeDue: { atMs: nowMs } });
      expect(await item(key)).toMatchObject({ dueAt: nowMs, since: nowMs });
      expect(await rawItem(table, key)).not.toHaveProperty('exp');
    });

    describe('while what was due of it is about to end', () => {
      test.each([
        ['fires anew', { episode: EPISODES[1] }],
        ['fires anew and is worse', { episode: EPISODES[1], level: 1 }],
      ] as const)('and it %s, is due', async (_, change) => {
        const key = await repeated();
        await endOvertaken(key, () => store.raise(arrival(key, { ...change, nowMs: ENDED_AT + 1 })));

        expect(await item(key)).toMatchObject({ status: 'firing', version: 3, dueAt: ENDED_AT + 1 });
        expect(await rawItem(table, key)).not.toHaveProperty('exp');
      });

      test('and fires anew and is over once more, is due', async () => {
        const key = await repeated();
        const next = { episode: EPISODES[1], nowMs: ENDED_AT + 1 };
        await endOvertaken(key, async () => {
          await store.raise(arrival(key, next));
          await store.recoverQuietly(arrival(key, { ...next, status: 'resolved' }), REASON);
        });

        expect(await item(key)).toMatchObject({ status: 'resolved', version: 4, dueAt: ENDED_AT + 1 });
      });

      test('and is put off, ends when it is due then', async () => {
        const key = await repeated();
        const to = { ...HELD, atMs: T0 + DAY };
        const putOff = { ...key, version: 2, from: HELD, to, reason: 'silenced', by: 's-1', nowMs: ENDED_AT };
        await endOvertaken(key, () => store.postpone(putOff));
        expect(await isDue(key, to.atMs)).toBe(true);
        await store.withhold({ ...key, version: 2, expiresAtMs: T0 + 2 * DAY }, REASON);

        await expectOver(key);
      });

      test.each([
        ['ended by another', (key: AlertKey) => store.withhold({ ...key, version: 2, expiresAtMs: T0 + DAY }, REASON)],
        ['ended once more', (key: AlertKey) => end(key)],
        ['known to be over in a newer episode', (key: AlertKey) => endNewer(key)],
      ])('and is %s, is over', async (_, meanwhile) => {
        const key = await repeated();
        await endOvertaken(key, () => meanwhile(key));

        await expectOver(key);
      });

      test('and the message that told its repeat is acknowledged, is over', async () => {
        const key = await repeated();
        const told = acknowledgement(key, { delivery: deliveryOf(2), nowMs: T0 + MINUTE });
        await endOvertaken(key, () => store.acknowledge(told));

        await expectOver(key);
        expect(await store.acknowledge(told)).toBe('told');
        await expectOver(key);
      });

      test('and the worker dies, ends when it is due', async () => {
        const key = await repeated();
        const dies = async (): Promise<void> => {
          throw new Error('dead');
        };
        await expect(endOvertaken(key, dies)).rejects.toThrow('dead');

        expect(await isDue(key, HELD.atMs)).toBe(true);
        expect(await rawItem(table, key)).not.toHaveProperty('exp');
      });
    });

    test('is still due when its firing is told only after its end, for the next look to end', async () => {
      const key = freshKey();
      await store.fire(arrival(key));
      await end(key);
      expect(await store.acknowledge(acknowledgement(key))).toBe('changed-meanwhile');

      expect(await isDue(key, T0 + SECOND)).toBe(true);
    });
  });
}
