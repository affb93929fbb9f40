import { beforeEach, describe, expect, test } from 'vitest';
import type { Channel } from '#shared/channels/channel.ts';
import type { PostResult } from '#shared/delivery/post.ts';
import { KEEP_ALERT_MS } from '#shared/dispatching/acknowledge-message.ts';
import type { ComposedMessage } from '#shared/dispatching/compose-message.ts';
import { deliverMessage, type Surroundings } from '#shared/dispatching/deliver-message.ts';
import type { Route } from '#shared/dispatching/route.ts';
import { countMessage } from '#shared/pacing/channel-caps.ts';
import type { AlertRef, Lane, LaneMessage } from '#shared/pacing/lane.ts';
import { type Mention, NOBODY } from '#shared/rendering/message.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';
import { OK, START_MS, startHarness } from '#test/pipeline/harness.ts';

const ROBOT = aRobot();
const LANE = ROBOT.webhookId;
const { limits, aggregation } = aChannel();
const dba = aChannel({ name: 'dba' });
const ops = aChannel({ name: 'ops' });
const wecom = aChannel({ name: 'dba', type: 'wecom' });
const MOBILE: Mention = { ...NOBODY, mobiles: ['13800000000'] };
const PLANNED: LaneMessage = { id: '0mi7r2yo0abcdefgh', kind: 'single', channel: 'dba', attempt: 1 };
const OTHER: LaneMessage = { ...PLANNED, id: '0mi7r2yo0zzzzzzzz', refs: [] };
const NO_ANSWER: PostResult = { kind: 'unknown', detail: 'no answer' };
const FILTERED: PostResult = { kind: 'answer', status: 200, body: '{"errcode":430102,"errmsg":"bad text"}' };

function refs(count: number, channel = 'dba'): readonly AlertRef[] {
  return Array.from({ length: count }, (_, at) => ({
    channel,
    fingerprint: String(at).padEnd(22, 'A'),
    version: 1,
    status: 'firing',
    level: 3,
  }));
}

let relay: Awaited<ReturnType<typeof startHarness>>;
let taken: LaneMessage[];
let manifests: { readonly count: number; readonly expiresAtMs: number }[];

beforeEach(() => {
  taken = [];
  manifests = [];
});

interface Case {
  readonly channels?: readonly [Channel, ...Channel[]];
  readonly lane?: Partial<Lane>;
  /** A look planned for the lane, ms. */
  readonly wakeAt?: number;
  readonly message?: Partial<ComposedMessage> | 'none';
  readonly mention?: Mention;
  readonly planned?: LaneMessage;
  readonly around?: Partial<Surroundings>;
  readonly answer?: PostResult;
}

/** Sends a message about alerts of its channels, and says how the turn ended. */
async function delivered({ channels = [dba], lane = {}, mention = NOBODY, planned = PLANNED, ...one }: Case) {
  relay = await startHarness(channels);
  relay.answerWith(() => one.answer ?? OK);
  const before = await relay.lanes.get(LANE);
  await relay.lanes.amend(before, { ...before, ...lane });
  if (one.wakeAt !== undefined) await relay.lanes.planWake(LANE, one.wakeAt, START_MS - 60_000, 2);
  const home = await relay.lanes.get(LANE);
  const route: Route = { robotLane: home, limit: 20, channels, failingSince: new Map() };
  const { lanes } = relay.ports;
  const ports = {
    ...relay.ports,
    lanes: {
      ...lanes,
      take: ((from, wanted) => {
        taken.push(wanted.message);
        return lanes.take(from, wanted);
      }) as typeof lanes.take,
      writeManifest: ((id, all, expiresAtMs) => {
        manifests.push({ count: all.length, expiresAtMs });
        return lanes.writeManifest(id, all, expiresAtMs);
      }) as typeof lanes.writeManifest,
    },
  };
  const composed: ComposedMessage = {
    kind: 'single',
    refs: refs(1),
    rendered: { format: 'markdown', title: 'disk full', text: 'disk full', mention, cut: false },
    alertIds: new Map([['dba', ['id']]]),
    heldGroups: [],
    ...(one.message === 'none' ? {} : one.message),
  };

  return deliverMessage(
    { home: { lane: home, channels, all: channels }, route, freeSlots: 5, isLast: true, ...one.around },
    planned,
    { ...(one.message === 'none' ? {} : { message: composed }), withheld: [] },
    ports,
  );
}

