import { afterEach, expect, test } from 'vitest';
import type { PostRequest, PostResult } from '#shared/delivery/post.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';
import { anAlert, OK, startHarness } from './harness.ts';

const MINUTE = 60_000;
const NO_ANSWER: PostResult = { kind: 'unknown', detail: 'no answer' };
const [ONE, TWO] = [aRobot(), aRobot({ name: '2' })];
/** Both are told through the first robot while that works; the second one only has another. */
const narrow = aChannel({ name: 'narrow', type: 'wecom', robots: [ONE] });
const wide = aChannel({ name: 'wide', type: 'wecom', robots: [ONE, TWO] });

let relay: Awaited<ReturnType<typeof startHarness>>;
afterEach(() => relay.stop());

async function runSwept(minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute++) {
    await relay.runFor(MINUTE);
    await relay.sweep();
  }
}

const isFirst = ({ url }: PostRequest) => !url.includes(`${'0'.repeat(63)}2`);

/** Whether each message that tells of this says that it may be a repeat. */
function marks(name: string): readonly boolean[] {
  return relay.seen.filter(({ body }) => body.includes(name)).map(({ body }) => body.includes('重复'));
}

/** A digest of five alerts, one of them the wide channel's, of which the answer is lost. */
async function digestLost(): Promise<void> {
  relay = await startHarness([narrow, wide]);
  let lost = false;
  relay.answerWith((request) => {
    if (lost || !isFirst(request)) return OK;
    lost = true;
    return NO_ANSWER;
  });
  await relay.receive(
    ['a', 'b', 'c', 'd'].map((name) => anAlert({ name: `${name} of narrow`, level: 'down' })),
    { channels: ['narrow'] },
  );
  await relay.receive([anAlert({ id: 'y', name: 'y of wide', level: 'down' })], { channels: ['wide'] });
  for (let second = 0; second < 60 && relay.seen.length < 1; second++) await relay.runFor(1_000);
  expect(relay.seen.at(-1)?.body).toContain('y of wide');
}

test('what a lost message told of a channel that has another way is told there, marked', async () => {
  await digestLost();
  await runSwept(3);

  expect(marks('y of wide')).toEqual([false, true]);
  expect(marks('a of narrow')).toEqual([false, true]);
});

test('its repeats, later, are no such doubtful thing', async () => {
  await digestLost();
  await runSwept(3);
  await relay.receive([anAlert({ id: 'y', name: 'y of wide', level: 'down' })], { channels: ['wide'] });
  await runSwept(15);

  expect(marks('y of wide')).toEqual([false, true, false]);
});

test('of two messages that are lost after each other, both are marked the second time', async () => {
  relay = await startHarness([narrow, wide]);
  let posts = 0;
  relay.answerWith(() => (++posts <= 2 ? NO_ANSWER : OK));
  await relay.receive([anAlert({ id: 'x', name: 'x of narrow', level: 'down' })], { channels: ['narrow'] });
  await relay.runFor(100);
  await relay.receive([anAlert({ id: 'y', name: 'y of wide', level: 'down' })], { channels: ['wide'] });
  await runSwept(5);

  expect(marks('x of narrow')).toEqual([false, true]);
  expect(marks('y of wide')).toEqual([false, true]);
  const lane = await relay.lanes.get(ONE.webhookId);
  expect([lane.again, lane.alsoAgain, lane.doubtful]).toEqual([undefined, undefined, undefined]);
});

