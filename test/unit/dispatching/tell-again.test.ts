import { beforeEach, describe, expect, test } from 'vitest';
import type { AlertItem } from '#shared/admission/alert-item.ts';
import { SHARDS } from '#shared/admission/shard.ts';
import type { ParsedAlert } from '#shared/alert/alert.ts';
import type { Channel } from '#shared/channels/channel.ts';
import { messageOf } from '#shared/delivery/delivery-id.ts';
import type { Hindered, Route } from '#shared/dispatching/route.ts';
import { sendAgain } from '#shared/dispatching/send-again.ts';
import { alertOf } from '#shared/dispatching/told-alert.ts';
import type { TurnEnd } from '#shared/dispatching/turn-end.ts';
import type { AlertRef, Lane, LaneMessage } from '#shared/pacing/lane.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';
import { anAlert, START_MS, startHarness } from '#test/pipeline/harness.ts';

const [ONE, TWO] = [aRobot({ name: '1' }), aRobot({ name: '2' })];
const english = { ...aChannel().message, language: 'en_US' } as const;
const dba = aChannel({ name: 'dba', robots: [ONE, TWO], message: english });
const ops = aChannel({ name: 'ops', robots: [ONE, TWO], message: english });
const LANE = ONE.webhookId;
const ID = '0mi7r2yo0abcdefgh';

let relay: Awaited<ReturnType<typeof startHarness>>;
beforeEach(async () => {
  relay = await startHarness([dba, ops]);
});

async function received(channel: string, ...alerts: readonly Partial<ParsedAlert>[]): Promise<void> {
  await relay.receive(alerts.map(anAlert), { channels: [channel] });
  relay.loseWakeUps();
}

async function items(channel: string): Promise<readonly AlertItem[]> {
  const pages = await Promise.all([...SHARDS].map((shard) => relay.alerts.page(channel, shard, undefined, 100)));
  return pages.flatMap((page) => page.items);
}

/** The alerts of a channel as a message told them just now. */
async function refs(channel = 'dba'): Promise<readonly AlertRef[]> {
  return (await items(channel)).map(({ fingerprint, version, status, level }) => ({
    channel,
    fingerprint,
    version,
    status,
    level,
  }));
}

async function put(id: string, changes: Partial<Lane>): Promise<void> {
  const lane = await relay.lanes.get(id);
  await relay.lanes.amend(lane, { ...lane, ...changes });
}

interface Way {
  readonly channels: readonly [Channel, ...Channel[]];
  readonly robot: string;
}

/** Tells a message again on these ways. */
async function again(
  message: Partial<LaneMessage>,
  ways: readonly Way[] = [{ channels: [dba], robot: LANE }],
  hindered: readonly Hindered[] = [],
  seen: Partial<AlertItem> = {},
): Promise<TurnEnd | 'not-now'> {
  const whole: LaneMessage = { id: ID, kind: 'single', channel: 'dba', attempt: 2, refs: [], ...message };
  await put(LANE, { again: whole });
  const lane = await relay.lanes.get(LANE);
  const routes: Route[] = [];
  for (const { channels, robot } of ways) {
    const robotLane = robot === LANE ? lane : await relay.lanes.get(robot);
    routes.push({ robotLane, limit: 20, channels, failingSince: new Map() });
  }
  const home = { lane, channels: [dba, ops], all: [dba, ops] };
  const { alerts } = relay.ports;
  const read: typeof alerts.read = async (keys) => (await alerts.read(keys)).map((item) => ({ ...item, ...seen }));
  return sendAgain(home, whole, { routes, hindered }, { ...relay.ports, alerts: { ...alerts, read } });
}

const body = (at = 0) => relay.seen[at]?.body ?? '';
const idOf = (at = 0) => JSON.parse(body(at)).msgUuid as string;
const slotsOf = async (id: string) => (await relay.lanes.get(id)).slots.length;

