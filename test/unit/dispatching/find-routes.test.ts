import { describe, expect, test } from 'vitest';
import type { Channel } from '#shared/channels/channel.ts';
import type { DispatchEvent } from '#shared/dispatching/dispatch-ports.ts';
import { findRoutes, guestLane, quotaOf, sightOf } from '#shared/dispatching/find-routes.ts';
import { countMessage } from '#shared/pacing/channel-caps.ts';
import { emptyLane, type Lane } from '#shared/pacing/lane.ts';
import { unreserved } from '#shared/pacing/pace.ts';
import { quotaMonth } from '#shared/pacing/quota.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';
import { START_MS, startHarness } from '#test/pipeline/harness.ts';

const [ONE, TWO, THREE] = [aRobot({ name: '1' }), aRobot({ name: '2' }), aRobot({ name: '3' })];
const { limits, delivery } = aChannel();
const dba = aChannel({ name: 'dba', robots: [ONE] });
const pool = aChannel({ name: 'pool', robots: [ONE, TWO] });
const lent = aChannel({ name: 'lent', robots: [ONE], delivery: { ...delivery, fallbackChannel: 'helper' } });
const helper = aChannel({ name: 'helper', robots: [THREE] });
const SICK: Partial<Lane> = { failures: 5, retryAt: START_MS + 60_000, troubleSince: START_MS - 900_000 };
const USED_UP: Partial<Lane> = { slots: Array.from({ length: unreserved(20) }, (_, at) => START_MS - 30_000 + at) };

interface Situation {
  readonly channels: readonly Channel[];
  readonly others?: readonly Channel[];
  readonly home?: Partial<Lane>;
  /** Messages of the month by quota pool. */
  readonly used?: Readonly<Record<string, number>>;
  readonly hasDown?: boolean;
}

async function found({ channels, others = [helper], home = {}, used = {}, hasDown = false }: Situation) {
  const all = [...channels, ...others];
  const { ports } = await startHarness(all);
  for (const [quota, messages] of Object.entries(used)) await ports.quotas.add(quota, quotaMonth(START_MS), messages);
  const read: string[] = [];
  const watched = {
    ...ports,
    lanes: {
      ...ports.lanes,
      get: (id: string) => {
        read.push(id);
        return ports.lanes.get(id);
      },
    },
  };
  const lane: Lane = { ...emptyLane(ONE.webhookId), ...home };
  const { routes, hindered } = await findRoutes({ lane, channels, all }, hasDown, watched);

  return {
    routes: routes.map((route) => [
      [ONE, TWO, THREE].find(({ webhookId }) => webhookId === route.robotLane.id)?.name,
      route.channels.map(({ name }) => name).join(),
      ...(route.fallback === undefined ? [] : [route.fallback.name]),
    ]),
    hindered: hindered.map(({ channel, untilMs }) => [channel.name, untilMs - START_MS]),
    read: read.map((id) => [ONE, TWO, THREE].find(({ webhookId }) => webhookId === id)?.name),
  };
}

describe('while the home robot works', () => {
  test('all channels go through it, and no other lane is read', async () => {
    expect(await found({ channels: [dba, pool, lent] })).toEqual({
      routes: [['1', 'dba,pool,lent']],
      hindered: [],
      read: [],
    });
  });
});

describe('when the home robot is in trouble', () => {
  test.each<[string, Partial<Lane>]>([
    ['fails', { failures: 1, retryAt: START_MS + 5_000, troubleSince: START_MS }],
    ['is muted', { mutedUntil: START_MS + 5_000 }],
    ['has no slot left', USED_UP],
  ])('and %s, a channel with another robot goes through that', async (_, home) => {
    expect(await found({ channels: [pool], home })).toEqual({ routes: [['2', 'pool']], hindered: [], read: ['2'] });
  });

  test('that is over, nothing else is read', async () => {
    expect((await found({ channels: [pool], home: { mutedUntil: START_MS } })).read).toEqual([]);
  });

  test('a channel without another waits, and says until when', async () => {
    expect(await found({ channels: [dba, pool], home: SICK })).toEqual({
      routes: [['2', 'pool']],
      hindered: [['dba', 60_000]],
      read: ['2'],
    });
  });

  test('a channel whose patience is over goes through its fallback’s robot, which is read for that', async () => {
    expect(await found({ channels: [lent], home: SICK })).toEqual({
      routes: [['3', 'lent', 'helper']],
      hindered: [],
      read: ['3'],
    });
  });

  test.each([
    ['disabled', [{ ...helper, enabled: false }]],
    ['gone', []],
  ])('a fallback that is %s is none', async (_, others) => {
    expect(await found({ channels: [lent], others, home: SICK })).toMatchObject({
      routes: [],
      hindered: [['lent', 60_000]],
    });
  });

  test('a fallback whose own month is used up is none', async () => {
    const poor = { ...helper, limits: { ...limits, monthlyQuota: 5 } };

    expect(await found({ channels: [lent], others: [poor], home: SICK, used: { 'channel/helper': 5 } })).toMatchObject({
      hindered: [['lent', 60_000]],
    });
    expect(await found({ channels: [lent], others: [poor], home: SICK, used: { 'channel/helper': 4 } })).toMatchObject({
      routes: [['3', 'lent', 'helper']],
    });
  });

  test('a down takes the fallback’s healthy robot, where the own one is only to be tried', async () => {
    const home = { ...SICK, retryAt: START_MS };

    expect((await found({ channels: [lent], home, hasDown: true })).routes).toEqual([['3', 'lent', 'helper']]);
    expect((await found({ channels: [lent], home })).routes).toEqual([['1', 'lent']]);
  });
});

