import { describe, expect, test } from 'vitest';
import { fingerprintOfId } from '#shared/alert/fingerprint.ts';
import type { PostResult } from '#shared/delivery/post.ts';
import { KEEP_ALERT_MS } from '#shared/dispatching/acknowledge-message.ts';
import type { FollowUp } from '#shared/pacing/lane.ts';
import { type Mention, NOBODY } from '#shared/rendering/message.ts';
import { aChannel } from '#test/builders/channel.ts';
import { anAlert, START_MS } from '#test/pipeline/harness.ts';
import { type Case, type Delivered, deliver, LANE, NO_ANSWER, OTHER, PLANNED, refs } from './delivering.ts';

const { aggregation } = aChannel();
const dba = aChannel({ name: 'dba' });
const ops = aChannel({ name: 'ops' });
const wecom = aChannel({ name: 'dba', type: 'wecom' });
const MOBILE: Mention = { ...NOBODY, mobiles: ['13800000000'] };
const FILTERED: PostResult = { kind: 'answer', status: 200, body: '{"errcode":430102,"errmsg":"bad text"}' };

let last: Delivered;

/** Sends a message, and says how the turn ended. */
async function delivered(one: Case) {
  last = await deliver(one);
  return last.end;
}

const lane = () => last.lane();

describe('a turn', () => {
  test('is over when the message was the last of what waits', async () => {
    expect(await delivered({})).toEqual({ kind: 'idle' });
    expect(await lane()).toMatchObject({ acks: [], slots: [last.relay.now()] });
  });

  test.each<[string, Case]>([
    ['something else waits', { around: { isLast: false } }],
    ['a mention is owed', { channels: [wecom], mention: MOBILE }],
    ['the message has to be told again', { answer: NO_ANSWER }],
    ['the message has to be said simpler', { answer: FILTERED }],
    ['its alerts ended as dead', { planned: { ...PLANNED, simpler: 'counts' }, answer: FILTERED }],
    ['other alerts may have been shown', { lane: { doubtful: refs(1).map((ref) => ({ ...ref, channel: 'ops' })) } }],
    ['a mention left another message to repeat', { lane: { again: OTHER }, message: { kind: 'mention', refs: [] } }],
  ])('goes on with the same look when %s', async (_, one) => {
    expect(await delivered(one)).toEqual({ kind: 'more', look: 'same' });
  });

  test('is done where other alerts may have been shown, and all of them are put off', async () => {
    const doubtful = refs(1).map((ref) => ({ ...ref, channel: 'ops' }));
    const [at, after] = [START_MS, START_MS + 60_000];
    expect(await delivered({ lane: { doubtful, doubtfulDueAt: after } })).toEqual({ kind: 'idle' });
    expect(await delivered({ lane: { doubtful, doubtfulDueAt: at } })).toEqual({ kind: 'more', look: 'same' });
  });

  test('with nothing to say looks everywhere', async () => {
    expect(await delivered({ message: 'none' })).toEqual({ kind: 'more', look: 'everywhere' });
    expect(last.relay.seen).toEqual([]);
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

    expect(last.taken).toMatchObject([{ id: PLANNED.id, kind: 'single', refs: expect.any(Array) }]);
    expect(last.taken[0]?.refs).toHaveLength(25);
    expect(last.manifests).toEqual([]);
  });

  test('are in a manifest when they are many, as long as the alerts themselves are kept', async () => {
    await delivered({ message: { kind: 'digest', refs: refs(26) } });

    expect(last.taken[0]).toMatchObject({ kind: 'digest', chunks: 1 });
    expect(last.taken[0]).not.toHaveProperty('refs');
    expect(last.manifests).toEqual([{ count: 26, expiresAtMs: START_MS + KEEP_ALERT_MS }]);
  });

  test('of a message before are those of this one', async () => {
    await delivered({ planned: { ...PLANNED, refs: refs(9), chunks: 4 }, message: { refs: refs(2) } });

    expect(last.taken[0]?.refs).toHaveLength(2);
    expect(last.taken[0]).not.toHaveProperty('chunks');
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

  test('reports a mention that has to make room for its own: too many wait', async () => {
    const draft = { format: 'text', title: '', text: '', mention: NOBODY } as const;
    const waiting = ['1', '2', '3', '4', '5', '6', '7', '8'].map(
      (robot): FollowUp => ({ channel: 'dba', robot, draft, alertCount: 1, completes: robot }),
    );
    const followUp = waiting.reduceRight<FollowUp | undefined>(
      (next, one) => (next === undefined ? one : { ...one, next }),
      undefined,
    );
    if (followUp === undefined) throw new Error('eight of them');
    const dropped = () => last.relay.events.filter(({ kind }) => kind === 'mention-dropped');
    const channels = [aChannel({ ...wecom, mention: { ...wecom.mention, mobiles: MOBILE.mobiles } })] as const;

    await delivered({ channels, mention: MOBILE, lane: { followUp }, answer: NO_ANSWER });
    expect(dropped()).toEqual([]);
    await delivered({ channels, mention: MOBILE, lane: { followUp } });
    expect(dropped()).toEqual([{ kind: 'mention-dropped', channel: 'dba', robot: '8' }]);
    expect((await lane()).followUp).toMatchObject({ completes: PLANNED.id, next: { completes: '1' } });
  });

  test('holds what is new of the groups it told, in channels that ask for it', async () => {
    const holding = aChannel({ name: 'dba', aggregation: { ...aggregation, intervalSeconds: 300, holdNew: true } });
    await delivered({ channels: [holding], message: { heldGroups: [{ channel: holding, group: 'abcdef' }] } });

    expect(await last.relay.alerts.groupQuietUntil('dba', 'abcdef')).toBe(last.relay.now() + 300_000);
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

    expect(last.relay.events).toEqual([
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
    const { items } = await last.relay.ledger.list({ limit: 9 });
    expect(items.map(({ channel, alertCount }) => [channel, alertCount]).toSorted()).toEqual([
      ['dba', 2],
      ['ops', 1],
    ]);
    expect(await last.relay.ledger.get(items[0]?.id ?? '')).toMatchObject({ fellBack: 'bad template' });
  });

  test('of a robot whose clock is another is reported with how wrong ours is', async () => {
    await delivered({
      answer: { kind: 'answer', status: 200, body: '{"errcode":0}', serverTimeMs: START_MS - 600_000 },
    });

    expect(last.relay.events).toContainEqual(expect.objectContaining({ kind: 'clock-skew', lane: LANE }));
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

    expect(await last.relay.alerts.groupQuietUntil('dba', 'abcdef')).toBeUndefined();
    expect((await lane()).acks).toEqual([]);
  });

  test('and was said as simply as can be ends its alerts, and people are told', async () => {
    const [ref] = refs(1);
    if (ref === undefined) throw new Error('one of one');
    await delivered({
      planned: { ...PLANNED, simpler: 'counts' },
      answer: FILTERED,
      waiting: [anAlert({ id: 'a' })],
      message: { refs: [{ ...ref, fingerprint: fingerprintOfId('native', 'a') }] },
    });

    expect(last.relay.told).toMatchObject([{ kind: 'dead-letters', alerts: ['a'] }]);
    expect(last.relay.events).toContainEqual({
      kind: 'buried',
      channel: 'dba',
      alertCount: 1,
      reason: 'rejected: content-filter (430102)',
    });
  });

  test('and that only the channel’s own check dislikes, again, leaves those that fire as perhaps seen', async () => {
    const [ref] = refs(1);
    if (ref === undefined) throw new Error('one of one');
    const [fires, over] = ['fires', 'over'].map((id) => ({ ...ref, fingerprint: fingerprintOfId('native', id) }));
    if (fires === undefined || over === undefined) throw new Error('two of two');
    await delivered({
      channels: [aChannel({ name: 'dba', responseCheck: { regex: '.*fine.*' } })],
      lane: { failures: 1 },
      waiting: [anAlert({ id: 'fires' }), anAlert({ id: 'over', status: 'resolved' })],
      message: { refs: [fires, { ...over, status: 'resolved' }] },
    });

    const items = await last.relay.alerts.read([fires, over]);
    expect(items.map(({ dead }) => dead)).toEqual(Array(2).fill('rejected: response-check (0)'));
    expect(items.map(({ maybeShown }) => maybeShown)).toEqual([true, undefined]);
  });
});

describe('a message that can’t be recorded', () => {
  const unwritable = (failures: number) => (relay: Delivered['relay']) => {
    let tries = 0;
    const record: typeof relay.ledger.record = (row) => {
      tries += 1;
      return tries <= failures ? Promise.reject(new Error('the table is away')) : relay.ledger.record(row);
    };
    return { ledger: { ...relay.ledger, record } };
  };

  test('is recorded after all else', async () => {
    expect(await delivered({ more: unwritable(1) })).toEqual({ kind: 'idle' });
    expect((await last.relay.ledger.list({ limit: 10 })).items).toHaveLength(1);
  });

  test('ends its alerts and tells people all the same when it can’t be recorded then either', async () => {
    const [ref] = refs(1);
    if (ref === undefined) throw new Error('one of one');
    const message = { refs: [{ ...ref, fingerprint: fingerprintOfId('native', 'a') }] };
    let relay: Delivered['relay'] | undefined;
    const sent = deliver({
      waiting: [anAlert({ id: 'a' })],
      message,
      planned: { ...PLANNED, simpler: 'counts' },
      answer: FILTERED,
      more: (started) => {
        relay = started;
        return unwritable(2)(started);
      },
    });

    await expect(sent).rejects.toThrow('the table is away');
    expect(relay?.told).toMatchObject([{ kind: 'dead-letters', alerts: ['a'] }]);
  });
});

describe('a robot that becomes misconfigured', () => {
  const GONE: PostResult = { kind: 'answer', status: 200, body: '{"errcode":300005,"errmsg":"token is not exist"}' };
  const event = { kind: 'robot-misconfigured', channel: 'dba', robot: '1', reason: 'token' };

  test('is told before its lane says so', async () => {
    let toldOf: unknown;
    await delivered({
      answer: GONE,
      more: ({ lanes }) => ({
        operator: {
          tell: async (one) => {
            toldOf = { ...one, laneSays: (await lanes.get(LANE)).misconfigured };
          },
        },
      }),
    });

    expect(toldOf).toEqual({ ...event, laneSays: undefined });
    expect(await lane()).toMatchObject({ misconfigured: 'token' });
  });

  test('is told also when the attempt can’t be recorded', async () => {
    let relay: Delivered['relay'] | undefined;
    const sent = deliver({
      answer: GONE,
      more: (started) => {
        relay = started;
        return { ledger: { ...started.ledger, record: () => Promise.reject(new Error('the table is away')) } };
      },
    });

    await expect(sent).rejects.toThrow('the table is away');
    expect(relay?.told).toEqual([event]);
    expect(await relay?.lanes.get(LANE)).toMatchObject({ misconfigured: 'token' });
  });
});
