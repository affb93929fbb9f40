import { describe, expect, test } from 'vitest';
import { SHARDS } from '#shared/admission/shard.ts';
import type { Channel } from '#shared/channels/channel.ts';
import { buryAndReport } from '#shared/dispatching/report-buried.ts';
import { reportMisconfigured } from '#shared/dispatching/report-misconfigured.ts';
import type { Route } from '#shared/dispatching/route.ts';
import { emptyLane, type Lane } from '#shared/pacing/lane.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';
import { anAlert, startHarness } from '#test/pipeline/harness.ts';

const [one, two] = [aRobot({ name: '1' }), aRobot({ name: '2' })];
const { delivery } = aChannel();
const fallback = aChannel({ name: 'fallback', robots: [aRobot({ name: '3' })] });
const alone = aChannel({ name: 'dba', robots: [one] });
const pool = aChannel({ name: 'dba', robots: [one, two] });
const lent = aChannel({ name: 'dba', robots: [one], delivery: { ...delivery, fallbackChannel: 'fallback' } });

async function reported(channel: Channel, before: Partial<Lane>, after: Partial<Lane>, others = [fallback]) {
  const all = [channel, ...others];
  const { ports, told } = await startHarness(all);
  const lane = emptyLane(one.webhookId);
  const route: Route = { robotLane: { ...lane, ...before }, limit: 20, channels: [channel], failingSince: new Map() };
  await reportMisconfigured(route, { ...lane, ...after }, all, ports);

  return { told, heard: await ports.alerts.hasWaiting(channel.name) };
}

describe('a robot that becomes misconfigured', () => {
  const token = { misconfigured: 'token' } as const;
  const event = { kind: 'robot-misconfigured', channel: 'dba', robot: '1', reason: 'token' };

  test.each([
    ['another robot', pool],
    ['a fallback channel', lent],
  ])('is told to the operator, and in its channel where %s can say it', async (_, channel) => {
    expect(await reported(channel, {}, token)).toEqual({ told: [event], heard: true });
  });

  test('is told to the operator alone where it is the only one', async () => {
    expect(await reported(alone, {}, token)).toEqual({ told: [event], heard: false });
  });

  test.each([
    ['is disabled', [{ ...fallback, enabled: false }]],
    ['is gone', []],
  ])('is told to the operator alone where its fallback %s', async (_, others) => {
    expect(await reported(lent, {}, token, others)).toEqual({ told: [event], heard: false });
  });

  test('for another reason than before is told again', async () => {
    expect((await reported(pool, { misconfigured: 'sign' }, token)).told).toEqual([event]);
  });

  test('for the reason it was before is not, nor is one that works', async () => {
    expect(await reported(pool, token, token)).toEqual({ told: [], heard: false });
    expect(await reported(pool, token, {})).toEqual({ told: [], heard: false });
    expect(await reported(pool, {}, {})).toEqual({ told: [], heard: false });
  });
});

async function itemsOf({ alerts }: Awaited<ReturnType<typeof startHarness>>, channel: string) {
  const pages = await Promise.all([...SHARDS].map((shard) => alerts.page(channel, shard, undefined, 10)));
  return pages.flatMap(({ items }) => items);
}

describe('dead letters', () => {
  const key = (channel: string, at: number) => ({ channel, fingerprint: String(at).padEnd(22, 'A'), version: 1 });
  const REASON = 'rejected: format';

  test('are counted by channel, as many as could be buried', async () => {
    const { ports, events } = await startHarness([alone]);
    const dying = [key('dba', 1), key('gone', 2), key('dba', 3), key('dba', 4)];
    await buryAndReport(dying, REASON, [alone], async () => dying.slice(0, 3), ports);

    expect(events).toEqual([
      { kind: 'buried', channel: 'dba', alertCount: 2, reason: REASON },
      { kind: 'buried', channel: 'gone', alertCount: 1, reason: REASON },
    ]);
  });

  test('are announced in the words of their own channel', async () => {
    const other = aChannel({ name: 'other', robots: [two] });
    const relay = await startHarness([other, alone]);
    await relay.receive([anAlert()], { channels: ['dba'] });
    const items = await itemsOf(relay, 'dba');
    await buryAndReport(items, REASON, [other, alone], async () => items, relay.ports);

    expect(relay.told).toMatchObject([{ kind: 'dead-letters', channel: 'dba', count: 1, reason: REASON }]);
    expect(await relay.alerts.hasWaiting('other')).toBe(false);
  });

  test('are announced before they are buried, and again by whoever comes after a worker that died in between', async () => {
    const relay = await startHarness([alone]);
    await relay.receive([anAlert()], { channels: ['dba'] });
    const items = await itemsOf(relay, 'dba');
    const dies = () => Promise.reject(new Error('dies'));

    await expect(buryAndReport(items, REASON, [alone], dies, relay.ports)).rejects.toThrow('dies');
    expect(relay.told).toMatchObject([{ kind: 'dead-letters', count: 1 }]);
    await buryAndReport(items, REASON, [alone], async () => items, relay.ports);
    expect(relay.told).toMatchObject([{ kind: 'dead-letters', count: 1 }, { count: 1 }]);
  });

  test('of nothing are not told', async () => {
    const { ports, events, told } = await startHarness([alone]);
    await buryAndReport([], REASON, [alone], async () => [], ports);

    expect([events, told]).toEqual([[], []]);
  });
});
