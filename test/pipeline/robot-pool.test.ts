import { afterEach, describe, expect, test } from 'vitest';
import type { Channel } from '#shared/channels/channel.ts';
import { tellStory } from '#shared/delivery/alert-story.ts';
import type { PostRequest, PostResult } from '#shared/delivery/post.ts';
import { sendTest } from '#shared/dispatching/send-test.ts';
import { alertOf } from '#shared/dispatching/told-alert.ts';
import { OWN_SOURCE } from '#shared/notices/own-source.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';
import { anAlert, OK, startHarness } from './harness.ts';
import { makeSilence, remembersNoSilences } from './silencing.ts';

let relay: Awaited<ReturnType<typeof startHarness>>;
const MINUTE = 60_000;
const answer = (body: string): PostResult => ({ kind: 'answer', status: 200, body });
const NO_TOKEN = answer('{"errcode":300005,"errmsg":"token is not exist"}');
const THROTTLED = answer('{"errcode":130101,"errmsg":"send too fast"}');
const TOO_FAST = answer('{"errcode":45009,"errmsg":"api freq out of limit"}');
const NO_ANSWER: PostResult = { kind: 'unknown', detail: 'no answer' };
const REFUSED: PostResult = { kind: 'unreachable', reason: 'refused', detail: 'connection refused' };

const pool = aChannel({ robots: [aRobot(), aRobot({ name: '2' })] });
const wecom = aChannel({ name: 'wecom-oncall', type: 'wecom', robots: [aRobot({ name: 'wecom' })] });
const withFallback = aChannel({
  delivery: { ...aChannel().delivery, patienceSeconds: 120, fallbackChannel: 'wecom-oncall' },
});

async function start(...channels: readonly Channel[]): Promise<void> {
  relay = await startHarness(channels);
}

afterEach(() => relay.stop());

/** Which robot a request went to. */
function robotOf({ url }: Pick<PostRequest, 'url'>): '1' | '2' | 'wecom' {
  if (url.includes('qyapi')) return 'wecom';
  return url.includes(`${'0'.repeat(63)}2`) ? '2' : '1';
}

/** Each robot answers in its own way; those not named, well. */
function answers(by: Partial<Record<'1' | '2' | 'wecom', PostResult | (() => PostResult)>>): void {
  relay.answerWith((request) => {
    const result = by[robotOf(request)] ?? OK;
    return typeof result === 'function' ? result() : result;
  });
}

const robots = () => relay.seen.map(robotOf);

async function muteByTest(channel: Channel): Promise<void> {
  const [robot] = channel.robots;
  await sendTest({ channel, robot, secret: 'stored' }, { ...relay.ports, sleep: async () => {} });
}

/** Time passes as on AWS: the sweep comes every minute. */
async function runSwept(minutes: number): Promise<void> {
  for (let passed = 0; passed < minutes; passed++) {
    await relay.runFor(MINUTE);
    await relay.sweep();
  }
}

async function states(channel = 'dba-oncall') {
  const pages = await Promise.all(
    [...'0123456789abcdef'].map((shard) => relay.alerts.page(channel, shard, undefined, 1000)),
  );
  // What the relay tells of its robots is an alert of its own.
  const theirs = pages.flatMap(({ items }) => items).filter((item) => alertOf(item).source !== OWN_SOURCE);
  return theirs.map(({ told, dead }) => dead ?? told ?? 'waiting');
}

