import { describe, expect, test } from 'vitest';
import type { RuleStanding } from '#shared/dispatching/judge-by-rule.ts';
import type { Route } from '#shared/dispatching/route.ts';
import { countMessage } from '#shared/pacing/channel-caps.ts';
import { emptyLane, type LaneMessage } from '#shared/pacing/lane.ts';
import { aChannel } from '#test/builders/channel.ts';
import { aWaiting } from '#test/builders/waiting.ts';
import { START_MS } from '#test/pipeline/harness.ts';
import { type Case, type Delivered, deliver, LANE, NO_ANSWER, OTHER, PLANNED, refs } from './delivering.ts';

const { limits } = aChannel();
const dba = aChannel({ name: 'dba' });

let last: Delivered;

async function delivered(one: Case): Promise<void> {
  last = await deliver(one);
}

const lane = () => last.lane();

describe('the caps of channels', () => {
  const hourly = aChannel({ name: 'dba', limits: { ...limits, perHour: 3 } });
  const daily = aChannel({ name: 'dba', limits: { ...limits, perDay: 3 } });
  const once = countMessage(undefined, 'Asia/Shanghai', START_MS);

  /** A message to be repeated of which nothing is left to be said. */
  function againWith(message: Partial<LaneMessage>): Case {
    const again = { ...PLANNED, ...message };
    return { channels: [hourly], message: 'none', lane: { again }, planned: again };
  }

  test.each([
    ['an hour', hourly],
    ['a day', daily],
  ])('by %s count a message that was delivered', async (_, channel) => {
    await delivered({ channels: [channel] });
    expect((await lane()).caps).toEqual({ dba: once });
  });

  test('count a message that people may know of and of which nothing is left to be said', async () => {
    await delivered(againWith({ refs: refs(1), maybeShown: true }));

    expect((await lane()).caps).toEqual({ dba: once });
  });

  test('count the channels of which a repetition tells nothing any more, if people may know of it', async () => {
    const ops = { ...hourly, name: 'ops' };
    const channels = [hourly, ops] as const;
    const again: LaneMessage = { ...PLANNED, refs: [...refs(1), ...refs(1, 'ops')] };
    const shown: LaneMessage = { ...again, maybeShown: true };
    // The other channel has no way out just now.
    const route: Route = { robotLane: emptyLane(LANE), limit: 20, channels: [hourly], failingSince: new Map() };

    await delivered({ channels, lane: { again: shown }, planned: shown, around: { route } });
    expect((await lane()).caps).toEqual({ dba: once, ops: once });
    await delivered({ channels, lane: { again }, planned: again, around: { route } });
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
    ['a message nobody saw and of which nothing is left to be said', againWith({ refs: refs(1) })],
  ])('don’t count %s', async (_, one) => {
    await delivered(one);
    expect((await lane()).caps ?? {}).toEqual({});
  });
});

describe('a message of alerts that a rule with limits sent', () => {
  const MARK = 'mark-of-r';
  const told = aWaiting({ name: 'told' }, { channel: 'dba', fingerprint: refs(1)[0]?.fingerprint ?? '' }, dba);
  const standing: RuleStanding = {
    group: { channel: dba, mark: MARK, rule: { name: 'r', limits: { perHour: 9, over: 'hold' } }, waiting: [told] },
    held: [],
    counted: new Set([told]),
  };
  const around = { standings: [standing] };
  const before = { dba: { [MARK]: 3 } };
  const capsWith = (alerts: number) => ({
    dba: countMessage(undefined, 'Asia/Shanghai', START_MS, { [MARK]: alerts }),
  });

  test('counts for the rule once it is delivered', async () => {
    await delivered({ around });

    expect(last.taken[0]?.counts).toEqual({ dba: { [MARK]: 1 } });
    expect((await lane()).caps).toEqual(capsWith(1));
  });

  test('counts for what is in it now, where nobody saw what was in it before', async () => {
    await delivered({ around, planned: { ...PLANNED, counts: before } });

    expect(last.taken[0]?.counts).toEqual({ dba: { [MARK]: 1 } });
  });

  test('counts for all that people may know of from a try before', async () => {
    await delivered({ around, planned: { ...PLANNED, counts: before, maybeShown: true } });

    expect(last.taken[0]?.counts).toEqual(before);
    expect((await lane()).caps).toEqual(capsWith(3));
  });

  test('does not count before it is delivered', async () => {
    await delivered({ around, answer: NO_ANSWER });

    expect((await lane()).caps).toBeUndefined();
  });

  test('has no counts where no rule has any', async () => {
    await delivered({ planned: { ...PLANNED, counts: before } });

    expect(last.taken[0]).not.toHaveProperty('counts');
  });

  test('counts also when nothing of it is left to be said, if people may know of it', async () => {
    const again = { ...OTHER, counts: before };
    const shown = { ...again, maybeShown: true } as const;
    await delivered({ message: 'none', lane: { again: shown }, planned: shown });
    expect((await lane()).caps).toEqual(capsWith(3));

    await delivered({ message: 'none', lane: { again }, planned: again });
    expect(await lane()).not.toHaveProperty('caps');
    await delivered({ message: 'none', lane: { again, caps: capsWith(2) }, planned: again });
    expect((await lane()).caps).toEqual(capsWith(2));
  });
});