describe('a message is told again', () => {
  test('on the way of its own channel, whichever is first', async () => {
    await received('ops', {});
    const ways: readonly Way[] = [
      { channels: [dba], robot: LANE },
      { channels: [dba, ops], robot: TWO.webhookId },
    ];
    await again({ channel: 'ops', refs: await refs('ops'), through: TWO.webhookId }, ways);

    expect(await slotsOf(TWO.webhookId)).toBe(1);
    expect(idOf()).toBe(ID);
  });

  test('not while its channel has no way; others have their say', async () => {
    await received('dba', {});

    expect(await again({ channel: 'ops', refs: await refs() })).toBe('not-now');
    expect(relay.seen).toEqual([]);
  });

  test('when the first way opens, while all are blocked', async () => {
    const hindered = [9_000, 5_000].map((ms) => ({ channel: dba, untilMs: START_MS + ms }));

    expect(await again({}, [], hindered)).toEqual({ kind: 'wait', untilMs: START_MS + 5_000 });
    expect(await again({}, [])).toEqual({ kind: 'idle' });
  });

  test('about its own alerts only', async () => {
    await received('dba', { name: 'disk full' });
    const own = await refs();
    await received('dba', { name: 'host gone' });
    await again({ refs: own });

    expect(body()).toContain('disk full');
    expect(body()).not.toContain('host gone');
  });

  test('without those told meanwhile, or put off', async () => {
    await received('dba', { name: 'disk full' }, { name: 'host gone' });
    const both = await refs();
    const told = (await items('dba')).find((item) => alertOf(item).name === 'host gone');
    if (told === undefined) throw new Error('an alert was admitted');
    await relay.alerts.acknowledge({ ...told, delivery: '', expiresAtMs: START_MS + 1 });
    await again({ refs: both });

    expect(body()).toContain('disk full');
    expect(body()).not.toContain('host gone');
  });

  test('without those of channels that take another way: they may have been shown, and what tells them will say so', async () => {
    await received('dba', { name: 'disk full' });
    await received('ops', { name: 'host gone' });
    const others = await refs('ops');
    await again({ refs: [...(await refs()), ...others], maybeShown: true });

    expect(body()).toContain('disk full');
    expect(body()).not.toContain('host gone');
    expect((await relay.lanes.get(LANE)).doubtful).toEqual(others);
  });

  test('and is done with where those of this way have nothing to say; the others may have been shown', async () => {
    await received('ops', { name: 'host gone' });
    const others = await refs('ops');
    const ended = others.map((ref) => ({ ...ref, channel: 'dba' }));
    await again({ refs: [...ended, ...others], maybeShown: true });

    expect(relay.seen).toEqual([]);
    const { again: left, doubtful } = await relay.lanes.get(LANE);
    expect([left, doubtful]).toEqual([undefined, others]);
  });

  test('and where it can’t list all that it leaves, the others remember that they may have been seen firing', async () => {
    const many = Array.from({ length: 60 }, (_, at) => ({ id: `${at}`, name: `disk ${at}` }));
    await received('ops', ...many);
    await received('dba', { name: 'disk full' });
    const others = await refs('ops');
    await again({ refs: [...(await refs()), ...others], maybeShown: true });

    const { doubtful = [] } = await relay.lanes.get(LANE);
    const listed = new Set(doubtful.map(({ fingerprint }) => fingerprint));
    const noted = (await items('ops')).filter(({ maybeShown }) => maybeShown === true);
    expect([listed.size, noted.length]).toEqual([50, 10]);
    expect(noted.some(({ fingerprint }) => listed.has(fingerprint))).toBe(false);
  });

  test('so do those that the lane had listed, where there is nothing to say of the message', async () => {
    await received('dba', { name: 'disk full' });
    await received('ops', { name: 'host gone' });
    const [former, others] = [await refs(), await refs('ops')];
    const full = Array.from({ length: 49 }, (_, at) => ({ ...former[0], fingerprint: `${at}` }) as AlertRef);
    await put(LANE, { doubtful: [...former, ...full] });
    await again({ refs: others, maybeShown: true });

    expect((await relay.lanes.get(LANE)).doubtful).toEqual([...full, ...others]);
    expect(await items('dba')).toMatchObject([{ maybeShown: true }]);
  });

  const FIRST = '0mi7r2yo0firstone';
  test.each<[string, string, Partial<LaneMessage>]>([
    ['in it', ID, {}],
    ['in the one it stands for, which was answered after all', FIRST, { insteadOf: FIRST }],
  ])('without those that know that they were told %s: what is due of them is due since', async (_, toldIn, message) => {
    await received('dba', { id: 'a', name: 'disk full' }, { id: 'b', name: 'host gone' });
    const both = await refs();
    const known = (await items('dba')).find((item) => alertOf(item).name === 'host gone');
    if (known === undefined) throw new Error('an alert was admitted');
    await relay.alerts.acknowledge({ ...known, delivery: `${toldIn}-0-0-1`, expiresAtMs: START_MS + 1 });
    await received('dba', { id: 'b', name: 'host gone', status: 'resolved' });
    await again({ refs: both, maybeShown: true, ...message });

    expect(body()).toContain('disk full');
    expect(body()).not.toContain('host gone');
    const ended = (await items('dba')).find(({ status }) => status === 'resolved');
    expect(ended?.dueAt).toBeDefined();
    expect((await relay.lanes.get(LANE)).doubtful).toBeUndefined();
  });

  test('and what of it changed while it was judged is in doubt on', async () => {
    await received('dba', { id: 'a' });
    const first = await refs();
    const disabled = aChannel({ ...dba, enabled: false });
    const { withhold } = relay.ports.alerts;
    Object.assign(relay.ports.alerts, {
      withhold: async (...asked: Parameters<typeof withhold>) => {
        await received('dba', { id: 'a', status: 'resolved' });
        return withhold(...asked);
      },
    });
    await again({ refs: first, maybeShown: true }, [{ channels: [disabled], robot: LANE }]);

    expect(await items('dba')).toMatchObject([{ status: 'resolved', dueAt: expect.any(Number) }]);
    expect((await relay.lanes.get(LANE)).doubtful).toEqual(first);
  });

  test('without those of a quiet time that is not over', async () => {
    await received('dba', { name: 'disk full' });
    const [item] = await items('dba');
    if (item === undefined) throw new Error('an alert was admitted');
    const quiet = { class: 2, atMs: START_MS + 60_000 } as const;
    await relay.alerts.acknowledge({ ...item, delivery: '', quiet, expiresAtMs: START_MS + 1 });
    await received('dba', { name: 'disk full' });

    expect(await again({ refs: await refs() })).toEqual({ kind: 'more', look: 'everywhere' });
    expect(relay.seen).toEqual([]);
  });

  test('as a count where its alerts waited too long', async () => {
    const short = aChannel({ ...dba, delivery: { ...dba.delivery, maxAgeSeconds: 60 } });
    await received('dba', { name: 'disk full' });
    await relay.runFor(61_000);
    await received('dba', { name: 'host gone' });
    await again({ refs: await refs() }, [{ channels: [short], robot: LANE }]);

    expect(body()).toContain('host gone');
    expect(body()).not.toContain('disk full');
  });
});

