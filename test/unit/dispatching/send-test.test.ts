import { beforeEach, describe, expect, test } from 'vitest';
import type { PostResult } from '#shared/delivery/post.ts';
import { type Candidate, sendTest, type TestPorts } from '#shared/dispatching/send-test.ts';
import type { WakeUp } from '#shared/dispatching/wake-ups.ts';
import type { Lane } from '#shared/pacing/lane.ts';
import { unreserved } from '#shared/pacing/pace.ts';
import { aChannel, aRobot, aSecret, fakeToken } from '#test/builders/channel.ts';
import { START_MS, startHarness } from '#test/pipeline/harness.ts';

const [ONE, TWO] = [aRobot({ name: '1', keywords: ['OCP'] }), aRobot({ name: '2' })];
const channel = aChannel({ name: 'dba', robots: [ONE, TWO], message: { ...aChannel().message, language: 'en_US' } });
const NO_TOKEN: PostResult = { kind: 'answer', status: 200, body: '{"errcode":300005,"errmsg":"token is not exist"}' };

let relay: Awaited<ReturnType<typeof startHarness>>;
let woken: { readonly wakeUp: WakeUp; readonly atMs: number }[];
let slept: number[];

beforeEach(async () => {
  relay = await startHarness([channel]);
  woken = [];
  slept = [];
});

/** Tests a robot; while it waits, time goes by. */
function tested(candidate: Partial<Candidate> = {}, overrides: Partial<TestPorts> = {}) {
  const ports: TestPorts = {
    ...relay.ports,
    wakeUps: { schedule: async (wakeUp, atMs) => void woken.push({ wakeUp, atMs }) },
    sleep: async (ms) => {
      slept.push(ms);
      await relay.runFor(ms);
    },
    ...overrides,
  };
  return sendTest({ channel, robot: ONE, secret: 'stored', ...candidate }, ports);
}

async function put(id: string, changes: Partial<Lane>): Promise<void> {
  const lane = await relay.lanes.get(id);
  await relay.lanes.amend(lane, { ...lane, ...changes });
}

describe('a test message', () => {
  test('goes to the robot at once, with its keyword and the name of its channel', async () => {
    expect(await tested()).toEqual({
      outcome: 'delivered',
      reason: '',
      errcode: 0,
      errmsg: 'ok',
      advice: expect.any(String),
    });
    expect(relay.seen).toHaveLength(1);
    expect(relay.seen[0]?.body).toContain('OCP');
    expect(relay.seen[0]?.body).toContain('dba');
    expect([slept, woken]).toEqual([[], []]);
  });

  test('is recorded, and takes a slot of the robot that is tested', async () => {
    await tested({ robot: TWO });

    expect((await relay.lanes.get(TWO.webhookId)).slots).toHaveLength(1);
    expect((await relay.lanes.get(ONE.webhookId)).slots).toEqual([]);
    expect((await relay.ledger.list({ limit: 9 })).items).toMatchObject([
      { channel: 'dba', robot: '2', kind: 'test', outcome: 'delivered', attempt: 1, alertCount: 0 },
    ]);
  });

  test('goes out with a secret that is not saved yet', async () => {
    await tested({
      secret: aSecret({ webhookUrl: `https://oapi.dingtalk.com/robot/send?access_token=${fakeToken(7)}` }),
    });

    expect(relay.seen[0]?.url).toContain(fakeToken(7));
  });

  test('with such a secret is not tried with the one that is saved', async () => {
    relay.answerWith(() => NO_TOKEN);
    let reads = 0;
    const { secrets } = relay.ports;
    const readFresh: typeof secrets.readFresh = (ref) => {
      reads += 1;
      return secrets.readFresh(ref);
    };
    await tested({ secret: aSecret() }, { secrets: { ...secrets, readFresh } });

    expect(reads).toBe(0);
  });

  test('says what the robot said when it refuses, and what to do', async () => {
    relay.answerWith(() => NO_TOKEN);

    expect(await tested()).toEqual({
      outcome: 'misconfigured',
      reason: 'token',
      errcode: 300005,
      errmsg: 'token is not exist',
      advice: expect.stringMatching(/token|URL/i),
    });
  });

  test('tells without an answer what was in the way', async () => {
    relay.answerWith(() => ({ kind: 'unreachable', reason: 'dns', detail: 'no such host' }));

    expect(await tested()).toMatchObject({
      outcome: 'unreachable',
      reason: 'dns',
      errcode: null,
      errmsg: 'no such host',
    });
  });
});