describe('a channel with two robots', () => {
  test('speaks through the first while that works', async () => {
    await start(pool);
    await relay.receive([anAlert(), anAlert({ name: 'cpu' })]);
    await relay.runFor(MINUTE);

    expect(robots()).toEqual(['1', '1']);
  });

  test.each([
    ['is throttled', THROTTLED],
    ['lost its token', NO_TOKEN],
    ['can’t be reached', REFUSED],
  ])('goes on through the second at once when the first %s', async (_, trouble) => {
    await start(pool);
    answers({ 1: trouble });
    await relay.receive([anAlert({ level: 'down' })]);
    await relay.runFor(1_000);

    expect(robots().slice(0, 2)).toEqual(['1', '2']);
    expect(await states()).toEqual(['firing']);
    const { items: deliveries } = await relay.ledger.list({ limit: 10 });
    expect(deliveries.toReversed().slice(0, 2)).toMatchObject([
      { robot: '1', outcome: expect.not.stringContaining('delivered') },
      { robot: '2', outcome: 'delivered' },
    ]);
  });

  test('finds the attempt through the first in the alert’s story, before the one that told it', async () => {
    await start(pool);
    answers({ 1: REFUSED });
    await relay.receive([anAlert()]);
    await relay.runFor(1_000);
    const { items: rows } = await relay.ledger.list({ limit: 10 });
    const [id = ''] = (await relay.ledger.get(rows[0]?.id ?? ''))?.alerts ?? [];
    const told = await tellStory(id, 'native', {
      alerts: relay.alerts,
      ledger: relay.ledger,
      sources: { list: async () => ['native'] },
      channelNames: async () => ['dba-oncall'],
      now: relay.now,
    });

    expect(told.kind === 'found' ? told.story.map(({ what }) => what) : told.kind).toEqual(
      expect.arrayContaining(['unreachable', 'delivered']),
    );
  });

  test('is told of a robot that lost its token, and what to do', async () => {
    await start(pool);
    answers({ 1: NO_TOKEN });
    await relay.receive([anAlert()]);
    await relay.runFor(1_000);

    expect(robots()).toEqual(['1', '2', '2']);
    expect(relay.seen.slice(1).map(({ body }) => body)).toEqual([
      expect.stringContaining('机器人配置有误'),
      expect.stringContaining('disk full'),
    ]);
    expect(relay.told).toEqual([{ kind: 'robot-misconfigured', channel: 'dba-oncall', robot: '1', reason: 'token' }]);
  });

  test('leaves a throttled robot alone for its ten minutes, and comes back to it then', async () => {
    await start(pool);
    answers({ 1: () => (relay.now() < (relay.seen[0]?.atMs ?? 0) + 10 * MINUTE ? THROTTLED : OK) });
    for (let minute = 0; minute < 14; minute++) {
      await relay.receive([anAlert({ name: `alert ${minute}` })]);
      await relay.runFor(MINUTE);
    }
    const first = relay.seen.filter((request) => robotOf(request) === '1').map(({ atMs }) => atMs);

    expect((first[1] ?? 0) - (first[0] ?? 0)).toBeGreaterThanOrEqual(10 * MINUTE);
    expect(robots().at(-1)).toBe('1');
    expect(await states()).toEqual(Array.from({ length: 14 }, () => 'firing'));
  });

  test('asks the first for a lost answer again, and then the second, marked as possibly repeated', async () => {
    await start(pool);
    answers({ 1: NO_ANSWER });
    await relay.receive([anAlert()]);
    await relay.runFor(MINUTE);

    expect(robots()).toEqual(['1', '1', '2']);
    const ids = relay.seen.map(({ body }) => JSON.parse(body).msgUuid);
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).not.toBe(ids[0]);
    expect(await states()).toEqual(['firing']);
  });

  test('keeps what it learns of a robot on that robot’s own lane', async () => {
    await start(pool);
    answers({ 1: NO_TOKEN });
    await relay.receive([anAlert()]);
    await relay.runFor(1_000);
    expect(robots().slice(0, 2)).toEqual(['1', '2']);
    const id = pool.robots[1]?.webhookId ?? '';

    expect(await relay.lanes.get(id)).toMatchObject({ acks: [], failures: 0 });
    expect((await relay.lanes.get(id)).inFlight).toBeUndefined();
    expect(await relay.lanes.get(pool.robots[0].webhookId)).toMatchObject({ acks: [], misconfigured: 'token' });
  });

  test('sends again through the second what a worker had on its way there when it died', async () => {
    await start(pool);
    let died = false;
    answers({
      1: NO_TOKEN,
      2: () => {
        if (died) return OK;
        died = true;
        throw new Error('the worker died');
      },
    });
    await relay.receive([anAlert()]);
    await relay.runFor(1_000).catch(() => undefined);
    await runSwept(3);

    expect(robots().slice(0, 3)).toEqual(['1', '2', '2']);
    const ids = relay.seen.map(({ body }) => JSON.parse(body).msgUuid);
    expect(ids[1]).toBe(ids[2]);
    expect(await states()).toEqual(['firing']);
  });

  test('sends what waited as soon as a test of the second robot finds it mended', async () => {
    await start(pool);
    answers({ 1: NO_TOKEN, 2: NO_TOKEN });
    await relay.receive([anAlert()]);
    await runSwept(20);
    expect(await states()).toEqual(['waiting']);
    relay.loseWakeUps();
    answers({ 1: NO_TOKEN });
    const [, second = aRobot()] = pool.robots;
    const ports = { ...relay.ports, sleep: async () => undefined };
    const verdict = await sendTest({ channel: pool, robot: second, secret: 'stored' }, ports);
    await relay.runFor(1_000);

    expect(verdict).toMatchObject({ outcome: 'delivered' });
    expect(await states()).toEqual(['firing']);
  });

  test('counts the second robot’s slots for the channel whose first robot it is', async () => {
    const other = aChannel({ name: 'other', robots: [aRobot({ name: '2' })] });
    await start(pool, other);
    answers({ 1: NO_TOKEN });
    for (let at = 0; at < 60; at++) {
      await relay.receive([anAlert({ name: `a ${at}`, level: at % 7 === 0 ? 'down' : 'warning' })]);
      await relay.runFor(1_000);
    }
    await relay.runFor(MINUTE);
    const times = relay.seen.filter((request) => robotOf(request) === '2').map(({ atMs }) => atMs);
    const busiest = Math.max(...times.map((at) => times.filter((one) => one > at - MINUTE && one <= at).length));

    expect(busiest).toBeLessThanOrEqual(20);
    expect([...(await states()), ...(await states('other'))].filter((state) => state !== 'firing')).toEqual([]);
  });
});