const lane = () => relay.lanes.get(LANE);

describe('a turn', () => {
  test('is over when the message was the last of what waits', async () => {
    expect(await delivered({})).toEqual({ kind: 'idle' });
    expect(await lane()).toMatchObject({ acks: [], slots: [relay.now()] });
  });

  test.each<[string, Case]>([
    ['something else waits', { around: { isLast: false } }],
    ['a mention is owed', { channels: [wecom], mention: MOBILE }],
    ['the message has to be told again', { answer: NO_ANSWER }],
    ['the message has to be said simpler', { answer: FILTERED }],
    ['a mention left another message to repeat', { lane: { again: OTHER }, message: { kind: 'mention', refs: [] } }],
  ])('goes on with the same look when %s', async (_, one) => {
    expect(await delivered(one)).toEqual({ kind: 'more', look: 'same' });
  });

  test('with nothing to say looks everywhere', async () => {
    expect(await delivered({ message: 'none' })).toEqual({ kind: 'more', look: 'everywhere' });
    expect(relay.seen).toEqual([]);
  });

  test('with nothing to say is done with the message that was to be repeated', async () => {
    await delivered({ message: 'none', lane: { again: OTHER }, planned: OTHER });
    expect((await lane()).again).toBeUndefined();

    await delivered({ message: 'none', lane: { again: OTHER }, planned: { ...PLANNED, kind: 'mention' } });
    expect((await lane()).again).toEqual(OTHER);
  });

  test('fulfils the look that was planned, where it looked at everything', async () => {
    await delivered({ wakeAt: START_MS, around: { lookedAtMs: START_MS } });
    expect((await lane()).wakeAt).toBeUndefined();

    await delivered({ wakeAt: START_MS + 1, around: { lookedAtMs: START_MS } });
    expect((await lane()).wakeAt).toBe(START_MS + 1);
    await delivered({ wakeAt: START_MS });
    expect((await lane()).wakeAt).toBe(START_MS);
  });
});

describe('the alerts of a message', () => {
  test('are listed on the lane while they are few, so that whoever finishes it knows them', async () => {
    await delivered({ message: { refs: refs(25) } });

    expect(taken).toMatchObject([{ id: PLANNED.id, kind: 'single', refs: expect.any(Array) }]);
    expect(taken[0]?.refs).toHaveLength(25);
    expect(manifests).toEqual([]);
  });

  test('are in a manifest when they are many, as long as the alerts themselves are kept', async () => {
    await delivered({ message: { kind: 'digest', refs: refs(26) } });

    expect(taken[0]).toMatchObject({ kind: 'digest', chunks: 1 });
    expect(taken[0]).not.toHaveProperty('refs');
    expect(manifests).toEqual([{ count: 26, expiresAtMs: START_MS + KEEP_ALERT_MS }]);
  });

  test('of a message before are those of this one', async () => {
    await delivered({ planned: { ...PLANNED, refs: refs(9), chunks: 4 }, message: { refs: refs(2) } });

    expect(taken[0]?.refs).toHaveLength(2);
    expect(taken[0]).not.toHaveProperty('chunks');
  });
});

