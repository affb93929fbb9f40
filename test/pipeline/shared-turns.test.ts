import { afterEach, expect, test } from 'vitest';
import type { PostResult } from '#shared/delivery/post.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';
import { anAlert, OK, startHarness } from './harness.ts';

let relay: Awaited<ReturnType<typeof startHarness>>;
const NO_TOKEN: PostResult = { kind: 'answer', status: 200, body: '{"errcode":300005,"errmsg":"token is not exist"}' };
const NO_ANSWER: PostResult = { kind: 'unknown', detail: 'no answer' };
const isFirst = (url: string): boolean => url.includes(`${'0'.repeat(63)}1`);

afterEach(() => relay.stop());

test('a guest on a robot in the middle of its own storm has its turn within half a minute', async () => {
  const host = aChannel({ name: 'host', robots: [aRobot({ name: '2' })] });
  const guest = aChannel({ name: 'guest', robots: [aRobot(), aRobot({ name: '2' })] });
  relay = await startHarness([host, guest]);
  relay.answerWith(({ url }) => (isFirst(url) ? NO_TOKEN : OK));
  const askedAt = new Map<string, number>();
  for (let second = 0; second < 150; second++) {
    await relay.receive([anAlert({ name: `host ${second}`, level: 'down' })], { channels: ['host'] });
    if (second === 90) {
      await relay.receive([anAlert({ name: 'guest warning' })], { channels: ['guest'] });
      askedAt.set('guest warning', relay.now());
    }
    await relay.runFor(1_000);
  }
  const told = relay.seen.find(({ url, body }) => !isFirst(url) && body.includes('guest warning'));
  const times = relay.seen.filter(({ url }) => !isFirst(url)).map(({ atMs }) => atMs);
  const busiest = Math.max(...times.map((at) => times.filter((one) => one > at - 60_000 && one <= at).length));

  expect((told?.atMs ?? Number.POSITIVE_INFINITY) - (askedAt.get('guest warning') ?? 0)).toBeLessThan(30_000);
  expect(busiest).toBeLessThanOrEqual(20);
});

test('a message whose answer was lost keeps its id while other channels of the robot have their say elsewhere', async () => {
  const alone = aChannel({ name: 'alone' });
  const pooled = aChannel({ name: 'pooled', robots: [aRobot(), aRobot({ name: '2' })] });
  relay = await startHarness([alone, pooled]);
  relay.answerWith(({ url }) => (isFirst(url) ? NO_ANSWER : OK));
  await relay.receive([anAlert({ name: 'lost' })], { channels: ['alone'] });
  await relay.runFor(8_000);
  await relay.receive([anAlert({ name: 'meanwhile' })], { channels: ['pooled'] });
  await relay.runFor(120_000);

  const ids = relay.seen.filter(({ url }) => isFirst(url)).map(({ body }) => JSON.parse(body).msgUuid);
  expect(new Set(ids).size).toBe(1);
  expect(relay.seen.some(({ url, body }) => !isFirst(url) && body.includes('meanwhile'))).toBe(true);
});
