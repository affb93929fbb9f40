import { describe, expect, test } from 'vitest';
import type { Outcome } from '#shared/delivery/outcome.ts';
import { countQuota } from '#shared/dispatching/count-quota.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';
import { START_MS, startHarness } from '#test/pipeline/harness.ts';

const MONTH = '2026-11';
const DELIVERED: Outcome = { kind: 'delivered' };
const GONE: Outcome = { kind: 'misconfigured', reason: 'quota', errcode: 90030 };
const { limits } = aChannel();
const pooled = { ...limits, quotaPool: 'corp', monthlyQuota: 10 };
const dba = aChannel({ name: 'dba', limits: pooled });
const ops = aChannel({ name: 'ops', robots: [aRobot({ name: '2' })], limits: { ...pooled, monthlyQuota: null } });
const free = aChannel({ name: 'free', robots: [aRobot({ name: '3' })] });
const ALL = [dba, ops, free];

async function start(used = 0) {
  const harness = await startHarness(ALL);
  if (used > 0) await harness.ports.quotas.add('pool/corp', MONTH, used);
  const count = () => harness.ports.quotas.get('pool/corp', MONTH);

  return { ...harness, count };
}

/** In which channels something of ours waits to be told. */
async function heard({ ports }: Awaited<ReturnType<typeof start>>): Promise<readonly string[]> {
  const waiting = await Promise.all(ALL.map(async ({ name }) => ((await ports.alerts.hasWaiting(name)) ? [name] : [])));
  return waiting.flat();
}

describe('a message', () => {
  test.each<[string, Outcome, number]>([
    ['delivered', DELIVERED, 1],
    ['whose answer was lost', { kind: 'unknown', reason: 'no-answer' }, 1],
    ['throttled', { kind: 'throttled', reason: 'robot-rate', retryAfterMs: 1 }, 0],
    ['refused', { kind: 'rejected', reason: 'format' }, 0],
    ['refused by the channel’s own check alone', { kind: 'rejected', reason: 'response-check', errcode: 0 }, 1],
  ])('%s counts for the pool of the channel whose robot sent it: %s %i', async (_, outcome, used) => {
    const { ports, count } = await start();
    await countQuota(ops, outcome, ALL, ports);

    expect(await count()).toEqual({ used });
  });

  test('of a channel without a quota counts nothing', async () => {
    const { ports, count, told } = await start();
    await countQuota(free, DELIVERED, ALL, ports);
    await countQuota(free, GONE, ALL, ports);

    expect(await count()).toEqual({ used: 0 });
    expect(told).toEqual([]);
  });
});

describe('people are told', () => {
  test('that the robot says it is gone before the pool says so, and again when a worker dies in between', async () => {
    const { ports, told } = await start();
    const markGone = () => Promise.reject(new Error('dies'));
    await expect(countQuota(dba, GONE, ALL, { ...ports, quotas: { ...ports.quotas, markGone } })).rejects.toThrow();
    await countQuota(dba, GONE, ALL, ports);

    expect(told).toMatchObject([{ kind: 'quota', level: 100 }, { level: 100 }]);
  });

  test.each([
    [6, 70],
    [8, 90],
    [9, 100],
  ])('in each channel of the pool, and the operator, when %i and one more are %i percent', async (before, level) => {
    const started = await start(before);
    await countQuota(dba, DELIVERED, ALL, started.ports);

    expect(started.told).toEqual([{ kind: 'quota', pool: 'pool/corp', used: before + 1, limit: 10, level }]);
    expect(await heard(started)).toEqual(['dba', 'ops']);
  });

  test.each([0, 5, 7, 10, 20])('nothing when %i and one more cross no threshold', async (before) => {
    const started = await start(before);
    await countQuota(dba, DELIVERED, ALL, started.ports);

    expect(started.told).toEqual([]);
    expect(await heard(started)).toEqual([]);
  });

  test('once when a robot says that the quota is used up, whatever we counted', async () => {
    const started = await start(3);
    await countQuota(dba, GONE, ALL, started.ports);
    await countQuota(ops, GONE, ALL, started.ports);

    expect(started.told).toEqual([{ kind: 'quota', pool: 'pool/corp', used: 3, limit: 10, level: 100 }]);
    expect(await heard(started)).toEqual(['dba', 'ops']);
  });
});

describe('a quota that a robot says is used up', () => {
  test('is asked for again in an hour', async () => {
    const { ports, count } = await start();
    await countQuota(dba, GONE, ALL, ports);

    expect(await count()).toEqual({ used: 0, goneUntilMs: START_MS + 3_600_000 });
  });

  test('is asked for in the new month at the latest', async () => {
    const { ports, count, runUntil } = await start();
    const monthEnd = Date.UTC(2026, 10, 30, 16);
    await runUntil(monthEnd - 60_000);
    await countQuota(dba, GONE, ALL, ports);

    expect(await count()).toEqual({ used: 0, goneUntilMs: monthEnd });
  });

  test('is none because of another trouble', async () => {
    const { ports, count } = await start();
    await countQuota(dba, { kind: 'misconfigured', reason: 'token' }, ALL, ports);

    expect(await count()).toEqual({ used: 0 });
  });
});