describe('a channel whose robots all fail', () => {
  test('waits for its patience, then speaks through its fallback, which says for whom', async () => {
    await start(withFallback, wecom);
    answers({ 1: THROTTLED });
    await relay.receive([anAlert({ level: 'critical' })], { channels: ['dba-oncall'] });
    await relay.runFor(MINUTE);
    expect(robots()).toEqual(['1']);
    await relay.runFor(2 * MINUTE);

    expect(robots()).toEqual(['1', 'wecom']);
    expect(relay.seen[1]?.atMs).toBeGreaterThanOrEqual((relay.seen[0]?.atMs ?? 0) + 2 * MINUTE);
    expect(relay.seen[1]?.body).toContain('dba-oncall');
    expect(await states()).toEqual(['firing']);
    const { items: deliveries } = await relay.ledger.list({ limit: 10, channel: 'dba-oncall' });
    expect(deliveries[0]).toMatchObject({ robot: 'wecom-oncall/wecom', outcome: 'delivered', channel: 'dba-oncall' });
  });

  test('waits no longer where it was a test message that its robot answered with a mute', async () => {
    await start(withFallback, wecom);
    answers({ 1: THROTTLED });
    await muteByTest(withFallback);
    await relay.receive([anAlert({ level: 'down' })], { channels: ['dba-oncall'] });
    await relay.runFor(3 * MINUTE);

    expect(robots()).toEqual(['1', 'wecom']);
    expect(await states()).toEqual(['firing']);
  });

  test('has its whole patience again where a mute before was over long ago', async () => {
    await start(withFallback, wecom);
    answers({ 1: THROTTLED });
    await muteByTest(withFallback);
    await relay.runFor(2 * 24 * 60 * MINUTE);
    const atMs = relay.now();
    await relay.receive([anAlert({ level: 'down' })], { channels: ['dba-oncall'] });
    await runSwept(4);

    expect(robots()).toEqual(['1', '1', 'wecom']);
    expect((relay.seen[2]?.atMs ?? 0) - atMs).toBeGreaterThanOrEqual(2 * MINUTE);
  });

  test('does not end as too old what waited for its day’s cap, where the robot fails once after a mute of long ago', async () => {
    const capped = aChannel({
      limits: { ...aChannel().limits, perDay: 1 },
      delivery: { ...aChannel().delivery, maxAgeSeconds: 3_600 },
    });
    await start(capped);
    await relay.receive([anAlert({ name: 'fills the cap' })]);
    await runSwept(5);
    answers({ 1: THROTTLED });
    await muteByTest(capped);
    await runSwept(30);
    await relay.receive([anAlert({ name: 'waits for tomorrow' })]);
    let refused = false;
    answers({
      1() {
        if (refused) return OK;
        refused = true;
        return REFUSED;
      },
    });
    await runSwept(25 * 60);

    expect(await states()).toEqual(['firing', 'firing']);
  });

  describe('and that lost a message which a silence put off then, hours ago,', () => {
    /** A message is lost for some seconds; then nothing is tried any more. */
    async function lose(seconds: number): Promise<void> {
      answers({ 1: NO_ANSWER });
      await relay.receive([anAlert({ name: 'put off' })], { channels: ['dba-oncall'] });
      await relay.runFor(seconds * 1000);
      await makeSilence(relay, { matchers: ['name=put off'], duration: '8h' });
      remembersNoSilences(relay);
      answers({});
    }

    test('tells a down itself', async () => {
      await start(withFallback, wecom);
      await lose(1);
      await runSwept(180);
      await relay.receive([anAlert({ name: 'server', level: 'down' })], { channels: ['dba-oncall'] });
      await relay.runFor(MINUTE);

      expect(robots()).toEqual(['1', '1']);
    });

    test.each([1, 300])('does not end as too old what it held, be it that it failed for %d s', async (seconds) => {
      const holding = aChannel({
        aggregation: { ...aChannel().aggregation, holdNew: true, intervalSeconds: 3_600, groupBy: ['name'] },
        delivery: { ...aChannel().delivery, maxAgeSeconds: 600 },
      });
      await start(holding);
      await relay.receive([anAlert({ id: 'first', name: 'group' })]);
      await runSwept(1);
      await relay.receive([anAlert({ id: 'held', name: 'group' })]);
      await runSwept(1);
      await lose(seconds);
      await runSwept(70);

      expect((await states()).toSorted()).toEqual(['firing', 'firing', 'waiting']);
    });
  });

  test.each([
    ['a robot that is tried again and again, by a warning', withFallback, 'warning'],
    ['a robot that nobody tries, by a down', withFallback, 'down'],
    ['two robots, by a warning', { ...withFallback, robots: pool.robots }, 'warning'],
    ['two robots, by a down', { ...withFallback, robots: pool.robots }, 'down'],
  ] as const)('waits once for its patience, however long the outage: %s', async (_, channel, level) => {
    await start(channel, wecom);
    answers({ 1: REFUSED, 2: REFUSED });
    const waits: number[] = [];
    for (let nth = 0; nth < 8; nth++) {
      const atMs = relay.now();
      await relay.receive([anAlert({ name: `nr ${nth}`, level })], { channels: ['dba-oncall'] });
      await runSwept(15);
      waits.push((relay.seen.findLast((one) => robotOf(one) === 'wecom')?.atMs ?? 0) - atMs);
    }

    expect(waits[0]).toBeGreaterThanOrEqual(2 * MINUTE);
    expect(Math.max(...waits.slice(1))).toBeLessThan(1_000);
  });

  test('goes to its fallback at once when the quota is used up', async () => {
    await start({ ...withFallback, limits: { ...withFallback.limits, monthlyQuota: 3_000, quotaPool: 'corp' } }, wecom);
    answers({ 1: answer('{"errcode":90030,"errmsg":"webhook over limit"}') });
    await relay.receive([anAlert()], { channels: ['dba-oncall'] });
    await relay.runFor(1_000);

    expect(robots().slice(0, 2)).toEqual(['1', 'wecom']);
    expect(await states()).toContain('firing');
    expect(relay.told).toContainEqual(expect.objectContaining({ kind: 'quota', level: 100 }));
  });

  test('comes back to its own robot when that works again', async () => {
    await start(withFallback, wecom);
    let works = false;
    answers({ 1: () => (works ? OK : REFUSED) });
    await relay.receive([anAlert()], { channels: ['dba-oncall'] });
    await relay.runFor(5 * MINUTE);
    expect(robots().at(-1)).toBe('wecom');
    works = true;
    await relay.runFor(10 * MINUTE);
    await relay.receive([anAlert({ name: 'another' })], { channels: ['dba-oncall'] });
    await relay.runFor(MINUTE);

    expect(robots().at(-1)).toBe('1');
  });

  test('and its fallback as well does not send alerts in circles', async () => {
    const both = [
      withFallback,
      { ...wecom, delivery: { ...wecom.delivery, patienceSeconds: 120, fallbackChannel: 'dba-oncall' } },
    ];
    await start(...both);
    let works = false;
    answers({ 1: () => (works ? OK : THROTTLED), wecom: () => (works ? OK : TOO_FAST) });
    await relay.receive([anAlert()]);
    await runSwept(15);
    const tries = relay.seen.length;
    works = true;
    await runSwept(25);

    // DingTalk may be asked every ten minutes, WeCom every minute; each try is one request.
    expect(tries).toBeLessThanOrEqual(2 + 15 * 2);
    expect([...(await states()), ...(await states('wecom-oncall'))]).toEqual(['firing', 'firing']);
  });
});