describe('a month that is used up', () => {
  const poor = { ...lent, limits: { ...limits, monthlyQuota: 5 } };

  test('sends a channel to its fallback though its own robot works', async () => {
    expect((await found({ channels: [poor], used: { 'channel/lent': 5 } })).routes).toEqual([['3', 'lent', 'helper']]);
    expect((await found({ channels: [poor], used: { 'channel/lent': 4 } })).routes).toEqual([['1', 'lent']]);
  });
});

describe('a channel whose hour is full', () => {
  const capped = { ...dba, name: 'capped', limits: { ...limits, perHour: 1 } };
  const caps = { capped: countMessage(undefined, 'Asia/Shanghai', START_MS) };

  test('is not looked at until the next; others are', async () => {
    expect(await found({ channels: [capped, dba], home: { caps } })).toMatchObject({
      routes: [['1', 'dba']],
      hindered: [['capped', 3_600_000]],
    });
  });

  test('is not what other robots are read for', async () => {
    const cappedPool = { ...capped, robots: pool.robots };

    expect((await found({ channels: [cappedPool], home: { caps, ...SICK } })).read).toEqual([]);
  });
});

describe('what the month allows', () => {
  async function quota(channel: Channel, used: number) {
    const { ports } = await startHarness([channel]);
    await ports.quotas.add('channel/dba', quotaMonth(START_MS), used);
    return (await quotaOf(channel, [channel], ports)).kind;
  }

  test('is plenty without a quota, and asked of the count with one', async () => {
    expect(await quota(dba, 1_000)).toBe('plenty');
    const limited = { ...dba, limits: { ...limits, monthlyQuota: 10 } };
    expect(await Promise.all([1, 9, 10].map((used) => quota(limited, used)))).toEqual(['plenty', 'sparse', 'gone']);
  });
});

describe('the lane of another robot', () => {
  const message = { id: 'm', kind: 'single', channel: 'dba', attempt: 1 } as const;

  async function taken(afterMs: number) {
    const { ports, runUntil, events } = await startHarness([dba]);
    const lane = await ports.lanes.get(TWO.webhookId);
    await ports.lanes.take(lane, {
      owner: 'w',
      nowMs: START_MS,
      tillMs: START_MS + 1_000,
      message,
      inFlightUntilMs: START_MS + 2_000,
    });
    await runUntil(START_MS + afterMs);

    return { lane: await guestLane(TWO.webhookId, ports), events };
  }

  test('is taken over where its worker died: nobody else may come by to say so', async () => {
    const { lane, events } = await taken(5_001);

    expect(lane).toMatchObject({ slots: [START_MS + 5_001], again: { id: 'm', attempt: 2 } });
    expect(lane.inFlight).toBeUndefined();
    expect(events).toEqual<DispatchEvent[]>([{ kind: 'reclaimed', lane: TWO.webhookId }]);
  });

  test('is left alone while an answer may still come', async () => {
    const { lane, events } = await taken(5_000);

    expect(lane.inFlight).toMatchObject({ id: 'm' });
    expect(events).toEqual([]);
  });

  test('is seen with what all channels that use it allow it in a minute, or what it learned', () => {
    const few = { ...pool, limits: { ...limits, perMinute: 7 } };
    const lane = emptyLane(TWO.webhookId);

    expect(sightOf(lane, [dba, few, helper], START_MS)).toEqual({ lane, limit: 7 });
    const strained = { ...lane, strained: { limit: 3, atMs: START_MS } };
    expect(sightOf(strained, [few], START_MS).limit).toBe(3);
  });
});
