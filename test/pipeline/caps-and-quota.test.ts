import { afterEach, describe, expect, test } from 'vitest';
import type { Channel } from '#shared/channels/channel.ts';
import type { PostResult } from '#shared/delivery/post.ts';
import { alertOf } from '#shared/dispatching/told-alert.ts';
import { OWN_SOURCE } from '#shared/notices/own-source.ts';
import { quotaMonth } from '#shared/pacing/quota.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';
import { anAlert, START_MS, startHarness } from './harness.ts';

let relay: Awaited<ReturnType<typeof startHarness>>;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const THROTTLED: PostResult = { kind: 'answer', status: 200, body: '{"errcode":130101,"errmsg":"send too fast"}' };
const OK: PostResult = { kind: 'answer', status: 200, body: '{"errcode":0,"errmsg":"ok"}' };

async function start(...channels: readonly Channel[]): Promise<void> {
  relay = await startHarness(channels);
}

afterEach(() => relay.stop());

const limited = (limits: Partial<Channel['limits']>): Channel =>
  aChannel({ limits: { ...aChannel().limits, ...limits } });
const texts = () => relay.seen.map(({ body }) => JSON.parse(body).markdown.text as string);

async function waiting(channel = 'dba-oncall'): Promise<number> {
  const pages = await Promise.all(
    [...'0123456789abcdef'].map((shard) => relay.alerts.page(channel, shard, undefined, 1000)),
  );
  const items = pages.flatMap((page) => page.items).filter((item) => alertOf(item).source !== OWN_SOURCE);
  return items.filter(({ dueAt }) => dueAt !== undefined).length;
}

describe('a channel with a cap of two messages an hour', () => {
  test('gets two, the second of which says so, and one more at the end of the hour that tells the rest', async () => {
    await start(limited({ perHour: 2 }));
    for (let at = 0; at < 5; at++) {
      await relay.receive([anAlert({ name: `alert ${at}` })]);
      await relay.runFor(5 * MINUTE);
    }
    expect(relay.seen).toHaveLength(2);
    expect(texts()[1]).toContain('2');
    expect(await waiting()).toBe(3);
    await relay.runFor(HOUR);

    expect(relay.seen).toHaveLength(3);
    expect(relay.seen[2]?.atMs).toBeGreaterThanOrEqual(START_MS + HOUR);
    expect(relay.seen[2]?.atMs).toBeLessThan(START_MS + HOUR + MINUTE);
    for (const name of ['alert 2', 'alert 3', 'alert 4']) expect(texts()[2]).toContain(name);
    expect(await waiting()).toBe(0);
  });

  test('gets two also when the worker of the first died once its alert knew that it was told', async () => {
    await start(limited({ perHour: 2 }));
    const { settle } = relay.ports.lanes;
    const dying: typeof settle = async () => {
      Object.assign(relay.ports.lanes, { settle });
      throw new Error('dies');
    };
    Object.assign(relay.ports.lanes, { settle: dying });
    for (let at = 0; at < 5; at++) {
      await relay.receive([anAlert({ name: `alert ${at}` })]);
      await relay.runFor(MINUTE).catch(() => undefined);
      await relay.sweep();
      await relay.runFor(4 * MINUTE);
    }

    expect(relay.seen).toHaveLength(2);
  });

  test('does not hold back another channel of the same robot', async () => {
    await start(limited({ perHour: 1 }), aChannel({ name: 'other' }));
    await relay.receive([anAlert()], { channels: ['dba-oncall'] });
    await relay.runFor(MINUTE);
    await relay.receive([anAlert({ name: 'second' })], { channels: ['dba-oncall', 'other'] });
    await relay.runFor(MINUTE);

    expect(relay.seen).toHaveLength(2);
    expect([await waiting(), await waiting('other')]).toEqual([1, 0]);
  });
});

describe('a month’s quota', () => {
  test('is counted over all robots of its pool, and told at 70 and 90 percent to each of its channels', async () => {
    const quota = { monthlyQuota: 10, quotaPool: 'corp' };
    await start(limited(quota), aChannel({ ...limited(quota), name: 'second', robots: [aRobot({ name: '2' })] }));
    for (let at = 0; at < 5; at++) {
      await relay.receive([anAlert({ name: `alert ${at}`, level: 'down' })]);
      await relay.runFor(10 * MINUTE);
    }

    const events = relay.told.filter(({ kind }) => kind === 'quota');
    expect(events.slice(0, 2)).toMatchObject([
      { level: 70, used: 7, limit: 10 },
      { level: 90, used: 9 },
    ]);
    expect((await relay.ports.quotas.get('pool/corp', quotaMonth(relay.now()))).used).toBeGreaterThanOrEqual(10);
  });

  test('nearly used up lets only what is urgent go at once, and tells the rest together later', async () => {
    await start(limited({ monthlyQuota: 100 }));
    await relay.ports.quotas.add('channel/dba-oncall', quotaMonth(relay.now()), 92);
    await relay.receive([anAlert({ name: 'first' })]);
    await relay.runFor(MINUTE);
    const before = relay.seen.length;
    for (let at = 0; at < 6; at++) {
      await relay.receive([anAlert({ name: `alert ${at}` })]);
      await relay.runFor(5 * MINUTE);
    }
    expect(relay.seen).toHaveLength(before);
    await relay.receive([anAlert({ name: 'host gone', level: 'down' })]);
    await relay.runFor(1_000);

    expect(relay.seen).toHaveLength(before + 1);
    expect(texts().at(-1)).toContain('host gone');
    expect(await waiting()).toBe(0);
  });
});

describe('alerts that waited longer than the channel lets them', () => {
  test('are told as a count in the next message when the robot was merely muted', async () => {
    await start(aChannel({ delivery: { ...aChannel().delivery, maxAgeSeconds: 300 } }));
    relay.answerWith(
      () => THROTTLED,
      () => OK,
    );
    await relay.receive([anAlert({ name: 'old' })]);
    await relay.runFor(9 * MINUTE);
    await relay.receive([anAlert({ name: 'young' })]);
    await relay.runFor(5 * MINUTE);

    expect(relay.seen).toHaveLength(2);
    expect(texts()[1]).toContain('young');
    expect(texts()[1]).not.toContain('old');
    expect(await waiting()).toBe(0);
    const { items: deliveries } = await relay.ledger.list({ limit: 10, outcome: 'delivered' });
    expect(deliveries).toMatchObject([{ alertCount: 2 }]);
  });

  test('and nothing else waits make a message of the count alone', async () => {
    await start(aChannel({ delivery: { ...aChannel().delivery, maxAgeSeconds: 300 } }));
    relay.answerWith(
      () => THROTTLED,
      () => OK,
    );
    await relay.receive([anAlert({ name: 'old' }), anAlert({ name: 'older' })]);
    await relay.runFor(15 * MINUTE);

    expect(texts()[1]).toContain('2');
    expect(texts()[1]).not.toContain('old');
    expect(await waiting()).toBe(0);
  });
});
