import { beforeEach, describe, expect, test } from 'vitest';
import type { Channel } from '#shared/channels/channel.ts';
import type { PostResult } from '#shared/delivery/post.ts';
import { dispatch } from '#shared/dispatching/dispatch.ts';
import type { FollowUp, Lane, LaneMessage } from '#shared/pacing/lane.ts';
import { unreserved } from '#shared/pacing/pace.ts';
import { NOBODY } from '#shared/rendering/message.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';
import { anAlert, START_MS, startHarness } from '#test/pipeline/harness.ts';

const [ONE, TWO] = [aRobot({ name: '1' }), aRobot({ name: '2' })];
const { delivery } = aChannel();
const dba = aChannel({ name: 'dba', type: 'wecom', robots: [ONE] });
const LANE = ONE.webhookId;
const NO_DNS: PostResult = { kind: 'unreachable', reason: 'dns', detail: 'no such host' };

let relay: Awaited<ReturnType<typeof startHarness>>;

/** A lane that owes a mention through this robot. */
async function owing(channels: readonly Channel[], followUp: Partial<FollowUp> = {}, lane: Partial<Lane> = {}) {
  relay = await startHarness(channels);
  const whole: FollowUp = {
    channel: 'dba',
    robot: '1',
    draft: { format: 'text', title: '', text: 'disk full', mention: { ...NOBODY, mobiles: ['13800000000'] } },
    alertCount: 3,
    ...followUp,
  };
  const before = await relay.lanes.get(LANE);
  await relay.lanes.amend(before, { ...before, followUp: whole, ...lane });
}

const look = async (ms = 1_000) => {
  await relay.ports.wakeUps.schedule({ lane: LANE }, relay.now());
  await relay.runFor(ms);
};
const owed = async () => (await relay.lanes.get(LANE)).followUp;
const mentions = () => relay.seen.map(({ body }) => body.includes('13800000000'));

describe('a mention owed', () => {
  test('is sent, recorded and owed no more', async () => {
    await owing([dba]);
    await look();

    expect(mentions()).toEqual([true]);
    expect(await owed()).toBeUndefined();
    expect((await relay.ledger.list({ limit: 9 })).items).toMatchObject([
      { kind: 'mention', channel: 'dba', robot: '1', attempt: 1, alertCount: 0 },
    ]);
    expect((await relay.lanes.get(LANE)).slots).toHaveLength(1);
  });

  test('takes a slot that is kept for down alerts, if it must', async () => {
    await owing([dba], {}, { slots: Array.from({ length: 19 }, (_, at) => START_MS - 30_000 + at) });
    await look();

    expect(mentions()).toEqual([true]);
  });

  test.each<[string, Partial<FollowUp>, readonly Channel[]]>([
    ['its robot is gone', { robot: '7' }, [dba]],
    ['its channel is gone', { channel: 'gone' }, [dba]],
    ['its channel is disabled', {}, [{ ...dba, enabled: false }]],
  ])('is dropped where %s: nobody is left to name', async (_, followUp, channels) => {
    await owing(channels, followUp);
    await look();

    expect(relay.seen).toEqual([]);
    expect(await owed()).toBeUndefined();
  });

  test('is not dropped with another that has nobody left to name', async () => {
    const draft = {
      format: 'text',
      title: '',
      text: 'disk full',
      mention: { ...NOBODY, mobiles: ['13800000000'] },
    } as const;
    await owing([dba], { robot: '7', next: { channel: 'dba', robot: '1', draft, alertCount: 1, completes: 'm-1' } });
    await look();

    expect(mentions()).toEqual([true]);
    expect(await owed()).toBeUndefined();
  });

  test('goes through the robot that told what it is about', async () => {
    await owing([{ ...dba, robots: [ONE, TWO] }], { robot: '2' });
    await look();

    expect(await owed()).toBeUndefined();
    expect((await relay.lanes.get(TWO.webhookId)).slots).toHaveLength(1);
    expect((await relay.lanes.get(LANE)).slots).toEqual([]);
  });

  test('goes through the lent robot that told what it is about, in its channel’s name', async () => {
    const lender = aChannel({ name: 'lender', type: 'wecom', robots: [TWO] });
    await owing([{ ...dba, delivery: { ...delivery, fallbackChannel: 'lender' } }, lender], {
      channel: 'lender',
      robot: '2',
    });
    await look();

    expect(await owed()).toBeUndefined();
    expect((await relay.ledger.list({ limit: 9 })).items).toMatchObject([{ robot: 'lender/2', channel: 'lender' }]);
  });
});

