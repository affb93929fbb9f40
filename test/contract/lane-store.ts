import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAlertStore } from '#shared/adapters/dynamodb/alert-store.ts';
import { laneKey, manifestKey } from '#shared/adapters/dynamodb/keys.ts';
import { createLaneStore } from '#shared/adapters/dynamodb/lane-store.ts';
import { hindranceOf } from '#shared/dispatching/hindrance.ts';
import { emptyLane, type Lane } from '#shared/pacing/lane.ts';
import type { LaneStore } from '#shared/pacing/lane-store.ts';
import { reclaimLane } from '#shared/pacing/settle-lane.ts';
import type { OpenedTable, OpenTable } from './alert-store-table.ts';
import { aMessage, freshLane, LEASE_MS, refs, SECOND, T0, TIMEOUT_MS, takeAt, takenLane } from './lane-store-lanes.ts';

/** What every lane store does, with the races for a robot's lane. */
export function defineLaneStoreContract(name: string, open: OpenTable): void {
  describe(`a lane store (${name})`, () => {
    let table: OpenedTable;
    let store: LaneStore;
    beforeAll(async () => {
      table = await open();
      store = createLaneStore(table);
    });
    afterAll(() => table.stop());

    const raw = async (id: string) =>
      (
        await table.client.send(
          new GetItemCommand({ TableName: table.tableName, Key: laneKey(id), ConsistentRead: true }),
        )
      ).Item;
    /** A lane that worker `a` took at `T0`. */
    const taken = (id = freshLane()) => takenLane(store, id);
    const reclaim = (lane: Lane, nowMs: number) => store.reclaim(lane, reclaimLane(lane, nowMs), nowMs);

    describe('a lane nobody used', () => {
      test('is empty, and reading it writes nothing', async () => {
        const id = freshLane();

        expect(await store.get(id)).toEqual(emptyLane(id));
        expect(await raw(id)).toBeUndefined();
      });
    });

    describe('taking a lane', () => {
      test('writes lease, message in flight and fence at once', async () => {
        const id = freshLane();
        const lane = await store.take(emptyLane(id), takeAt(T0, 'a'));

        expect(lane).toEqual({
          ...emptyLane(id),
          owner: 'a',
          till: T0 + LEASE_MS,
          fence: 1,
          inFlight: aMessage(),
          inFlightUntil: T0 + TIMEOUT_MS,
        });
        expect(await store.get(id)).toEqual(lane);
      });

      test('at the same time is won by one of five workers', async () => {
        const id = freshLane();
        const all = await Promise.all(
          ['a', 'b', 'c', 'd', 'e'].map((owner) => store.take(emptyLane(id), takeAt(T0, owner))),
        );

        expect(all.filter((one) => one !== 'lost')).toHaveLength(1);
        expect(all.find((one) => one !== 'lost')).toEqual(await store.get(id));
      });

      test('fails while a message is in flight, also when the lease is over', async () => {
        const lane = await taken();

        expect(await store.take(lane, takeAt(T0 + SECOND, 'b'))).toBe('lost');
        expect(await store.take(lane, takeAt(T0 + LEASE_MS + 1, 'b'))).toBe('lost');
        expect(await store.take(lane, takeAt(T0 + SECOND, 'a'))).toBe('lost');
        expect(await store.get(lane.id)).toEqual(lane);
      });

      test('fails while its holder acknowledges, until the lease is over', async () => {
        const lane = await taken();
        await store.settle(lane, { ...lane, acks: [aMessage()] }, 'held');
        const held = await store.get(lane.id);

        expect(await store.take(held, takeAt(T0 + LEASE_MS, 'b'))).toBe('lost');
        expect(await store.take(held, takeAt(T0 + LEASE_MS + 1, 'b'))).toMatchObject({ owner: 'b', fence: 2 });
      });

      test('fails while the robot is muted, and works from the end of the mute on', async () => {
        const lane = await taken();
        await store.settle(lane, { ...lane, mutedUntil: T0 + 600 * SECOND }, 'free');
        const muted = await store.get(lane.id);

        expect(await store.take(muted, takeAt(T0 + 600 * SECOND - 1, 'b'))).toBe('lost');
        expect(await store.take(muted, takeAt(T0 + 600 * SECOND, 'b'))).toMatchObject({ owner: 'b' });
      });

      test('fails for who read the lane before someone else used it', async () => {
        const id = freshLane();
        const before = await store.get(id);
        const lane = await taken(id);
        await store.settle(lane, lane, 'free');

        expect(await store.take(before, takeAt(T0 + SECOND, 'b'))).toBe('lost');
        expect(await store.take(await store.get(id), takeAt(T0 + SECOND, 'b'))).toMatchObject({ fence: 2 });
      });

      test('keeps what the lane remembers', async () => {
        const first = await taken();
        const remembered: Lane = {
          ...first,
          slots: [T0, T0 + 20],
          failures: 2,
          retryAt: T0 + SECOND,
          again: aMessage(2),
          month: '2026-11',
          monthCount: 7,
        };
        await store.settle(first, remembered, 'free');
        const second = await store.take(await store.get(first.id), takeAt(T0 + SECOND, 'b'));

        const { owner: _o, till: _t, inFlight: _m, inFlightUntil: _u, fence: _f, ...rest } = remembered;
        expect(second).toMatchObject(rest);
      });
    });

    describe('settling a lane', () => {
      test('writes what the answer changed, and frees it', async () => {
        const lane = await taken();
        const next: Lane = {
          ...lane,
          slots: Array.from({ length: 20 }, (_, at) => T0 + at * 3 * SECOND),
          mutedUntil: T0 + 600 * SECOND,
          retryAt: T0 + 5 * SECOND,
          failures: 3,
          misconfigured: 'token',
          again: { ...aMessage(), attempt: 2, maybeShown: true },
          alsoAgain: [aMessage(2)],
          doubtful: aMessage().refs ?? [],
          doubtfulDueAt: T0 + 7 * SECOND,
          followUp: {
            channel: 'dba',
            robot: '1',
            alertCount: 2,
            draft: {
              format: 'text',
              title: '停服',
              text: '@138',
              mention: { mobiles: ['1'], userIds: [], all: false },
            },
            completes: 'message-2',
            next: {
              channel: 'ops',
              robot: '2',
              alertCount: 1,
              draft: { format: 'text', title: '', text: '@139', mention: { mobiles: ['2'], userIds: [], all: false } },
              completes: 'message-1',
            },
          },
          month: '2026-11',
          monthCount: 41,
        };
        expect(await store.settle(lane, next, 'free')).toBe('settled');

        const { owner: _o, till: _t, inFlight: _m, inFlightUntil: _u, ...rest } = next;
        expect(await store.get(lane.id)).toEqual(rest);
      });

      test('forgets what is over', async () => {
        const lane = await taken();
        const troubled = { mutedUntil: T0 + 1, retryAt: T0 + 1, failures: 3, misconfigured: 'sign' as const };
        const doubts = {
          again: aMessage(),
          alsoAgain: [aMessage(2)],
          doubtful: aMessage().refs ?? [],
          doubtfulDueAt: T0,
        };
        await store.settle(lane, { ...lane, ...troubled, ...doubts }, 'free');
        const again = await store.take(await store.get(lane.id), takeAt(T0 + SECOND, 'b'));
        if (again === 'lost') throw new Error('not taken');
        const {
          mutedUntil: _u,
          retryAt: _r,
          misconfigured: _m,
          again: _a,
          alsoAgain: _b,
          doubtful: _d,
          doubtfulDueAt: _e,
          ...rest
        } = again;
        await store.settle(again, { ...rest, failures: 0 }, 'free');

        expect(await store.get(lane.id)).toEqual({ ...emptyLane(lane.id), fence: 2 });
      });

      test('keeps the lease for who has to acknowledge', async () => {
        const lane = await taken();
        await store.settle(lane, { ...lane, acks: [aMessage()] }, 'held');
        const held = await store.get(lane.id);

        expect(held).toMatchObject({ owner: 'a', till: T0 + LEASE_MS, acks: [aMessage()] });
        expect(held.inFlight).toBeUndefined();
        expect(held.inFlightUntil).toBeUndefined();
      });

      test('changes nothing once another worker declared the message lost', async () => {
        const lane = await taken();
        await reclaim(lane, T0 + LEASE_MS + 1);
        const reclaimed = await store.get(lane.id);

        expect(await store.settle(lane, { ...lane, acks: [aMessage()] }, 'held')).toBe('lost');
        expect(await store.get(lane.id)).toEqual(reclaimed);
      });

      test('changes nothing on a lane another worker took since', async () => {
        const lane = await taken();
        await reclaim(lane, T0 + LEASE_MS + 1);
        const other = await store.take(await store.get(lane.id), takeAt(T0 + LEASE_MS + 2, 'b'));

        expect(await store.settle(lane, { ...lane, slots: [T0] }, 'free')).toBe('lost');
        expect(await store.get(lane.id)).toEqual(other);
      });

      test('works once', async () => {
        const lane = await taken();
        await store.settle(lane, lane, 'free');

        expect(await store.settle(lane, { ...lane, failures: 9 }, 'free')).toBe('lost');
        expect(await store.get(lane.id)).toMatchObject({ failures: 0 });
      });
    });

    describe('declaring a message lost', () => {
      // The worker of `taken` must have answered by T0 + 12 s, 3 s of slack for clocks, and holds the lease to T0 + 20 s.
      test.each([
        ['while the lease lasts', LEASE_MS, LEASE_MS - SECOND, 'lost'],
        ['when the lease just ends', LEASE_MS, LEASE_MS, 'lost'],
        ['when the lease is over', LEASE_MS, LEASE_MS + 1, 'reclaimed'],
        ['after a short lease, while the answer may come', SECOND, TIMEOUT_MS + 3 * SECOND, 'lost'],
        ['after a short lease, when no answer can come any more', SECOND, TIMEOUT_MS + 3 * SECOND + 1, 'reclaimed'],
      ] as const)('%s', async (_, leaseMs, afterMs, result) => {
        const id = freshLane();
        const lane = await store.take(emptyLane(id), { ...takeAt(T0, 'a'), tillMs: T0 + leaseMs });
        if (lane === 'lost') throw new Error('not taken');

        expect(await reclaim(lane, T0 + afterMs)).toBe(result);
      });

      test('counts the request, keeps the message for another attempt and frees the lane', async () => {
        const lane = await taken();
        const nowMs = T0 + LEASE_MS + 1;
        await reclaim(lane, nowMs);

        expect(await store.get(lane.id)).toEqual({
          ...emptyLane(lane.id),
          fence: 2,
          slots: [nowMs],
          again: { ...aMessage(), attempt: 2, maybeShown: true, lost: { sinceMs: nowMs, times: 1 } },
        });
      });

      test('is done by one of two workers', async () => {
        const lane = await taken();
        const both = await Promise.all([1, 2].map((at) => reclaim(lane, T0 + LEASE_MS + at)));

        expect(both.toSorted()).toEqual(['lost', 'reclaimed']);
        expect((await store.get(lane.id)).slots).toHaveLength(1);
      });

      test('fails when its worker settled after all', async () => {
        const lane = await taken();
        await store.settle(lane, { ...lane, slots: [T0] }, 'free');

        expect(await reclaim(lane, T0 + LEASE_MS + 1)).toBe('lost');
        expect((await store.get(lane.id)).again).toBeUndefined();
      });

      test('keeps acknowledgements that another message still owes', async () => {
        const first = await taken();
        await store.settle(first, { ...first, acks: [aMessage()] }, 'held');
        const second = await store.take(await store.get(first.id), takeAt(T0 + LEASE_MS + 1, 'b'));
        if (second === 'lost') throw new Error('not taken');
        await reclaim(second, T0 + 3 * LEASE_MS);

        expect((await store.get(first.id)).acks).toEqual([aMessage()]);
      });
    });

    describe('ending the lease of a worker known to be dead', () => {
      test('lets the next one take its message over at once', async () => {
        const lane = await takenLane(store, freshLane());
        await store.expireLease(lane);
        const seen = await store.get(lane.id);

        expect(hindranceOf(seen, T0 + 1)).toEqual({ kind: 'worker-died' });
        expect(await store.reclaim(seen, reclaimLane(seen, T0 + 1), T0 + 1)).toBe('reclaimed');
      });

      test('changes nothing on a lane another worker holds by now', async () => {
        const lane = await takenLane(store, freshLane());
        await store.expireLease({ ...lane, owner: 'long gone' });

        expect(hindranceOf(await store.get(lane.id), T0 + 1)).toMatchObject({ kind: 'busy' });
      });
    });

    describe('acknowledging', () => {
      const settled = async () => {
        const lane = await taken();
        await store.settle(lane, { ...lane, acks: [aMessage()] }, 'held');
        return store.get(lane.id);
      };

      test('to its end frees the lane', async () => {
        const lane = await settled();
        await store.acknowledged(lane);

        expect(await store.get(lane.id)).toEqual({ ...emptyLane(lane.id), fence: 2 });
      });

      test('to its end twice, by two workers, is as good as once', async () => {
        const lane = await settled();
        await Promise.all([store.acknowledged(lane), store.acknowledged(lane)]);
        await store.acknowledged(lane);

        expect(await store.get(lane.id)).toEqual({ ...emptyLane(lane.id), fence: 2 });
      });

      test('to its end is not undone by who read the lane before', async () => {
        const lane = await taken();
        await store.settle(lane, { ...lane, acks: [aMessage()] }, 'free');
        const before = await store.get(lane.id);
        await store.acknowledged(before);

        expect(await store.amend(before, { ...before, failures: 9 })).toBe('lost');
        expect(await store.get(lane.id)).toMatchObject({ acks: [], failures: 0 });
      });

      test('to its end late leaves the message of the next worker alone', async () => {
        const lane = await settled();
        await store.acknowledged(lane);
        const next = await store.take(await store.get(lane.id), takeAt(T0 + SECOND, 'b'));
        await store.acknowledged(lane);
        expect(await store.get(lane.id)).toEqual(next);

        if (next === 'lost') throw new Error('not taken');
        await store.settle(next, { ...next, acks: [aMessage(2)] }, 'held');
        await store.acknowledged(lane);
        expect(await store.get(lane.id)).toMatchObject({ owner: 'b', acks: [aMessage(2)] });
      });

      test('of a lane that was read before its message was settled changes nothing', async () => {
        const lane = await taken();
        await store.acknowledged(lane);

        expect(await store.get(lane.id)).toEqual(lane);
      });
    });

    describe('amending a lane', () => {
      test('writes a change that needs no request', async () => {
        const lane = await taken();
        await store.settle(lane, { ...lane, again: aMessage(2) }, 'free');
        const { again: _done, ...rest } = await store.get(lane.id);

        expect(await store.amend({ ...rest, again: aMessage(2) }, rest)).toBe('amended');
        expect(await store.get(lane.id)).toEqual({ ...rest, fence: 2 });
      });

      test.each([
        ['nobody used', async (id: string) => id],
        [
          'was used before',
          async (id: string) => {
            const lane = await taken(id);
            await store.settle(lane, { ...lane, slots: [T0] }, 'free');
            return id;
          },
        ],
      ])('that %s is for one of two who read it: the other changes nothing', async (_, used) => {
        const id = await used(freshLane());
        const lane = await store.get(id);

        expect(await store.amend(lane, { ...lane, retryAt: T0 + SECOND })).toBe('amended');
        expect(await store.amend(lane, { ...lane, failures: 9 })).toBe('lost');
        expect(await store.take(lane, takeAt(T0, 'a'))).toBe('lost');
        expect(await store.get(id)).toMatchObject({ failures: 0, retryAt: T0 + SECOND });
      });

      test('fails while a message is in flight, and when someone used the lane since', async () => {
        const id = freshLane();
        const before = await store.get(id);
        const lane = await taken(id);
        expect(await store.amend(lane, { ...lane, failures: 9 })).toBe('lost');

        await store.settle(lane, lane, 'free');
        expect(await store.amend(before, { ...before, failures: 9 })).toBe('lost');
        expect(await store.get(id)).toMatchObject({ failures: 0 });
      });
    });

    describe('planning a wake-up', () => {
      test.each([
        ['is done by who asks first', [[T0 + 10 * SECOND, T0]], 'plan'],
        [
          'is left to one that comes sooner',
          [
            [T0 + 5 * SECOND, T0],
            [T0 + 10 * SECOND, T0],
          ],
          'planned-already',
        ],
        [
          'is left to one at the same time',
          [
            [T0 + 5 * SECOND, T0],
            [T0 + 5 * SECOND, T0],
          ],
          'planned-already',
        ],
        [
          'is left to one hardly later',
          [
            [T0 + 5 * SECOND + 250, T0],
            [T0 + 5 * SECOND, T0],
          ],
          'planned-already',
        ],
        [
          'is done beside one that comes later',
          [
            [T0 + 10 * SECOND, T0],
            [T0 + 5 * SECOND, T0],
          ],
          'plan',
        ],
        [
          'is done when the planned one is due or lost',
          [
            [T0, T0 - SECOND],
            [T0 + 5 * SECOND, T0],
          ],
          'plan',
        ],
      ] as const)('%s', async (_, asks, last) => {
        const id = freshLane();
        let answer = '';
        for (const [atMs, nowMs] of asks) answer = await store.planWake(id, atMs, nowMs);

        expect(answer).toBe(last);
      });

      test('at the same moment is done once', async () => {
        const id = freshLane();
        const all = await Promise.all(Array.from({ length: 5 }, () => store.planWake(id, T0 + SECOND, T0)));

        expect(all.filter((one) => one === 'plan')).toHaveLength(1);
      });

      test('touches nothing else, and no message touches it', async () => {
        const lane = await taken();
        await store.planWake(lane.id, T0 + SECOND, T0);
        expect(await store.get(lane.id)).toEqual({ ...lane, wakeAt: T0 + SECOND });

        expect(await store.settle(lane, lane, 'free')).toBe('settled');
        expect(await store.get(lane.id)).toMatchObject({ wakeAt: T0 + SECOND });
      });
    });

    describe('what nobody came for', () => {
      test('is noted on the lane, also on one nobody used', async () => {
        const id = freshLane();
        await store.noteOverdue(id, T0);

        expect(await store.get(id)).toEqual({ ...emptyLane(id), wakeAt: T0 });
      });

      test.each([
        ['a look to come', T0 + SECOND],
        ['a look that did not come', T0 - SECOND],
      ])('leaves %s as it was planned', async (_, wakeAt) => {
        const id = freshLane();
        await store.planWake(id, wakeAt, T0 - 60 * SECOND, 1);
        await store.noteOverdue(id, T0);

        expect(await store.get(id)).toEqual({ ...emptyLane(id), wakeAt, wakeFor: 1 });
      });
    });

    describe('a message that must be completed', () => {
      test('is found by the sweep until it is', async () => {
        const lanesOverdue = async () => (await createAlertStore(table).overdue(T0 + 60 * SECOND)).lanes;
        const lane = await taken();
        const draft = {
          format: 'text',
          title: '',
          text: '',
          mention: { mobiles: ['1'], userIds: [], all: false },
        } as const;
        const followUp = { channel: 'dba', robot: '1', alertCount: 1, draft };
        await store.settle(lane, { ...lane, slots: [T0 + SECOND], followUp }, 'free');
        expect(await lanesOverdue()).toContain(lane.id);

        const next = await store.take(await store.get(lane.id), takeAt(T0 + 2 * SECOND, 'b'));
        if (next === 'lost') throw new Error('not taken');
        const { followUp: _done, ...rest } = next;
        await store.settle(next, rest, 'free');
        expect(await lanesOverdue()).not.toContain(lane.id);
      });
    });

    describe('a manifest', () => {
      test.each([0, 1, 26, 2_000, 2_001, 4_500])('gives back %i alerts as they were written', async (count) => {
        const written = refs(count);
        const chunks = await store.writeManifest(`message${count}`, written, T0);

        expect(chunks).toBe(Math.ceil(count / 2_000));
        expect(await store.readManifest(`message${count}`, chunks)).toEqual(written);
        expect(await store.readManifest(`message${count}`)).toEqual(written);
      });

      test('expires with the alerts it lists', async () => {
        await store.writeManifest('expiring', refs(1), T0);
        const Key = manifestKey('expiring', 0);
        const { Item } = await table.client.send(new GetItemCommand({ TableName: table.tableName, Key }));

        expect(Item?.['exp']).toEqual({ N: String(T0 / 1000) });
      });

      test('that is gone lists nothing', async () => {
        expect(await store.readManifest('never written', 2)).toEqual([]);
      });
    });
  });
}
