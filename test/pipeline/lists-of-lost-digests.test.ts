import { afterEach, expect, test } from 'vitest';
import type { PostResult } from '#shared/delivery/post.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';
import { anAlert, OK, startHarness } from './harness.ts';

const NO_ANSWER: PostResult = { kind: 'unknown', detail: 'no answer' };
const THROTTLED: PostResult = {
  kind: 'answer',
  status: 200,
  body: '{"errcode":45009,"errmsg":"api freq out of limit"}',
};
const [ONE, TWO] = [aRobot(), aRobot({ name: '2' })];
const narrow = aChannel({ name: 'narrow', type: 'wecom', robots: [ONE] });
const wide = aChannel({ name: 'wide', type: 'wecom', robots: [ONE, TWO] });

let relay: Awaited<ReturnType<typeof startHarness>>;
let read = 0;
afterEach(() => relay.stop());

/** How often lists are read until that many messages went out, or for a minute. */
async function readUntil(posts: number): Promise<number> {
  read = 0;
  for (let second = 0; second < 60 && relay.seen.length < posts; second++) await relay.runFor(1_000);

  return read;
}

/** A digest of eighty alerts was lost, and its robot takes no more messages when it is repeated. */
async function digestBlocked(): Promise<number> {
  relay = await startHarness([narrow, wide]);
  const { readManifest } = relay.ports.lanes;
  Object.assign(relay.ports.lanes, {
    readManifest: (...asked: Parameters<typeof readManifest>) => {
      read += 1;
      return readManifest(...asked);
    },
  });
  const answers = [NO_ANSWER, THROTTLED];
  relay.answerWith(({ url }) => (url.includes(`${'0'.repeat(63)}2`) ? OK : (answers.shift() ?? OK)));
  await relay.receive(
    Array.from({ length: 80 }, (_, nth) => anAlert({ id: `${nth}`, name: `disk ${nth}` })),
    { channels: ['narrow'] },
  );
  await readUntil(1);

  return readUntil(2);
}

test('the list of a lost digest is read once to repeat it', async () => {
  expect(await digestBlocked()).toBe(1);
});

test('beside it a message of another channel reads it once, and a look that can’t send does not', async () => {
  await digestBlocked();
  await relay.receive([anAlert({ id: 'w', name: 'wide', level: 'down' })], { channels: ['wide'] });
  expect(await readUntil(3)).toBe(1);
  const robot = await relay.lanes.get(TWO.webhookId);
  const slots = Array.from({ length: 20 }, (_, nth) => relay.now() + nth);
  await relay.lanes.amend(robot, { ...robot, slots });
  await relay.receive([anAlert({ id: 'x', name: 'wide too', level: 'down' })], { channels: ['wide'] });
  read = 0;
  await relay.runFor(20_000);

  expect([relay.seen.length, read]).toEqual([3, 0]);
});