describe('where another robot had it first', () => {
  const home: readonly Way[] = [{ channels: [dba], robot: LANE }];
  const failing: Partial<Lane> = { failures: 1, retryAt: START_MS + 9_000 };

  test('that one is waited for while it backs off', async () => {
    await received('dba', {});
    await put(TWO.webhookId, failing);

    expect(await again({ refs: await refs(), through: TWO.webhookId }, home)).toEqual({
      kind: 'wait',
      untilMs: START_MS + 9_000,
    });
    expect(relay.seen).toEqual([]);
  });

  test('the home robot is waited for while it backs off', async () => {
    await received('dba', {});
    await put(LANE, failing);
    const other: readonly Way[] = [{ channels: [dba], robot: TWO.webhookId }];

    expect(await again({ refs: await refs() }, other)).toEqual({ kind: 'wait', untilMs: START_MS + 9_000 });
  });

  test.each<[string, Partial<Lane>]>([
    ['failed twice', { ...failing, failures: 2 }],
    ['is misconfigured', { ...failing, misconfigured: 'sign' }],
    ['is muted', { ...failing, mutedUntil: START_MS + 1 }],
    ['has waited long enough', { ...failing, retryAt: START_MS }],
    ['is well', {}],
  ])('it is not waited for where it %s; the message is a new one to this robot, and its own', async (_, lane) => {
    await received('dba', {});
    await put(TWO.webhookId, lane);
    await again({ refs: await refs(), through: TWO.webhookId }, home);

    expect(relay.seen).toHaveLength(1);
    expect(idOf()).not.toBe(ID);
    expect([await slotsOf(LANE), await slotsOf(TWO.webhookId)]).toEqual([1, 0]);
  });

  test('a mute that is over is no reason to hurry', async () => {
    await received('dba', {});
    await put(TWO.webhookId, { ...failing, mutedUntil: START_MS });

    expect(await again({ refs: await refs(), through: TWO.webhookId }, home)).toMatchObject({ kind: 'wait' });
  });

  test('the one that has it now is not asked to wait for itself', async () => {
    await received('dba', {});
    await put(LANE, failing);
    await again({ refs: await refs() }, home);

    expect(idOf()).toBe(ID);
  });
});

