import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAlertStore } from '#shared/adapters/dynamodb/alert-store.ts';
import { admitRecovery } from '#shared/admission/admit-recovery.ts';
import { alertState } from '#shared/admission/alert-item.ts';
import type { AlertKey, AlertStore, Postponement } from '#shared/admission/alert-store.ts';
import { DUE_CLASSES, type Due } from '#shared/admission/due.ts';
import { shardOf } from '#shared/admission/shard.ts';
import { whatToTell } from '#shared/dispatching/what-to-tell.ts';
import {
  acknowledgement,
  arrival,
  DAY,
  EPISODES,
  freshKey,
  MINUTE,
  rawItem,
  SECOND,
  T0,
} from './alert-store-arrivals.ts';
import type { OpenedTable, OpenTable } from './alert-store-table.ts';

const END = T0 + 60 * MINUTE;
const NOW_DUE: Due = { class: 2, atMs: T0 };
const LATER: Due = { class: 2, atMs: END };

/** What is due and told later all the same, and every race with it. */
export function defineAlertStorePostponed(name: string, open: OpenTable): void {
  describe(`an alert that is put off (${name})`, () => {
    let table: OpenedTable;
    let store: AlertStore;
    beforeAll(async () => {
      table = await open();
      store = createAlertStore(table);
    });
    afterAll(() => table.stop());

    const item = async (key: AlertKey) => (await store.read([key]))[0];
    const due = async (key: AlertKey, nowMs: number) => {
      const found = await Promise.all(
        DUE_CLASSES.map((one) => store.due({ ...key, shard: shardOf(key.fingerprint), class: one }, nowMs, 1_000)),
      );
      return found.flat().filter(({ fingerprint }) => fingerprint === key.fingerprint);
    };
    const postponement = (key: AlertKey, some: Partial<Postponement> = {}): Postponement => ({
      ...key,
      version: 1,
      from: NOW_DUE,
      to: LATER,
      reason: 'silenced',
      by: 's-1',
      nowMs: T0 + SECOND,
      ...some,
    });
    /** A firing that was put off right after it came. */
    const putOff = async () => {
      const key = freshKey();
      await store.fire(arrival(key));
      expect(await store.postpone(postponement(key))).toBe('postponed');
      return key;
    };

    test('is due then, with the reason and since when, and does not expire', async () => {
      const key = await putOff();
      const found = await item(key);

      expect(found).toMatchObject({
        dueAt: END,
        heldBack: { reason: 'silenced', by: 's-1', atMs: T0 + SECOND, untilMs: END },
      });
      expect(found && alertState(found, END - 1)).toBe('suppressed');
      expect(found && alertState(found, END)).toBe('waiting');
      expect(await due(key, END - 1)).toEqual([]);
      expect(await due(key, END)).toMatchObject([{ due: LATER, version: 1, since: END - 1 }]);
      expect(await rawItem(table, key)).not.toHaveProperty('exp');
    });

    test('keeps how urgent it is, and that it is flapping', async () => {
      const key = freshKey();
      await store.fire(arrival(key, { level: 1 }));
      const from: Due = { class: 0, atMs: T0 };
      const flapping: Due = { ...from, flapping: true };
      const run = { version: 1, sinceMs: T0, seenMs: T0 };
      await store.markFlapping({ ...key, version: 1, from, to: flapping, run });
      await store.postpone(postponement(key, { from: flapping, to: { ...flapping, atMs: END } }));

      expect(await due(key, END)).toMatchObject([{ due: { class: 0, atMs: END, flapping: true } }]);
    });

    test('only counts what repeats meanwhile', async () => {
      const key = await putOff();
      expect(await store.fire(arrival(key, { nowMs: T0 + MINUTE }))).toEqual({ version: 1, receipts: 2 });

      expect(await item(key)).toMatchObject({ receipts: 2, dueAt: END, heldBack: { untilMs: END } });
    });

    test.each([
      ['gets worse', (key: AlertKey) => store.raise(arrival(key, { level: 1, nowMs: T0 + MINUTE }))],
      ['recovers', (key: AlertKey) => store.recover(arrival(key, { status: 'resolved', nowMs: T0 + MINUTE }))],
      ['fires anew', (key: AlertKey) => store.raise(arrival(key, { episode: EPISODES[1], nowMs: T0 + MINUTE }))],
    ])('is due at once when it %s', async (_what, change) => {
      const key = await putOff();
      expect(await change(key)).toMatchObject({ version: 2, madeDue: { atMs: T0 + MINUTE } });

      const found = await item(key);
      expect(found).toMatchObject({ dueAt: T0 + MINUTE, heldBack: { by: 's-1' } });
      expect(found?.heldBack).not.toHaveProperty('untilMs');
      expect(found && alertState(found, T0 + MINUTE)).toBe('waiting');
    });

    test('can be put off again after that', async () => {
      const key = await putOff();
      await store.raise(arrival(key, { level: 1, nowMs: T0 + MINUTE }));
      const again = {
        version: 2,
        from: { class: 0, atMs: T0 + MINUTE },
        to: { class: 0, atMs: END },
        by: 's-2',
      } as const;
      expect(await store.postpone(postponement(key, again))).toBe('postponed');

      expect(await item(key)).toMatchObject({ dueAt: END, heldBack: { by: 's-2', untilMs: END } });
    });

    test('is as told when it was told meanwhile', async () => {
      const key = await putOff();
      expect(await store.acknowledge(acknowledgement(key))).toBe('told');

      const found = await item(key);
      expect(found && alertState(found, T0 + MINUTE)).toBe('delivered');
      expect(await due(key, END)).toEqual([]);
    });

    describe('that a group may have seen it fire', () => {
      const isRemembered = async (key: AlertKey) => (await item(key))?.maybeShown === true;
      const maybeShown = async () => {
        const key = freshKey();
        await store.fire(arrival(key));
        await store.postpone(postponement(key, { maybeShown: true }));
        return key;
      };

      test('is remembered while it changes, and is let go', async () => {
        const [over, free] = [await maybeShown(), await maybeShown()];
        await store.recover(arrival(over, { status: 'resolved', nowMs: T0 + MINUTE }));
        await store.release({ ...free, version: 1, from: LATER, to: { class: 2, atMs: T0 + MINUTE } });

        expect([await isRemembered(over), await isRemembered(free)]).toEqual([true, true]);
      });

      test('is remembered of the version it had then, also where a newer one is put off in turn', async () => {
        const key = await maybeShown();
        const nowMs = T0 + MINUTE;
        await store.raise(arrival(key, { episode: EPISODES[1], nowMs }));
        const from = { class: 2, atMs: nowMs } as const;
        await store.postpone(postponement(key, { version: 2, from, maybeShown: true }));

        expect(await item(key)).toMatchObject({ version: 2, dueAt: END, maybeShown: true, maybeShownVersion: 1 });
      });

      test('is forgotten once it was told, in the version that is there or in an older one', async () => {
        const [told, moved] = [await maybeShown(), await maybeShown()];
        await store.acknowledge(acknowledgement(told));
        await store.raise(arrival(moved, { level: 1, nowMs: T0 + SECOND }));
        await store.acknowledge(acknowledgement(moved));

        expect([await isRemembered(told), await isRemembered(moved)]).toEqual([false, false]);
        for (const key of [told, moved]) expect(await item(key)).not.toHaveProperty('maybeShownVersion');
      });

      test('is remembered of what ends as dead: its end may come in a silence', async () => {
        const key = freshKey();
        await store.fire(arrival(key));
        await store.bury({ ...acknowledgement(key), delivery: '', maybeShown: true }, 'too old');
        await store.recover(arrival(key, { status: 'resolved', nowMs: T0 + MINUTE }));

        expect(await item(key)).toMatchObject({ version: 2, maybeShown: true, maybeShownVersion: 1 });
      });

      test('is remembered of what is told no more, whose end is due all the same', async () => {
        const key = freshKey();
        await store.fire(arrival(key));
        await store.withhold({ ...key, version: 1, expiresAtMs: T0 + DAY, maybeShown: true }, 'over-cap');
        const end = arrival(key, { status: 'resolved', nowMs: T0 + MINUTE });
        expect(await store.recoverSuppressed(end)).toBe('refused');
        expect(await admitRecovery(end, store)).toMatchObject({ version: 2, madeDue: { atMs: T0 + MINUTE } });

        expect(await item(key)).toMatchObject({ status: 'resolved', dueAt: T0 + MINUTE, maybeShown: true });
        expect(await item(key)).toMatchObject({ version: 2, maybeShownVersion: 1 });
        expect(await item(key)).not.toHaveProperty('suppressed');
      });

      test('is noted of what waits, also where it changed since, and nothing else is', async () => {
        const [key, ended] = [freshKey(), freshKey()];
        for (const one of [key, ended]) await store.fire(arrival(one));
        await store.recover(arrival(ended, { status: 'resolved', nowMs: T0 + SECOND }));
        for (const one of [key, ended]) {
          const before = await item(one);
          expect(await store.noteMaybeShown({ ...one, version: 1 })).toBe('noted');
          expect(await store.noteMaybeShown({ ...one, version: 1 })).toBe('noted');

          expect(await item(one)).toEqual({ ...before, maybeShown: true, maybeShownVersion: 1 });
        }
      });

      test('is noted of what people heard of in an older version only', async () => {
        const key = freshKey();
        await store.fire(arrival(key));
        await store.acknowledge(acknowledgement(key));
        await store.raise(arrival(key, { level: 1, nowMs: T0 + SECOND }));

        expect(await store.noteMaybeShown({ ...key, version: 2 })).toBe('noted');
      });

      test('is not noted of what was told since, has nothing to say any more, or is gone', async () => {
        const [told, moved, over, gone] = [freshKey(), freshKey(), freshKey(), freshKey()];
        for (const one of [told, moved, over]) await store.fire(arrival(one));
        await store.raise(arrival(moved, { level: 1, nowMs: T0 + SECOND }));
        for (const one of [told, moved]) await store.acknowledge(acknowledgement(one));
        await store.withhold({ ...over, version: 1, expiresAtMs: T0 + DAY }, 'channel-disabled');

        for (const one of [told, moved, over, gone]) {
          const before = await item(one);
          expect(await store.noteMaybeShown({ ...one, version: 1 })).toBe('refused');
          expect(await item(one)).toEqual(before);
        }
      });

      test('is remembered where it is put off anew by who does not know', async () => {
        const key = await maybeShown();
        await store.postpone(postponement(key, { from: LATER, to: { class: 2, atMs: END + MINUTE } }));

        expect(await item(key)).toMatchObject({ dueAt: END + MINUTE });
        expect(await isRemembered(key)).toBe(true);
      });
    });

    describe('is left as it is', () => {
      const expectRefused = async (key: AlertKey, some: Partial<Postponement> = {}) => {
        const before = await rawItem(table, key);
        expect(await store.postpone(postponement(key, some))).toBe('refused');
        expect(await rawItem(table, key)).toEqual(before);
      };

      test('when it changed since it was looked at', async () => {
        const key = freshKey();
        await store.fire(arrival(key));
        await store.raise(arrival(key, { level: 1 }));

        await expectRefused(key, { from: { class: 0, atMs: T0 } });
      });

      test('when it was told since', async () => {
        const key = freshKey();
        await store.fire(arrival(key));
        await store.acknowledge(acknowledgement(key));

        await expectRefused(key);
      });

      test('when another put it off since', async () => {
        const key = await putOff();

        await expectRefused(key, { to: { class: 2, atMs: END + DAY }, by: 's-2' });
      });

      test('when it is not there', async () => {
        const key = freshKey();
        expect(await store.postpone(postponement(key))).toBe('refused');
        expect(await item(key)).toBeUndefined();
      });
    });

    describe('and let go early', () => {
      const release = (key: AlertKey, version = 1) =>
        store.release({ ...key, version, from: LATER, to: { class: 2, atMs: T0 + MINUTE } });

      test('is due then, and says no more that it is held back', async () => {
        const key = await putOff();
        expect(await release(key)).toBe('released');

        const found = await item(key);
        expect(found).toMatchObject({ dueAt: T0 + MINUTE, heldBack: { by: 's-1' } });
        expect(found?.heldBack).not.toHaveProperty('untilMs');
        expect(await due(key, T0 + MINUTE)).toHaveLength(1);
      });

      test('stays as it is when it changed, was told, or was let go by another', async () => {
        const [changed, told, gone] = [await putOff(), await putOff(), await putOff()];
        await store.raise(arrival(changed, { level: 1, nowMs: T0 + SECOND }));
        await store.acknowledge(acknowledgement(told));
        await release(gone);

        for (const key of [changed, told, gone]) expect(await release(key)).toBe('refused');
        expect(await due(told, END)).toEqual([]);
      });
    });

    describe('and over in a channel that sends no ends', () => {
      const recover = (key: AlertKey) =>
        store.recoverQuietly(arrival(key, { status: 'resolved', nowMs: T0 + MINUTE }), 'recovery-off');

      test('keeps the reason nobody heard of it when the end of a newer episode comes, whose firing did not', async () => {
        const key = await putOff();
        await recover(key);
        const newer = arrival(key, { status: 'resolved', episode: EPISODES[1], nowMs: T0 + 2 * MINUTE });
        await store.endNewerQuietly(newer, 'recovery-off');

        expect(await item(key)).toMatchObject({ episode: EPISODES[1], suppressed: 'silenced' });
      });

      test('is over for good when nobody heard of it', async () => {
        const key = await putOff();
        expect(await recover(key)).toEqual({ version: 2, receipts: 2 });

        const found = await item(key);
        expect(found).toMatchObject({ status: 'resolved', suppressed: 'silenced' });
        expect(found && alertState(found, T0 + DAY)).toBe('suppressed');
        expect(await due(key, END)).toEqual([]);
        expect(await rawItem(table, key)).toHaveProperty('exp');
      });

      test('stays due when it is due by then: a message that tells it may be on its way', async () => {
        const key = await putOff();
        const end = arrival(key, { status: 'resolved', nowMs: END });
        await store.recoverQuietly(end, 'recovery-off');
        expect(await due(key, END)).toHaveLength(1);
        expect(await store.acknowledge(acknowledgement(key))).toBe('changed-meanwhile');

        const found = await item(key);
        expect(found).toMatchObject({ told: 'firing', toldVersion: 1, suppressed: 'recovery-off', dueAt: END });
        expect(found && whatToTell(found, 'sent')).toEqual({ kind: 'nothing', reason: 'recovery-off' });
      });

      test.each([
        ['fired anew', { episode: EPISODES[1] }],
        ['rose', { level: 1 }],
      ] as const)('is over for good when people heard of it before it %s', async (_what, change) => {
        const key = freshKey();
        await store.fire(arrival(key));
        await store.acknowledge(acknowledgement(key));
        const from: Due = { class: 'level' in change ? 0 : 2, atMs: T0 + SECOND };
        await store.raise(arrival(key, { ...change, nowMs: from.atMs }));
        const to = { ...from, atMs: END };
        expect(await store.postpone(postponement(key, { version: 2, from, to }))).toBe('postponed');
        await store.recoverQuietly(arrival(key, { ...change, status: 'resolved', nowMs: T0 + MINUTE }), 'recovery-off');

        expect(await item(key)).toMatchObject({ status: 'resolved', told: 'firing', suppressed: 'silenced' });
        expect(await due(key, END)).toEqual([]);
        expect(await rawItem(table, key)).toHaveProperty('exp');
      });
    });

    test('is withheld with what kept it back, once', async () => {
      const key = freshKey();
      await store.recoverUnseen(arrival(key, { status: 'resolved' }));
      const withholding = { ...key, version: 1, expiresAtMs: T0 + DAY, by: { id: 's-1', atMs: T0 + SECOND } };
      expect(await store.withhold(withholding, 'silenced')).toBe('withheld');
      expect(await store.withhold({ ...withholding, by: { id: 's-2', atMs: T0 } }, 'silenced')).toBe('refused');

      expect(await item(key)).toMatchObject({
        suppressed: 'silenced',
        heldBack: { reason: 'silenced', by: 's-1', atMs: T0 + SECOND },
      });
    });
  });
}
