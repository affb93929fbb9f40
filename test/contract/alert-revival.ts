import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAlertRevival } from '#shared/adapters/dynamodb/alert-revival.ts';
import { createAlertStore } from '#shared/adapters/dynamodb/alert-store.ts';
import { alertState } from '#shared/admission/alert-item.ts';
import type { AlertKey, AlertStore } from '#shared/admission/alert-store.ts';
import { shardOf } from '#shared/admission/shard.ts';
import type { AlertRevival } from '#shared/dead-letters/alert-revival.ts';
import { acknowledgement, arrival, DAY, deliveryOf, freshKey, MINUTE, rawItem, T0 } from './alert-store-arrivals.ts';
import type { OpenedTable, OpenTable } from './alert-store-table.ts';

const DIED = T0 + MINUTE;
const REPLAYED = T0 + DAY;

/** The way back of dead alerts, on the same items as the alert store. */
export function defineAlertRevivalContract(name: string, open: OpenTable): void {
  describe(`a dead alert (${name})`, () => {
    let table: OpenedTable;
    let store: AlertStore;
    let revival: AlertRevival;
    beforeAll(async () => {
      table = await open();
      store = createAlertStore(table);
      revival = createAlertRevival(table);
    });
    afterAll(() => table.stop());

    const item = async (key: AlertKey) => (await store.read([key]))[0];
    const due = (key: AlertKey, nowMs: number) =>
      store.due({ channel: key.channel, shard: shardOf(key.fingerprint), class: 2 }, nowMs, 1_000);
    const dead = async (): Promise<AlertKey> => {
      const key = freshKey();
      await store.fire(arrival(key));
      await store.bury(acknowledgement(key, { nowMs: DIED, atMs: DIED }), 'rejected: format');
      return key;
    };
    const revive = (key: AlertKey, version = 1, atMs = REPLAYED) =>
      revival.revive({ ...key, version, due: { class: 2, atMs } });

    test('says when it died, and keeps it until it expires', async () => {
      const key = await dead();

      expect(await item(key)).toMatchObject({ dead: 'rejected: format', diedAt: DIED });
      expect(await rawItem(table, key)).toHaveProperty('exp');
    });

    test('is due again, now, and waits from now on, with what it was dead for', async () => {
      const key = await dead();

      expect(await revive(key)).toBe('revived');
      const revived = await item(key);
      expect(revived).toMatchObject({
        dueAt: REPLAYED,
        since: REPLAYED,
        version: 1,
        receipts: 1,
        replayedAt: REPLAYED,
        wasDead: 'rejected: format',
        diedAt: DIED,
        deliveries: [deliveryOf(1)],
      });
      expect(revived).not.toHaveProperty('dead');
      expect(revived && alertState(revived, T0)).toBe('waiting');
      expect(await due(key, REPLAYED)).toContainEqual(
        expect.objectContaining({ fingerprint: key.fingerprint, version: 1, since: REPLAYED }),
      );
    });

    test('does not expire while it waits again', async () => {
      const key = await dead();
      await revive(key);

      expect(await rawItem(table, key)).not.toHaveProperty('exp');
    });

    test('is revived once, however many ask for it at once', async () => {
      const key = await dead();
      const results = await Promise.all([revive(key), revive(key), revive(key, 1, REPLAYED + 1)]);

      expect(results.filter((result) => result === 'revived')).toHaveLength(1);
    });

    test('is left alone when it fired or recovered meanwhile', async () => {
      for (const again of [
        (key: AlertKey) => store.fire(arrival(key, { nowMs: T0 + 2 * MINUTE })),
        (key: AlertKey) => store.recover(arrival(key, { status: 'resolved', nowMs: T0 + 2 * MINUTE })),
      ]) {
        const key = await dead();
        await again(key);
        const before = await rawItem(table, key);

        expect(await revive(key)).toBe('refused');
        expect(await rawItem(table, key)).toEqual(before);
      }
    });

    test('is left alone when it changed and died again: that was not seen', async () => {
      const key = await dead();
      await store.raise(arrival(key, { level: 1, nowMs: T0 + 2 * MINUTE }));
      await store.bury(acknowledgement(key, { version: 2, delivery: deliveryOf(2) }), 'too old');

      expect(await revive(key, 1)).toBe('refused');
      expect(await revive(key, 2)).toBe('revived');
    });

    test('is not brought into being where there is none, nor made due when it was told', async () => {
      const gone = freshKey();
      expect(await revive(gone)).toBe('refused');
      expect(await rawItem(table, gone)).toBeUndefined();

      const told = freshKey();
      await store.fire(arrival(told));
      await store.acknowledge(acknowledgement(told));
      expect(await revive(told)).toBe('refused');
      expect(await item(told)).not.toHaveProperty('dueAt');
    });

    test('can be told after its replay, in a message it was not in before', async () => {
      const key = await dead();
      await revive(key);
      await store.acknowledge(acknowledgement(key, { nowMs: REPLAYED, delivery: deliveryOf(2) }));

      const told = await item(key);
      expect(told).toMatchObject({ told: 'firing', deliveries: [deliveryOf(2), deliveryOf(1)] });
      expect(told && alertState(told, T0)).toBe('delivered');
    });

    test('can die a second time, and be replayed a second time', async () => {
      const key = await dead();
      await revive(key);
      const again = { nowMs: REPLAYED + MINUTE, atMs: REPLAYED + MINUTE, delivery: deliveryOf(2) };
      await store.bury(acknowledgement(key, again), 'rejected: other');
      expect(await item(key)).toMatchObject({ dead: 'rejected: other', diedAt: REPLAYED + MINUTE });

      expect(await revive(key, 1, REPLAYED + DAY)).toBe('revived');
      expect(await item(key)).toMatchObject({ wasDead: 'rejected: other', replayedAt: REPLAYED + DAY });
    });

    test('that only got too old, in no message, is revived as any other', async () => {
      const key = freshKey();
      await store.fire(arrival(key));
      await store.bury(acknowledgement(key, { delivery: '', nowMs: DIED, atMs: DIED }), 'too old');

      expect(await revive(key)).toBe('revived');
      expect(await item(key)).toMatchObject({ dueAt: REPLAYED, deliveries: [] });
    });
  });
}