test('a message is repeated while an earlier one has to wait, and to the robot that knows it under the same id', async () => {
  relay = await startHarness([
    { ...narrow, type: 'dingtalk' },
    { ...wide, type: 'dingtalk' },
  ]);
  const throttled: PostResult = { kind: 'answer', status: 200, body: '{"errcode":130101,"errmsg":"send too fast"}' };
  relay.answerWith(
    () => NO_ANSWER,
    () => NO_ANSWER,
    () => throttled,
    () => OK,
  );
  await relay.receive([anAlert({ id: 'x', name: 'x of narrow' })], { channels: ['narrow'] });
  await relay.runFor(100);
  await relay.receive([anAlert({ id: 'y', name: 'y of wide' })], { channels: ['wide'] });
  await runSwept(2);

  const idsOf = (name: string) =>
    relay.seen.filter(({ body }) => body.includes(name)).map(({ body }) => JSON.parse(body).msgUuid as string);
  expect(idsOf('y of wide')).toHaveLength(2);
  expect(new Set(idsOf('y of wide')).size).toBe(1);
  await runSwept(15);
  expect(idsOf('x of narrow')).toHaveLength(3);
  expect(new Set(idsOf('x of narrow')).size).toBe(1);
});

test('what changed while a robot that knows its messages had to be asked again is marked: it may show the second one', async () => {
  relay = await startHarness([aChannel()]);
  relay.answerWith(
    () => NO_ANSWER,
    () => OK,
  );
  await relay.receive([anAlert({ id: 'x', name: 'disk full' })]);
  await relay.runFor(100);
  await relay.receive([anAlert({ id: 'x', name: 'disk full', status: 'resolved' })]);
  await runSwept(3);

  const told = relay.seen.map(({ body }) => body.includes('已恢复'));
  expect(told).toEqual([false, true, true]);
  expect(marks('disk full')).toEqual([false, false, true]);
});

test.each(['dingtalk', 'wecom'] as const)('what is said simpler after it was lost is marked: %s', async (type) => {
  relay = await startHarness([aChannel({ type })]);
  const errcode = type === 'dingtalk' ? 430102 : 40008;
  relay.answerWith(
    () => NO_ANSWER,
    () => ({ kind: 'answer', status: 200, body: `{"errcode":${errcode},"errmsg":"bad text"}` }),
    () => OK,
  );
  await relay.receive([anAlert({ name: 'disk full' })]);
  await runSwept(3);

  expect(marks('disk full')).toEqual([false, type === 'wecom', true]);
});

test.each(['dingtalk', 'wecom'] as const)(
  'what is told anew after its message was lost for too long is marked: %s',
  async (type) => {
    relay = await startHarness([aChannel({ type })]);
    relay.answerWith(() => NO_ANSWER);
    await relay.receive([anAlert({ id: 'x', name: 'disk full' })]);
    await runSwept(30);
    relay.answerWith(() => OK);
    await runSwept(30);
    await relay.receive([anAlert({ id: 'x', name: 'disk full' })]);
    await runSwept(15);

    const messages = relay.seen.map(({ body }) => body);
    const ids = new Set(messages.map((body) => JSON.parse(body).msgUuid));
    if (type === 'dingtalk') expect(ids.size).toBeGreaterThan(1);
    expect(marks('disk full').slice(-2)).toEqual([true, false]);
    expect((await relay.lanes.get(ONE.webhookId)).doubtful).toBeUndefined();
  },
);

test('so is a digest of more alerts than a lane lists', async () => {
  relay = await startHarness([aChannel({ type: 'wecom' })]);
  relay.answerWith(() => NO_ANSWER);
  await relay.receive(Array.from({ length: 80 }, (_, at) => anAlert({ id: `${at}`, name: `disk ${at}` })));
  await runSwept(30);
  const hung = relay.seen.length;
  relay.answerWith(() => OK);
  await runSwept(8);

  expect(relay.seen.slice(hung).map(({ body }) => body.includes('重复'))).toEqual([true]);
  expect((await relay.lanes.get(ONE.webhookId)).doubtful).toBeUndefined();
  // Their repeats are no such doubtful thing.
  await relay.receive(Array.from({ length: 80 }, (_, at) => anAlert({ id: `${at}`, name: `disk ${at}` })));
  await runSwept(15);
  expect(relay.seen.at(-1)?.body).not.toContain('重复');
});