describe('the caps of channels', () => {
  const hourly = aChannel({ name: 'dba', limits: { ...limits, perHour: 3 } });
  const daily = aChannel({ name: 'dba', limits: { ...limits, perDay: 3 } });
  const once = countMessage(undefined, 'Asia/Shanghai', START_MS);

  test.each([
    ['an hour', hourly],
    ['a day', daily],
  ])('by %s count a message that was delivered', async (_, channel) => {
    await delivered({ channels: [channel] });
    expect((await lane()).caps).toEqual({ dba: once });
  });

  test('count on from what the lane has, beside those of others', async () => {
    await delivered({ channels: [hourly], lane: { caps: { dba: once, other: once } } });

    expect((await lane()).caps).toEqual({ dba: countMessage(once, 'Asia/Shanghai', START_MS), other: once });
  });

  test.each<[string, Case]>([
    ['of channels without one', { channels: [dba] }],
    ['a channel the message says nothing about', { channels: [dba, { ...hourly, name: 'ops' }] }],
    ['a mention', { channels: [hourly], message: { kind: 'mention', refs: [] } }],
    ['a message that was not delivered', { channels: [hourly], answer: NO_ANSWER }],
  ])('don’t count %s', async (_, one) => {
    await delivered(one);
    expect((await lane()).caps ?? {}).toEqual({});
  });
});

describe('a delivered message', () => {
  test('leaves the mention its product needs a second message for', async () => {
    await delivered({ channels: [wecom], mention: MOBILE, message: { refs: refs(3) } });

    expect((await lane()).followUp).toMatchObject({
      channel: 'dba',
      robot: '1',
      alertCount: 3,
      draft: { mention: MOBILE },
    });
  });

  test('holds what is new of the groups it told, in channels that ask for it', async () => {
    const holding = aChannel({ name: 'dba', aggregation: { ...aggregation, intervalSeconds: 300, holdNew: true } });
    await delivered({ channels: [holding], message: { heldGroups: [{ channel: holding, group: 'abcdef' }] } });

    expect(await relay.alerts.groupQuietUntil('dba', 'abcdef')).toBe(relay.now() + 300_000);
  });

  test('is reported, and recorded for each of its channels with its own number of alerts', async () => {
    await delivered({
      channels: [dba, ops],
      message: {
        refs: [...refs(2), ...refs(1, 'ops')],
        alertIds: new Map([
          ['dba', ['a', 'b']],
          ['ops', ['c']],
        ]),
        rendered: { format: 'markdown', title: 't', text: 't', mention: NOBODY, cut: false, fellBack: 'bad template' },
      },
    });

    expect(relay.events).toEqual([
      { kind: 'template-fallback', channel: 'dba', reason: 'bad template' },
      {
        kind: 'attempted',
        lane: LANE,
        channel: 'dba',
        robot: '1',
        message: 'single',
        outcome: { kind: 'delivered', errcode: 0, errmsg: 'ok' },
        alertCount: 3,
        latencyMs: 20,
      },
    ]);
    const { items } = await relay.ledger.list({ limit: 9 });
    expect(items.map(({ channel, alertCount }) => [channel, alertCount]).toSorted()).toEqual([
      ['dba', 2],
      ['ops', 1],
    ]);
    expect(await relay.ledger.get(items[0]?.id ?? '')).toMatchObject({ fellBack: 'bad template' });
  });

  test('of a robot whose clock is another is reported with how wrong ours is', async () => {
    await delivered({
      answer: { kind: 'answer', status: 200, body: '{"errcode":0}', serverTimeMs: START_MS - 600_000 },
    });

    expect(relay.events).toContainEqual(expect.objectContaining({ kind: 'clock-skew', lane: LANE }));
  });
});

describe('a message that is not delivered', () => {
  const holding = aChannel({ name: 'dba', aggregation: { ...aggregation, holdNew: true } });

  test('acknowledges nothing and holds no group', async () => {
    await delivered({
      channels: [holding],
      message: { heldGroups: [{ channel: holding, group: 'abcdef' }] },
      answer: NO_ANSWER,
    });

    expect(await relay.alerts.groupQuietUntil('dba', 'abcdef')).toBeUndefined();
    expect((await lane()).acks).toEqual([]);
  });

  test('and was said as simply as can be ends its alerts, and people are told', async () => {
    await delivered({ planned: { ...PLANNED, simpler: 'counts' }, answer: FILTERED });

    expect(relay.events).toContainEqual({
      kind: 'buried',
      channel: 'dba',
      alertCount: 1,
      reason: 'rejected: content-filter (430102)',
    });
  });
});