describe('what changed since the message was first told', () => {
  const worse = { name: 'disk full', level: 'critical' } as const;
  const REPEAT = /repeat/i;

  async function changed(message: Partial<LaneMessage>, ways?: readonly Way[]) {
    await received('dba', { name: 'disk full' });
    const first = await refs();
    await received('dba', worse);
    await again({ refs: first, ...message }, ways);
    const [item] = await items('dba');

    return { stillDue: item?.dueAt !== undefined, marked: REPEAT.test(body()) };
  }

  test('is still to be told where the robot may have dropped the second one', async () => {
    expect(await changed({ maybeShown: true })).toEqual({ stillDue: true, marked: false });
  });

  test('may have been shown by an earlier message than the one that was refused', async () => {
    await received('dba', { name: 'disk full' });
    const first = await refs();
    await put(LANE, { doubtful: first });
    await again({ refs: first, simpler: 'plain' });

    expect(body()).toMatch(REPEAT);
  });

  test('may have been shown all the same: what tells it says so', async () => {
    await changed({ maybeShown: true });
    const [item] = await items('dba');
    expect((await relay.lanes.get(LANE)).doubtful).toMatchObject([{ version: item?.version, level: 2 }]);
  });

  test('is told with it where the robot shows it in any case', async () => {
    expect(await changed({})).toEqual({ stillDue: false, marked: false });
  });

  test('is told with it by a robot that has not seen it, which says that it may be a repeat', async () => {
    const other: readonly Way[] = [{ channels: [dba], robot: TWO.webhookId }];

    expect(await changed({ maybeShown: true }, other)).toEqual({ stillDue: false, marked: true });
  });

  test('is told with it where this id was only ever refused, which says that it may be a repeat', async () => {
    expect(await changed({ maybeShown: true, unusedId: true })).toEqual({ stillDue: false, marked: true });
  });

  test('is told with it by a product that knows no ids, which says that it may be a repeat', async () => {
    const wecom = aChannel({ ...dba, type: 'wecom' });

    expect(await changed({ maybeShown: true }, [{ channels: [wecom], robot: LANE }])).toEqual({
      stillDue: false,
      marked: true,
    });
  });
});

describe('by a product that knows no ids, what is told again', () => {
  const wecom: readonly Way[] = [{ channels: [aChannel({ ...dba, type: 'wecom' })], robot: LANE }];
  const told = async () => (await items('dba')).map(({ deliveries }) => deliveries.map(messageOf));

  async function toldAgain(between: () => Promise<void>, message: Partial<LaneMessage> = { maybeShown: true }) {
    await received('dba', { id: 'a' });
    const first = await refs();
    await between();
    await again({ refs: first, ...message }, wecom);

    return first;
  }

  test('is the same message while its alerts are as they were', async () => {
    await toldAgain(async () => undefined);
    expect(await told()).toEqual([[ID]]);
  });

  test('is a message of its own where they are not, and the first one’s late answer is no word on it', async () => {
    const [first] = await toldAgain(() => received('dba', { id: 'a', status: 'resolved' }));
    if (first === undefined) throw new Error('an alert was admitted');
    expect(await told()).toEqual([[expect.not.stringMatching(ID)]]);
    await relay.alerts.acknowledge({ ...first, delivery: `${ID}-0-0-1`, expiresAtMs: START_MS + 1 });

    expect(await items('dba')).toMatchObject([{ told: 'resolved' }]);
    expect((await items('dba'))[0]).not.toHaveProperty('dueAt');
    expect((await relay.lanes.get(LANE)).again).toBeUndefined();
  });

  test.each<[string, Partial<LaneMessage>]>([
    ['was refused, and not shown', {}],
    ['has an id no robot saw', { maybeShown: true, unusedId: true }],
  ])('keeps the id of a message that %s', async (_, message) => {
    await toldAgain(() => received('dba', { id: 'a', status: 'resolved' }), message);
    expect(await told()).toEqual([[ID]]);
  });
});

describe('a digest told again', () => {
  async function digest(seen: Partial<AlertItem> = {}): Promise<string> {
    await again({ kind: 'digest', refs: await refs(), simpler: 'counts' }, undefined, undefined, seen);
    return body();
  }

  test('says what goes back and forth', async () => {
    await received('dba', { name: 'disk full' });
    const flapping = { changes: 6, sinceMs: START_MS - 400_000 };

    expect(await digest({ flapping })).toMatch(/flapping/i);
  });

  test('has none of the words the robot refused', async () => {
    await received('dba', { name: 'disk full' });

    expect(await digest()).not.toContain('disk full');
  });

  test('says how late its alerts are, and nothing where they are not', async () => {
    await received('dba', { name: 'disk full' });
    expect(await digest()).not.toMatch(/late/i);

    relay = await startHarness([dba, ops]);
    await received('dba', { name: 'disk full' });
    await relay.runFor(3_600_000);
    expect(await digest()).toMatch(/late/i);
  });

  test('says what is new in it, and what rose since it was told', async () => {
    await received('dba', { name: 'disk full' });
    const fresh = await digest();

    relay = await startHarness([dba, ops]);
    await received('dba', { name: 'disk full' });
    const [item] = await items('dba');
    if (item === undefined) throw new Error('an alert was admitted');
    await relay.alerts.acknowledge({ ...item, delivery: '', expiresAtMs: START_MS + 1 });
    await received('dba', { name: 'disk full', level: 'critical' });
    const risen = await digest();

    expect(fresh).toMatch(/new/i);
    expect(risen).not.toMatch(/\bnew\b/i);
    expect(risen).toMatch(/raised/i);
  });
});
