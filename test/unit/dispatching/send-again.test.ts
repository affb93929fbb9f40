import { beforeEach, describe, expect, test } from 'vitest';
import type { Channel } from '#shared/channels/channel.ts';
import type { PostResult } from '#shared/delivery/post.ts';
import type { Lane } from '#shared/pacing/lane.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';
import { anAlert, OK, startHarness } from '#test/pipeline/harness.ts';

const [ONE, TWO] = [aRobot({ name: '1' }), aRobot({ name: '2' })];
const dba = aChannel({ name: 'dba', robots: [ONE] });
const pool = aChannel({ name: 'dba', robots: [ONE, TWO] });
const LANE = ONE.webhookId;
const NO_ANSWER: PostResult = { kind: 'unknown', detail: 'no answer' };

let relay: Awaited<ReturnType<typeof startHarness>>;

/** An alert was told, and the answer to it was lost. */
async function lost(channel: Channel, lane: Partial<Lane> = {}, names = ['disk full']): Promise<void> {
  relay = await startHarness([channel]);
  relay.answerWith(
    () => NO_ANSWER,
    () => OK,
  );
  await relay.receive(names.map((name) => anAlert({ name })));
  await relay.runFor(1_000);
  await put(LANE, lane);
}

async function put(id: string, changes: Partial<Lane>): Promise<void> {
  const lane = await relay.lanes.get(id);
  await relay.lanes.amend(lane, { ...lane, ...changes });
}

const ids = () => relay.seen.map(({ body }) => JSON.parse(body).msgUuid as string);
const texts = () => relay.seen.map(({ body }) => body);
const through = async () => {
  const lanes = await Promise.all([ONE, TWO].map(({ webhookId }) => relay.lanes.get(webhookId)));
  return lanes.map(({ slots }) => slots.length);
};

describe('a message whose answer was lost', () => {
  beforeEach(() => lost(dba));

  test('is on the lane with its alerts, to be told again after a while', async () => {
    expect(await relay.lanes.get(LANE)).toMatchObject({
      again: { kind: 'single', channel: 'dba', attempt: 2, refs: [{ channel: 'dba', version: 1 }] },
      failures: 1,
    });
    expect(relay.seen).toHaveLength(1);
  });

  test('goes out before anything else, and that after it', async () => {
    await relay.receive([anAlert({ name: 'host gone', level: 'down' })]);
    await relay.runFor(10_000);

    expect(texts().map((text) => (text.includes('host gone') ? 'host gone' : 'disk full'))).toEqual([
      'disk full',
      'disk full',
      'host gone',
    ]);
    expect(ids()[0]).toBe(ids()[1]);
    expect((await relay.lanes.get(LANE)).again).toBeUndefined();
  });

  test('is forgotten when its alerts have nothing to say any more', async () => {
    relay.configure([{ ...dba, enabled: false }]);
    await relay.runFor(60_000);
    relay.configure([dba]);
    await relay.receive([anAlert({ name: 'host gone', level: 'down' })]);
    await relay.runFor(60_000);

    expect(texts().filter((text) => text.includes('disk full'))).toHaveLength(1);
    expect(texts().at(-1)).toContain('host gone');
  });

  test('waits for a slot like any other', async () => {
    const now = relay.now();
    await put(LANE, { slots: Array.from({ length: 20 }, (_, at) => now - 20_000 + at), retryAt: now });
    await relay.ports.wakeUps.schedule({ lane: LANE }, now);
    await relay.runFor(40_000);
    expect(relay.seen).toHaveLength(1);
    await relay.runFor(2_000);

    expect(relay.seen).toHaveLength(2);
  });
});

describe('a message whose answer was lost, where another robot could send it', () => {
  test('waits a short while for the robot that may have shown it: that shows it once', async () => {
    await lost(pool);
    await relay.runFor(4_000);
    expect(relay.seen).toHaveLength(1);
    await relay.runFor(5_000);

    expect(ids()[1]).toBe(ids()[0]);
    expect(await through()).toEqual([2, 0]);
  });

  test.each<[string, Partial<Lane>]>([
    ['failed twice', { failures: 2 }],
    ['is misconfigured', { misconfigured: 'token' }],
    ['is muted', { mutedUntil: Date.UTC(2026, 10, 22) }],
  ])('goes there at once when its own %s, as a new message', async (_, trouble) => {
    await lost(pool, trouble);
    await relay.ports.wakeUps.schedule({ lane: LANE }, relay.now());
    await relay.runFor(100);

    expect(relay.seen).toHaveLength(2);
    expect(ids()[1]).not.toBe(ids()[0]);
    expect(await through()).toEqual([1, 1]);
  });
});

describe('many alerts told again', () => {
  test('are found in the message’s manifest', async () => {
    const names = Array.from({ length: 30 }, (_, at) => `alert ${at}`);
    relay = await startHarness([dba]);
    relay.answerWith(
      () => NO_ANSWER,
      () => OK,
    );
    await relay.receive(names.map((name) => anAlert({ name })));
    await relay.runFor(30_000);

    expect(ids()[0]).toBe(ids()[1]);
    expect(relay.seen).toHaveLength(2);
    const { items } = await relay.ledger.list({ limit: 9 });
    expect(items.map(({ attempt, kind, alertCount }) => [attempt, kind, alertCount])).toEqual([
      [2, 'digest', 30],
      [1, 'digest', 30],
    ]);
    expect(await relay.alerts.hasWaiting('dba')).toBe(false);
  });
});