describe('our own pacing holds a test back', () => {
  const heldBack = { outcome: 'throttled', reason: 'robot-rate', errcode: null, errmsg: '' };

  test('while the robot is muted', async () => {
    await put(ONE.webhookId, { mutedUntil: START_MS + 1 });
    expect(await tested()).toMatchObject(heldBack);
    expect(relay.seen).toEqual([]);
    await relay.runFor(1);
    expect(await tested()).toMatchObject({ outcome: 'delivered' });
  });

  test('where only slots are left that are kept for down alerts', async () => {
    const slots = (count: number) => Array.from({ length: count }, (_, at) => START_MS - 30_000 + at);
    await put(ONE.webhookId, { slots: slots(unreserved(20)) });
    expect(await tested()).toMatchObject(heldBack);
    await put(ONE.webhookId, { slots: slots(unreserved(20) - 1) });
    expect(await tested()).toMatchObject({ outcome: 'delivered' });
  });

  test('by the most careful of the channels that use the robot', async () => {
    const careful = aChannel({ name: 'ops', robots: [ONE], limits: { ...channel.limits, perMinute: 2 } });
    relay.configure([channel, careful]);
    await put(ONE.webhookId, { slots: [START_MS - 1] });

    expect(await tested()).toMatchObject(heldBack);
  });

  test('not because the robot failed: that is what a test is for', async () => {
    await put(ONE.webhookId, { failures: 3, retryAt: START_MS + 90_000, misconfigured: 'token' });

    expect(await tested()).toMatchObject({ outcome: 'delivered' });
  });
});

describe('a mended robot', () => {
  const failing: Partial<Lane> = { failures: 3, retryAt: START_MS + 90_000 };

  test('wakes its own lane, and the one where the channel’s alerts wait', async () => {
    await put(TWO.webhookId, failing);
    await tested({ robot: TWO });

    expect(woken).toEqual([
      { wakeUp: { lane: TWO.webhookId }, atMs: relay.now() },
      { wakeUp: { lane: ONE.webhookId }, atMs: relay.now() },
    ]);
  });

  test('wakes the lane once where both are the same', async () => {
    await put(ONE.webhookId, failing);
    await tested();

    expect(woken.map(({ wakeUp }) => wakeUp)).toEqual([{ lane: ONE.webhookId }]);
  });

  test('that still refuses wakes nothing', async () => {
    await put(ONE.webhookId, failing);
    relay.answerWith(() => NO_TOKEN);
    await tested();

    expect(woken).toEqual([]);
  });
});

describe('a lane someone works on', () => {
  const held = async (forMs: number) =>
    relay.lanes.take(await relay.lanes.get(ONE.webhookId), {
      owner: 'w',
      nowMs: START_MS,
      tillMs: START_MS + forMs,
      message: { id: 'm', kind: 'test', channel: 'dba', attempt: 1 },
      inFlightUntilMs: START_MS - 60_000,
    });

  test('is waited for', async () => {
    const lane = await held(900);
    if (lane !== 'lost') await relay.lanes.settle(lane, { ...lane, till: START_MS + 900 }, 'held');

    expect(await tested()).toMatchObject({ outcome: 'delivered' });
    expect(slept).toEqual([200, 200, 200, 200, 200]);
  });

  test('is given up after eight seconds, and that is what the verdict says', async () => {
    await held(60_000);

    expect(await tested()).toMatchObject({ outcome: 'unreachable', reason: 'busy', errcode: null });
    expect(slept.length * 200).toBe(8_200);
    expect(relay.seen).toEqual([]);
  });

  test('and that another one took first, is tried again', async () => {
    const { lanes } = relay.ports;
    let tries = 0;
    const take: typeof lanes.take = async (lane, wanted) => (tries++ === 0 ? 'lost' : lanes.take(lane, wanted));

    expect(await tested({}, { lanes: { ...lanes, take } })).toMatchObject({ outcome: 'delivered' });
    expect(slept).toEqual([200]);
  });
});
