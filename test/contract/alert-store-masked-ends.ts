import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAlertStore } from '#shared/adapters/dynamodb/alert-store.ts';
import { admit } from '#shared/admission/admit.ts';
import { alertState } from '#shared/admission/alert-item.ts';
import type { AlertKey, AlertStore } from '#shared/admission/alert-store.ts';
import type { Alert } from '#shared/alert/alert.ts';
import { aChannel } from '#test/builders/channel.ts';
import { acknowledgement, DAY, deliveryOf, EPISODES, freshKey, MINUTE, rawItem, T0 } from './alert-store-arrivals.ts';
import { type OpenedTable, type OpenTable, overtaken } from './alert-store-table.ts';

const ALERT: Alert = {
  id: '1',
  source: 'alertmanager',
  name: 'disk full',
  level: 'warning',
  status: 'firing',
  target: 'host-1',
  summary: '',
  description: '',
  labels: {},
  activeAt: EPISODES[0],
};

const MASKED = { masked: 'silenced' } as const;
const END = { status: 'resolved' } as const;
const REASON = 'masked-at-source-silenced';

/** The end of an alert that was masked at its source is no news, in a message of whatever kind. */
export function defineAlertStoreMaskedEnds(name: string, open: OpenTable): void {
  describe(`the end of an alert that was masked (${name})`, () => {
    let table: OpenedTable;
    let store: AlertStore;
    beforeAll(async () => {
      table = await open();
      store = createAlertStore(table);
    });
    afterAll(() => table.stop());

    const receive = (key: AlertKey, nowMs: number, some: Partial<Alert>, at = store) =>
      admit(
        { alert: { ...ALERT, ...some }, fingerprint: key.fingerprint, receipts: 1 },
        aChannel({ name: key.channel }),
        at,
        nowMs,
      );
    const item = async (key: AlertKey) => (await store.read([key]))[0];
    const overtakenEnd = (key: AlertKey, nth: number, meanwhile: () => Promise<unknown>) =>
      receive(key, T0 + MINUTE, END, createAlertStore(overtaken(table, nth, meanwhile)));
    const expectQuiet = async (key: AlertKey) => {
      const found = await item(key);
      expect(found).toMatchObject({ status: 'resolved', suppressed: REASON });
      expect(found && alertState(found, T0)).toBe('suppressed');
      expect(await rawItem(table, key)).toHaveProperty('exp');
    };
    const expectDue = async (key: AlertKey) => {
      const found = await item(key);
      expect(found).toMatchObject({ status: 'resolved', dueAt: expect.any(Number) });
      expect(found).not.toHaveProperty('suppressed');
    };

    test('is recorded with the reason of its firing, and never due', async () => {
      const key = freshKey();
      await receive(key, T0, MASKED);
      const end = await receive(key, T0 + MINUTE, END);

      expect(end).toEqual({ kind: 'admitted', admitted: { version: 2, receipts: 2 } });
      await expectQuiet(key);
      expect((await rawItem(table, key))?.['exp']).toEqual({ N: String((T0 + MINUTE + 30 * DAY) / 1000) });
    });

    test('and of a new masked episode after a told one is not due either', async () => {
      const key = freshKey();
      await receive(key, T0, {});
      await store.acknowledge(acknowledgement(key));
      await receive(key, T0 + 1, END);
      await store.acknowledge(acknowledgement(key, { version: 2, status: 'resolved', delivery: deliveryOf(2) }));
      await receive(key, T0 + 2, { ...MASKED, activeAt: EPISODES[1] });
      await receive(key, T0 + 3, { ...END, activeAt: EPISODES[1] });

      await expectQuiet(key);
    });

    test('is due when people were told of the firing before it was masked', async () => {
      const key = freshKey();
      await receive(key, T0, {});
      await store.acknowledge(acknowledgement(key));
      await receive(key, T0 + 1, MASKED);
      await receive(key, T0 + MINUTE, END);

      await expectDue(key);
    });

    test('is due when the firing was unmasked and waits', async () => {
      const key = freshKey();
      await receive(key, T0, MASKED);
      await receive(key, T0 + 1, {});
      await receive(key, T0 + MINUTE, END);

      await expectDue(key);
    });

    test('merges with its twin', async () => {
      const key = freshKey();
      await receive(key, T0, MASKED);
      await receive(key, T0 + MINUTE, END);

      expect(await receive(key, T0 + MINUTE, END)).toEqual({ kind: 'merged' });
      await expectQuiet(key);
    });

    test('and a new firing after it that nobody masks is told', async () => {
      const key = freshKey();
      await receive(key, T0, MASKED);
      await receive(key, T0 + 1, END);
      await receive(key, T0 + 2, { activeAt: EPISODES[1] });

      expect(await item(key)).toMatchObject({ status: 'firing', dueAt: T0 + 2 });
      expect(await item(key)).not.toHaveProperty('suppressed');
    });

    test.each([1, 2, 3])('is due when the firing is unmasked before its write %i', async (nth) => {
      const key = freshKey();
      await receive(key, T0, MASKED);
      await overtakenEnd(key, nth, () => receive(key, T0 + 1, {}));

      await expectDue(key);
    });

    test.each([2, 3])('is due when the firing is unmasked and told before its write %i', async (nth) => {
      const key = freshKey();
      await receive(key, T0, MASKED);
      await overtakenEnd(key, nth, async () => {
        await receive(key, T0 + 1, {});
        await store.acknowledge(acknowledgement(key));
      });

      await expectDue(key);
    });

    test.each([1, 2, 3])('is quiet when its masked firing comes only before its write %i', async (nth) => {
      const key = freshKey();
      await overtakenEnd(key, nth, () => receive(key, T0, MASKED));

      await expectQuiet(key);
    });

    test('is due when a message that told the firing is acknowledged only afterwards', async () => {
      const key = freshKey();
      await receive(key, T0, {});
      await store.withhold({ ...key, version: 1, expiresAtMs: T0 + DAY }, 'channel-disabled');
      await receive(key, T0 + MINUTE, END);
      expect(await item(key)).not.toHaveProperty('dueAt');
      await store.acknowledge(acknowledgement(key));

      expect(await item(key)).toMatchObject({ told: 'firing', toldVersion: 1, dueAt: T0 + MINUTE });
      expect(await rawItem(table, key)).not.toHaveProperty('exp');
    });

    test('is due when whoever acknowledges that message dies right after, and another acknowledges it again', async () => {
      const key = freshKey();
      await receive(key, T0, {});
      await store.withhold({ ...key, version: 1, expiresAtMs: T0 + DAY }, 'silenced');
      await receive(key, T0 + MINUTE, END);
      const dies = async () => {
        throw new Error('dead');
      };
      // The first write is refused, the second notes what was told, the third would make the end due.
      const dying = createAlertStore(overtaken(table, 3, dies));
      await expect(dying.acknowledge(acknowledgement(key))).rejects.toThrow('dead');
      expect(await item(key)).toMatchObject({ told: 'firing', toldVersion: 1 });
      expect(await item(key)).not.toHaveProperty('dueAt');

      expect(await store.acknowledge(acknowledgement(key))).toBe('changed-meanwhile');
      expect(await item(key)).toMatchObject({ told: 'firing', dueAt: T0 + MINUTE });
      await store.acknowledge(acknowledgement(key, { version: 2, status: 'resolved', delivery: deliveryOf(2) }));
      expect(await store.acknowledge(acknowledgement(key))).toBe('told');
      expect(await item(key)).not.toHaveProperty('dueAt');
    });

    test('of an older episode than the one that is masked is a late copy', async () => {
      const key = freshKey();
      await receive(key, T0, { ...MASKED, activeAt: EPISODES[1] });

      expect(await receive(key, T0 + 1, END)).toEqual({ kind: 'merged' });
      expect(await item(key)).toMatchObject({ status: 'firing', suppressed: REASON });
    });
  });
}