describe('a look for a mention', () => {
  const neighbour = aChannel({ name: 'ops', type: 'wecom', robots: [ONE] });

  test('goes on with what waits, whatever it was about', async () => {
    await owing([dba]);
    await relay.receive([anAlert()]);
    relay.loseWakeUps();
    await dispatch({ lane: LANE }, relay.ports);

    expect(mentions()).toEqual([true, false]);
  });

  test('that finds nobody left to name looks everywhere', async () => {
    await owing([dba], { robot: '7' });
    await relay.receive([anAlert()]);
    await dispatch({ lane: LANE, marks: [] }, relay.ports);

    expect(mentions()).toEqual([false]);
  });

  test('of one of several channels of a lane names its robot as that channel knows it', async () => {
    await owing([neighbour, dba]);
    await look();

    expect((await relay.ledger.list({ limit: 9 })).items).toMatchObject([{ robot: '1', channel: 'dba' }]);
  });

  test('through another robot is known on its own lane until it is over', async () => {
    await owing([{ ...dba, robots: [ONE, TWO] }], { robot: '2' });
    const { lanes } = relay.ports;
    const messages: LaneMessage[] = [];
    const take: typeof lanes.take = (lane, wanted) => {
      messages.push(wanted.message);
      return lanes.take(lane, wanted);
    };
    await dispatch({ lane: LANE }, { ...relay.ports, lanes: { ...lanes, take } });

    expect(messages).toMatchObject([
      { kind: 'mention', through: TWO.webhookId },
      { kind: 'mention', home: LANE },
    ]);
  });
});

describe('while its robot can’t send', () => {
  const muted: Partial<Lane> = { mutedUntil: START_MS + 60_000, troubleSince: START_MS };

  test('a mention waits for it, where nothing else could send', async () => {
    await owing([dba], {}, muted);
    await relay.receive([anAlert()]);
    await look(59_000);
    expect(relay.seen).toEqual([]);
    await relay.runFor(2_000);

    expect(mentions()[0]).toBe(true);
  });

  const lender = aChannel({ name: 'lender', type: 'wecom', robots: [TWO] });
  test.each<[string, readonly Channel[], string]>([
    ['another robot of its channel', [{ ...dba, robots: [ONE, TWO] }], 'dba'],
    ['its channel’s fallback', [{ ...dba, delivery: { ...delivery, fallbackChannel: 'lender' } }, lender], 'dba'],
    ['another robot of another channel', [dba, aChannel({ name: 'ops', type: 'wecom', robots: [ONE, TWO] })], 'ops'],
  ])('what %s can send goes first', async (_, channels, concerned) => {
    await owing(channels, {}, { ...muted, troubleSince: START_MS - 900_000 });
    await relay.receive([anAlert()], { channels: [concerned] });
    await look();

    expect(mentions()).toEqual([false]);
    expect(await owed()).toBeDefined();
  });

  test('a mention that another robot can send goes before it', async () => {
    const { left } = await owingTwo();
    await look();

    expect(relay.seen.map(({ body }) => body.includes('through the second'))).toEqual([true]);
    expect(await owed()).toEqual(left);
  });

  test('mentions wait for the first robot that can send again, where nothing else could', async () => {
    const ops = aChannel({ name: 'ops', type: 'wecom', robots: [TWO] });
    await owingTwo([dba, ops], 'ops', { mutedUntil: START_MS + 90_000 });
    await relay.ports.lanes.amend(await relay.lanes.get(TWO.webhookId), {
      ...(await relay.lanes.get(TWO.webhookId)),
      mutedUntil: START_MS + 60_000,
    });
    await look(61_000);
    expect(relay.seen.map(({ body }) => body.includes('through the second'))).toEqual([true]);
    await relay.runFor(60_000);

    expect(relay.seen).toHaveLength(2);
    expect(await owed()).toBeUndefined();
  });

  /** The lane owes a mention through its own robot, which is muted, and an older one through the second. */
  async function owingTwo(
    channels: readonly Channel[] = [{ ...dba, robots: [ONE, TWO] }],
    second = 'dba',
    lane: Partial<Lane> = muted,
  ) {
    const draft = { format: 'text', title: '', mention: NOBODY } as const;
    const next: FollowUp = {
      channel: second,
      robot: '2',
      draft: { ...draft, text: 'through the second' },
      alertCount: 1,
      completes: 'm-1',
    };
    await owing(channels, { completes: 'm-2', next }, lane);
    const { next: _sent, ...left } = (await owed()) ?? {};

    return { left };
  }

  test('a mention is tried three times and then given up, since the alerts themselves were told', async () => {
    await owing([dba]);
    relay.answerWith(() => NO_DNS);
    await look(300_000);

    expect(relay.seen).toHaveLength(3);
    expect(await owed()).toBeUndefined();
    expect((await relay.ledger.list({ limit: 9 })).items.map(({ attempt }) => attempt)).toEqual([3, 2, 1]);
  });
});

describe('a WeCom message that names a mobile', () => {
  const naming = aChannel({ ...dba, mention: { ...dba.mention, mobiles: ['13800000000'] } });
  beforeEach(async () => {
    relay = await startHarness([naming]);
  });

  test('is followed by the mention at once', async () => {
    await relay.receive([anAlert()]);
    await relay.runFor(1_000);

    expect(mentions()).toEqual([false, true]);
    const { items } = await relay.ledger.list({ limit: 9 });
    expect(items.map(({ kind }) => kind)).toEqual(['mention', 'single']);
  });

  test('becomes one message where no slot is left for a second', async () => {
    const lane = await relay.lanes.get(LANE);
    await relay.lanes.amend(lane, {
      ...lane,
      slots: Array.from({ length: unreserved(20) - 1 }, (_, at) => START_MS - 30_000 + at),
    });
    await relay.receive([anAlert({ level: 'critical' })]);
    await relay.runFor(1_000);

    expect(mentions()).toEqual([true]);
  });
});
