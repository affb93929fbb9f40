import { beforeEach, describe, expect, test } from 'vitest';
import type { DueClass } from '#shared/admission/due.ts';
import { fingerprintOfId } from '#shared/alert/fingerprint.ts';
import type { Channel } from '#shared/channels/channel.ts';
import { dispatch } from '#shared/dispatching/dispatch.ts';
import type { DispatchPorts } from '#shared/dispatching/dispatch-ports.ts';
import type { WakeUp } from '#shared/dispatching/wake-ups.ts';
import type { Lane, LaneMessage } from '#shared/pacing/lane.ts';
import type { Take } from '#shared/pacing/lane-store.ts';
import { unreserved } from '#shared/pacing/pace.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';
import { anAlert, OK, START_MS, startHarness } from '#test/pipeline/harness.ts';

const [ONE, TWO] = [aRobot({ name: '1' }), aRobot({ name: '2' })];
const channel = aChannel({ robots: [ONE] });
const LANE = ONE.webhookId;
const UNREACHABLE = { kind: 'unreachable', reason: 'refused', detail: 'refused' } as const;
const NO_TOKEN = { kind: 'answer', status: 200, body: '{"errcode":300005,"errmsg":"token is not exist"}' } as const;

let relay: Awaited<ReturnType<typeof startHarness>>;
let planned: { readonly wakeUp: WakeUp; readonly inMs: number }[];

beforeEach(async () => {
  await start();
});

async function start(channels = [channel]): Promise<void> {
  relay = await startHarness(channels);
  planned = [];
}

/** Looks at the lane once; what is planned then is only written down. */
async function look(overrides: Partial<DispatchPorts> = {}, wakeUp: Omit<WakeUp, 'lane'> = {}): Promise<void> {
  const wakeUps = {
    schedule: async (one: WakeUp, atMs: number) => void planned.push({ wakeUp: one, inMs: atMs - relay.now() }),
  };
  await dispatch({ lane: LANE, ...wakeUp }, { ...relay.ports, wakeUps, ...overrides });
}

/** So many that their list stays on the lane until all of them are acknowledged. */
const MANY = Array.from({ length: 26 }, (_, at) => anAlert({ target: `host-${at}` }));

/** A lane store whose takes are seen, and answered by `answer` where it does. */
function takes(answer: (take: Take, nth: number) => 'lost' | undefined = () => undefined) {
  const seen: Take[] = [];
  const { lanes } = relay.ports;
  const take: typeof lanes.take = async (lane, wanted) => {
    seen.push(wanted);
    return answer(wanted, seen.length) ?? lanes.take(lane, wanted);
  };
  return { seen, lanes: { ...lanes, take } };
}

describe('a dispatcher', () => {
  test('with nothing to do plans nothing', async () => {
    await look();

    expect([planned, relay.seen]).toEqual([[], []]);
  });

  test('sends what is due and is done', async () => {
    await relay.receive([anAlert()]);
    await look();

    expect(relay.seen).toHaveLength(1);
    expect(planned).toEqual([]);
    expect(await relay.lanes.get(LANE)).toMatchObject({ acks: [], slots: [relay.now()] });
  });

  test('that finds nothing due forgets what may have been shown: what comes of it is news', async () => {
    const lane = await relay.lanes.get(LANE);
    const ref = {
      channel: 'dba',
      fingerprint: fingerprintOfId('native', 'a'),
      version: 1,
      status: 'firing',
      level: 3,
    } as const;
    await relay.lanes.amend(lane, { ...lane, doubtful: [ref] });
    await look({}, { marks: [] });

    expect((await relay.lanes.get(LANE)).doubtful).toBeUndefined();
  });

  test('works for twenty seconds, and hands what is left to the next', async () => {
    await relay.receive(['a', 'b', 'c'].map((name) => anAlert({ name })));
    await look({ monotonic: () => relay.seen.length * 10_000 });

    expect(relay.seen).toHaveLength(2);
    expect(planned).toEqual([{ wakeUp: { lane: LANE }, inMs: 0 }]);
  });

  test('that has to wait plans to look when the wait ends', async () => {
    await relay.receive([anAlert()]);
    const lane = await relay.lanes.get(LANE);
    await relay.lanes.amend(lane, { ...lane, mutedUntil: START_MS + 60_000 });
    await look();

    expect(relay.seen).toEqual([]);
    expect(planned).toEqual([{ wakeUp: { lane: LANE }, inMs: 60_000 }]);
  });

  test('plans one look, however often it is woken meanwhile', async () => {
    await relay.receive([anAlert()]);
    const lane = await relay.lanes.get(LANE);
    await relay.lanes.amend(lane, { ...lane, mutedUntil: START_MS + 60_000 });
    for (let woken = 0; woken < 5; woken++) await look();

    expect(planned).toHaveLength(1);
  });
});

describe('a lane someone works on', () => {
  const message: LaneMessage = { id: 'm', kind: 'single', channel: 'dba-oncall', attempt: 1, refs: [] };
  const held = async (tillMs: number, inFlightUntilMs = tillMs) =>
    relay.lanes.take(await relay.lanes.get(LANE), { owner: 'w', nowMs: START_MS, tillMs, message, inFlightUntilMs });

  test('is looked at again in a second, with what is urgent about it', async () => {
    await held(START_MS + 20_000);
    await look({}, { marks: ['0a/dba-oncall'] });

    expect(relay.seen).toEqual([]);
    expect(planned).toEqual([{ wakeUp: { lane: LANE, urgent: 0 }, inMs: 1_000 }]);
  });

  test('is looked at for anything where the wake-up does not say what it is about', async () => {
    await held(START_MS + 20_000);
    await look();

    expect(planned).toEqual([{ wakeUp: { lane: LANE }, inMs: 1_000 }]);
  });

  test.each<[string, DueClass | undefined, DueClass, DueClass | undefined]>([
    ['more urgent', 1, 2, 1],
    ['less urgent', 1, 0, 0],
    ['unknown', undefined, 2, undefined],
  ])('keeps in mind what is %s and was planned for soon after', async (_, before, now, expected) => {
    await held(START_MS + 20_000);
    await relay.lanes.planWake(LANE, START_MS + 1_900, START_MS, before);
    await look({}, { urgent: now });

    expect(planned).toEqual([
      { wakeUp: { lane: LANE, ...(expected === undefined ? {} : { urgent: expected }) }, inMs: 1_000 },
    ]);
  });

  test('whose worker died is taken over, told and looked at everywhere', async () => {
    await held(START_MS, START_MS);
    await relay.runFor(3_001);
    await relay.receive([anAlert()]);
    await look({}, { marks: [] });

    expect(relay.events).toContainEqual({ kind: 'reclaimed', lane: LANE });
    expect(relay.seen).toHaveLength(1);
  });

  test('whose worker died with a message that is given up has those of its alerts remember it that the lane can’t', async () => {
    const ids = Array.from({ length: 60 }, (_, at) => `${at}`);
    await relay.receive(ids.map((id) => anAlert({ id })));
    relay.loseWakeUps();
    const keys = ids.map((id) => ({ channel: channel.name, fingerprint: fingerprintOfId('native', id) }));
    const refs = keys.map((key) => ({ ...key, version: 1, status: 'firing', level: 3 }) as const);
    const lost = { sinceMs: START_MS, times: 6 };
    const chunks = await relay.lanes.writeManifest('m', refs, START_MS + 60_000);
    await relay.lanes.take(await relay.lanes.get(LANE), {
      owner: 'w',
      nowMs: START_MS,
      tillMs: START_MS,
      message: { id: 'm', kind: 'digest', channel: channel.name, attempt: 7, chunks, maybeShown: true, lost },
      inFlightUntilMs: START_MS,
    });
    await relay.runFor(3_001);
    const dying = look({ lanes: { ...relay.ports.lanes, reclaim: () => Promise.reject(new Error('died')) } });
    await expect(dying).rejects.toThrow('died');

    const noted = (await relay.alerts.read(keys)).filter(({ maybeShown }) => maybeShown === true);
    expect(new Set(noted.map(({ fingerprint }) => fingerprint))).toEqual(
      new Set(keys.slice(0, 10).map(({ fingerprint }) => fingerprint)),
    );
  });

  test('whose worker died while it acknowledged has that finished first', async () => {
    await relay.receive(MANY);
    const { lanes } = relay.ports;
    const dying = look({ lanes: { ...lanes, acknowledged: () => Promise.reject(new Error('died')) } });
    await expect(dying).rejects.toThrow('died');
    expect((await relay.lanes.get(LANE)).acks).toHaveLength(1);
    await relay.runFor(20_001);
    await look();

    expect((await relay.lanes.get(LANE)).acks).toEqual([]);
    expect(relay.seen).toHaveLength(1);
  });

  test('whose worker died after it had acknowledged is not told again', async () => {
    await relay.receive([anAlert()]);
    const { lanes } = relay.ports;
    const dying = look({ lanes: { ...lanes, settle: () => Promise.reject(new Error('died')) } });
    await expect(dying).rejects.toThrow('died');
    await relay.runFor(20_001);
    await look();

    expect(relay.seen).toHaveLength(1);
    expect(await relay.lanes.get(LANE)).toMatchObject({ acks: [], slots: [expect.any(Number)], failures: 0 });
    expect((await relay.lanes.get(LANE)).again).toBeUndefined();
  });
});

describe('taking a lane', () => {
  test('is a lease of twenty seconds, and twelve for an answer', async () => {
    await relay.receive([anAlert()]);
    const { seen, lanes } = takes();
    await look({ lanes });

    expect(seen).toMatchObject([
      { nowMs: START_MS, tillMs: START_MS + 20_000, inFlightUntilMs: START_MS + 12_000, message: { attempt: 1 } },
    ]);
  });

  test('that another worker was first to do sends nothing, and looks again in a second', async () => {
    await relay.receive([anAlert()]);
    await look({ lanes: takes(() => 'lost').lanes });

    expect(relay.seen).toEqual([]);
    expect(planned).toEqual([{ wakeUp: { lane: LANE }, inMs: 1_000 }]);
  });

  test('on a frozen worker sends nothing: the slot may be over; it is told and tried anew', async () => {
    await relay.receive([anAlert()]);
    const taking = takes();
    await look({ lanes: taking.lanes, monotonic: () => (taking.seen.length > 0 ? 1_001 : 0) });

    expect(relay.events).toContainEqual({ kind: 'frozen', lane: LANE, forMs: 1_001 });
    expect(taking.seen).toHaveLength(2);
    expect(relay.seen).toHaveLength(1);
    expect((await relay.lanes.get(LANE)).slots).toHaveLength(1);
  });

  test('a second before the socket is soon enough', async () => {
    await relay.receive([anAlert()]);
    const taking = takes();
    await look({ lanes: taking.lanes, monotonic: () => (taking.seen.length > 0 ? 1_000 : 0) });

    expect(relay.events.map(({ kind }) => kind)).not.toContain('frozen');
    expect(relay.seen).toHaveLength(1);
  });
});

describe('sending through another robot', () => {
  const pool = aChannel({ robots: [ONE, TWO] });
  const failing = { failures: 1, retryAt: START_MS + 60_000, troubleSince: START_MS };

  beforeEach(async () => {
    await start([pool]);
    await relay.receive([anAlert()]);
    const lane = await relay.lanes.get(LANE);
    await relay.lanes.amend(lane, { ...lane, ...failing });
  });

  test('takes both lanes, of which the robot’s knows whose message it is and nothing of its alerts', async () => {
    const { seen, lanes } = takes();
    await look({ lanes });

    expect(seen.map(({ message }) => message)).toEqual([
      expect.objectContaining({ kind: 'single', through: TWO.webhookId, refs: expect.any(Array) }),
      { id: seen[0]?.message.id, kind: 'single', channel: 'dba-oncall', attempt: 1, home: LANE },
    ]);
    expect(await relay.lanes.get(TWO.webhookId)).toMatchObject({ slots: [relay.now()], acks: [] });
    expect(await relay.lanes.get(LANE)).toMatchObject({ slots: [], acks: [], failures: 1 });
  });

  test('gives its own lane back when another worker took the robot’s', async () => {
    const { lanes } = takes((_, nth) => (nth === 2 ? 'lost' : undefined));
    await look({ lanes });

    expect(relay.seen).toEqual([]);
    expect((await relay.lanes.get(LANE)).inFlight).toBeUndefined();
    expect(planned).toEqual([{ wakeUp: { lane: LANE }, inMs: 1_000 }]);
  });

  test('gives both back when its worker was frozen', async () => {
    const taking = takes();
    await look({ lanes: taking.lanes, monotonic: () => (taking.seen.length > 1 ? 1_001 : 0) });

    expect(relay.events).toContainEqual({ kind: 'frozen', lane: TWO.webhookId, forMs: 1_001 });
    expect(taking.seen).toHaveLength(4);
    expect(relay.seen).toHaveLength(1);
  });

  test('learns of that robot what its answer says', async () => {
    relay.answerWith(() => NO_TOKEN);
    await look();

    expect(await relay.lanes.get(TWO.webhookId)).toMatchObject({ misconfigured: 'token', failures: 1 });
    expect(await relay.lanes.get(LANE)).toMatchObject({ failures: 1, retryAt: START_MS + 60_000 });
  });
});

describe('a robot without a secret', () => {
  test('gets nothing, uses no slot and is out until somebody gives it one', async () => {
    await relay.receive([anAlert()]);
    const { secrets } = relay.ports;
    await look({ secrets: { ...secrets, read: async () => undefined, readFresh: async () => undefined } });

    expect(relay.seen).toEqual([]);
    expect(await relay.lanes.get(LANE)).toMatchObject({
      slots: [],
      misconfigured: 'secret-missing',
      retryAt: START_MS + 60_000,
    });
    expect(planned).toEqual([{ wakeUp: { lane: LANE }, inMs: 60_000 }]);
  });
});

describe('in a storm', () => {
  const pool = aChannel({ robots: [ONE, TWO] });
  /** More messages than calm has, the last one just now. */
  const slots = Array.from({ length: 6 }, (_, at) => START_MS - (5 - at) * 1_000);

  async function inStorm(lane: Partial<Lane> = {}, channels: Channel[] = [channel]): Promise<void> {
    await start(channels);
    await relay.receive([anAlert()]);
    const before = await relay.lanes.get(LANE);
    await relay.lanes.amend(before, { ...before, slots, ...lane });
  }

  /** Counts the looks at what waits, and the writes of plans. */
  function counting() {
    const { alerts, lanes } = relay.ports;
    const counts = { looks: 0, plans: 0 };
    const due: typeof alerts.due = (...asked) => {
      counts.looks += 1;
      return alerts.due(...asked);
    };
    const planWake: typeof lanes.planWake = (...asked) => {
      counts.plans += 1;
      return lanes.planWake(...asked);
    };
    return { counts, ports: { alerts: { ...alerts, due }, lanes: { ...lanes, planWake } } };
  }

  test('a wake-up for what has to wait for its turn reads nothing', async () => {
    await inStorm();
    const { counts, ports } = counting();
    await look(ports, { urgent: 2 });

    expect(counts).toEqual({ looks: 0, plans: 1 });
    expect(planned).toEqual([{ wakeUp: { lane: LANE, urgent: 2 }, inMs: 15_000 }]);
  });

  test('a thousand of them write nothing either, once a look is planned', async () => {
    await inStorm();
    await look({}, { urgent: 2 });
    const { counts, ports } = counting();
    for (let woken = 0; woken < 20; woken++) await look(ports, { urgent: 2 });

    expect(counts).toEqual({ looks: 0, plans: 0 });
    expect(planned).toHaveLength(1);
  });

  test('a look is planned once, also when the table knows of it first', async () => {
    await inStorm();
    const { lanes } = relay.ports;
    await look({ lanes: { ...lanes, planWake: async () => 'planned-already' } }, { urgent: 2 });

    expect(planned).toEqual([]);
  });

  test('what has to be told again does not wait for the turn of what waits', async () => {
    const again: LaneMessage = { id: 'm', kind: 'single', channel: channel.name, attempt: 2, refs: [] };
    await inStorm({ again });
    await look({}, { urgent: 2 });

    expect((await relay.lanes.get(LANE)).again).toBeUndefined();
  });

  test.each<[string, Partial<Lane>]>([
    ['is muted', { mutedUntil: START_MS + 600_000 }],
    ['fails', { failures: 1, retryAt: START_MS + 60_000, troubleSince: START_MS }],
  ])('another robot is looked for when the own one %s', async (_, trouble) => {
    await inStorm(trouble, [pool]);
    await look({}, { urgent: 2 });

    expect(relay.seen).toHaveLength(1);
    expect((await relay.lanes.get(TWO.webhookId)).slots).toHaveLength(1);
  });

  describe('where the robot has no slot left for a wake-up', () => {
    const full = (used: number) => Array.from({ length: used }, (_, at) => START_MS - (used - 1 - at) * 1_000);
    const alone = aChannel({ name: 'alone', robots: [ONE] });

    /** Whether such a wake-up looks at what waits. */
    async function looks(channels: Channel[], used: number, urgent: DueClass, wakeAt?: number): Promise<boolean> {
      await inStorm({ slots: full(used) }, channels);
      if (wakeAt !== undefined) await relay.lanes.planWake(LANE, wakeAt, START_MS - 60_000, urgent);
      const { counts, ports } = counting();
      await look(ports, { urgent });
      return counts.looks > 0;
    }

    test('another one of the channel is asked, and sends', async () => {
      await inStorm({ slots: full(20) }, [pool]);
      await look({}, { urgent: 2 });

      expect(relay.seen.map(({ url }) => url.slice(-1))).toEqual(['2']);
    });

    test('it is waited for without a look if no channel has another', async () => {
      expect(await looks([channel], 20, 2)).toBe(false);
      expect(await looks([alone, pool], 20, 2)).toBe(true);
    });

    test('it is waited for without a look if one is planned that stands for it', async () => {
      expect(await looks([pool], 20, 2, START_MS + 30_000)).toBe(false);
    });

    test('a down, for which some are kept, still has one', async () => {
      expect(await looks([pool], unreserved(20), 2)).toBe(true);
      expect(await looks([pool], unreserved(20), 0)).toBe(false);
      expect(await looks([pool], unreserved(20) - 1, 2)).toBe(false);
    });
  });

  test('a turn that has come is looked at where guests of the robot may have taken it', async () => {
    const guest = aChannel({ name: 'guest', robots: [TWO, ONE] });
    const looks = async (channels: Channel[], plannedAt?: number) => {
      await inStorm({}, channels);
      if (plannedAt !== undefined) await relay.lanes.planWake(LANE, plannedAt, START_MS - 60_000, 2);
      const { counts, ports } = counting();
      await look(ports, { urgent: 2 });
      return counts.looks > 0;
    };

    expect(await looks([channel, guest], START_MS)).toBe(true);
    expect(await looks([channel], START_MS)).toBe(false);
    expect(await looks([channel, guest])).toBe(false);
    expect(await looks([channel, guest], START_MS + 1)).toBe(false);
  });

  test('a mute that is over is in nobody’s way', async () => {
    await inStorm({ mutedUntil: START_MS });
    const { counts, ports } = counting();
    await look(ports, { urgent: 2 });

    expect(counts.looks).toBe(0);
  });

  test('a down is not for trying: it goes through a healthy robot', async () => {
    const onProbation: Partial<Lane> = { slots: [], failures: 1, retryAt: START_MS, troubleSince: START_MS - 9 };
    const through = async (level: 'down' | 'warning', urgent: DueClass) => {
      await inStorm(onProbation, [pool]);
      await relay.receive([anAlert({ name: 'host gone', level })]);
      await look({}, { urgent });
      return relay.seen[0]?.url.slice(-1);
    };

    expect([await through('warning', 2), await through('down', 0)]).toEqual(['1', '2']);
  });
});

describe('a plan is written', () => {
  const message: LaneMessage = { id: 'm', kind: 'test', channel: channel.name, attempt: 1 };

  /** Whether a look at a busy lane, which has to come again in a second, asks the table for a plan. */
  async function asks(plan: { readonly inMs: number; readonly for?: DueClass } | undefined, urgent?: DueClass) {
    await start();
    const lane = await relay.lanes.get(LANE);
    const take = { owner: 'w', nowMs: START_MS, tillMs: START_MS + 20_000, message, inFlightUntilMs: START_MS };
    await relay.lanes.take(lane, take);
    if (plan !== undefined) await relay.lanes.planWake(LANE, START_MS + plan.inMs, START_MS - 60_000, plan.for);
    let asked = 0;
    const { lanes } = relay.ports;
    const planWake: typeof lanes.planWake = (...args) => {
      asked += 1;
      return lanes.planWake(...args);
    };
    await look({ lanes: { ...lanes, planWake } }, urgent === undefined ? {} : { urgent });

    return asked === 1;
  }

  test.each<[string, Parameters<typeof asks>[0], DueClass | undefined, boolean]>([
    ['where there is none', undefined, 2, true],
    ['where the one there is is over', { inMs: 0 }, 2, true],
    ['where the one there is comes later', { inMs: 1_251 }, 2, true],
    ['not where one comes at about that time, for anything', { inMs: 1_250 }, 2, false],
    ['not where one comes before, for anything', { inMs: 1 }, undefined, false],
    ['not where one comes before for something as urgent', { inMs: 500, for: 1 }, 1, false],
    ['not where one comes before for something more urgent', { inMs: 500, for: 1 }, 2, false],
    ['where one comes for something less urgent', { inMs: 500, for: 1 }, 0, true],
    ['where one comes for something and this may be anything', { inMs: 500, for: 1 }, undefined, true],
  ])('%s', async (_, plan, urgent, expected) => {
    expect(await asks(plan, urgent)).toBe(expected);
  });

  test('for what is urgent now, where the plan of before is over', async () => {
    await asks({ inMs: 0 }, 2);

    expect(planned).toEqual([{ wakeUp: { lane: LANE, urgent: 2 }, inMs: 1_000 }]);
  });
});

describe('whatever a wake-up was about, all that waits is looked for', () => {
  const message: LaneMessage = { id: 'm', kind: 'test', channel: channel.name, attempt: 1 };

  test('after a dead worker’s message was taken over', async () => {
    const take = { owner: 'w', nowMs: START_MS, tillMs: START_MS, message, inFlightUntilMs: START_MS };
    await relay.lanes.take(await relay.lanes.get(LANE), take);
    await relay.runFor(3_001);
    await relay.receive([anAlert()]);
    await look({}, { marks: [] });

    expect(relay.seen).toHaveLength(1);
  });

  test('after what a dead worker had told was acknowledged', async () => {
    await relay.receive(MANY);
    const { lanes } = relay.ports;
    const dying = look({ lanes: { ...lanes, acknowledged: () => Promise.reject(new Error('died')) } });
    await expect(dying).rejects.toThrow('died');
    await relay.runFor(20_001);
    await relay.receive([anAlert({ name: 'host gone' })]);
    await look({}, { marks: [] });

    expect(relay.seen).toHaveLength(2);
  });

  test('after a look that found more than the wake-up was about, and could not tell it all at once', async () => {
    await relay.receive([anAlert({ name: 'disk full' }), anAlert({ name: 'host gone' })]);
    await relay.lanes.planWake(LANE, START_MS, START_MS - 60_000, undefined);
    await look({}, { marks: [] });

    expect(relay.seen).toHaveLength(2);
  });

  test('after a message failed, also when the plan to try again was not written', async () => {
    relay.answerWith(() => UNREACHABLE);
    await relay.receive([anAlert()]);
    const { lanes } = relay.ports;
    await look({ lanes: { ...lanes, planWake: async () => 'planned-already' } });
    relay.answerWith(() => OK);
    await look({ now: () => START_MS + 10_000 }, { marks: [] });

    expect(relay.seen).toHaveLength(2);
  });
});

describe('an alert that ends while its firing is on its way', () => {
  test('is told once more in the same look: its end found it waiting, and woke nobody', async () => {
    await relay.receive([anAlert()]);
    const { post } = relay.ports;
    const endsMeanwhile: typeof post = async (request) => {
      if (relay.seen.length === 0) await relay.receive([anAlert({ status: 'resolved' })]);
      return post(request);
    };
    await look({ post: endsMeanwhile });

    expect(relay.seen).toHaveLength(2);
    expect(relay.seen[1]?.body).toContain('恢复');
  });

  test('is found where the wake-up was about others, and all that waits was told with them', async () => {
    await relay.receive([anAlert()]);
    await relay.lanes.planWake(LANE, START_MS, START_MS - 60_000, undefined);
    const { post } = relay.ports;
    const endsMeanwhile: typeof post = async (request) => {
      if (relay.seen.length === 0) await relay.receive([anAlert({ status: 'resolved' })]);
      return post(request);
    };
    await look({ post: endsMeanwhile }, { marks: [] });

    expect(relay.seen).toHaveLength(2);
  });
});

describe('an attempt', () => {
  /** A ledger that refuses the first so many records, and whether the lane was settled at each of them. */
  function ledgerThatRefuses(times: number) {
    const { ledger, lanes } = relay.ports;
    const settledAt: boolean[] = [];
    let refused = 0;
    const record: typeof ledger.record = async (row) => {
      settledAt.push((await lanes.get(LANE)).inFlight === undefined);
      if (refused++ < times) throw new Error('the table is throttled');
      return ledger.record(row);
    };
    return { settledAt, ledger: { ...ledger, record } };
  }

  beforeEach(async () => {
    await relay.receive([anAlert()]);
  });

  test('is recorded once, before its lane is settled: what that says was sent can then be looked up', async () => {
    const { ledger, settledAt } = ledgerThatRefuses(0);
    await look({ ledger });

    expect(settledAt).toEqual([false]);
  });

  test('that can’t be recorded is after its lane knows what was sent', async () => {
    const { ledger, settledAt } = ledgerThatRefuses(1);
    await look({ ledger });

    expect(settledAt).toEqual([false, true]);
    expect((await relay.ledger.list({ limit: 9 })).items).toHaveLength(1);
  });

  test('that can’t be recorded at all is known on its lane: nothing is told twice', async () => {
    await expect(look({ ledger: ledgerThatRefuses(2).ledger })).rejects.toThrow('the table is throttled');
    await relay.runFor(20_001);
    await look();

    expect(relay.seen).toHaveLength(1);
    expect(await relay.alerts.hasWaiting('dba-oncall')).toBe(false);
  });

  test('holds its lane until what it told is acknowledged, and then no longer', async () => {
    const { alerts, lanes } = relay.ports;
    const holders: (string | undefined)[] = [];
    const acknowledge: typeof alerts.acknowledge = async (ack) => {
      holders.push((await lanes.get(LANE)).owner);
      return alerts.acknowledge(ack);
    };
    await look({ alerts: { ...alerts, acknowledge } });
    const after = await relay.lanes.get(LANE);

    expect(holders).toEqual([expect.any(String)]);
    expect([after.owner, after.till, after.acks]).toEqual([undefined, undefined, []]);
  });

  test('is not acknowledged before the lane owes the mention that completes it: a death loses neither', async () => {
    await start([
      aChannel({ type: 'wecom', robots: [ONE], mention: { ...channel.mention, mobiles: ['13800000000'] } }),
    ]);
    await relay.receive([anAlert()]);
    const { lanes } = relay.ports;
    await look({ lanes: { ...lanes, settle: () => Promise.reject(new Error('died')) } }).catch(() => undefined);
    await relay.runFor(20_001);
    await look();

    expect(relay.seen.at(-1)?.body).toContain('13800000000');
  });

  test('keeps the list of what was told on its lane where the alerts could not be written', async () => {
    const { alerts, lanes } = relay.ports;
    const acknowledge: typeof alerts.acknowledge = () => Promise.reject(new Error('the table is away'));
    await expect(look({ alerts: { ...alerts, acknowledge } })).rejects.toThrow('the table is away');
    const before = await lanes.get(LANE);
    await relay.runFor(20_001);
    await look();

    expect(before.acks).toHaveLength(1);
    expect(await lanes.get(LANE)).toMatchObject({ acks: [] });
    expect([relay.seen.length, await relay.alerts.hasWaiting('dba-oncall')]).toEqual([1, false]);
  });
});

describe('a secret', () => {
  async function readAnew(answer: typeof NO_TOKEN | typeof OK): Promise<number> {
    await start();
    relay.answerWith(() => answer);
    await relay.receive([anAlert()]);
    const { secrets } = relay.ports;
    let reads = 0;
    const readFresh: typeof secrets.readFresh = (ref) => {
      reads += 1;
      return secrets.readFresh(ref);
    };
    await look({ secrets: { ...secrets, readFresh } });
    return reads;
  }

  test('is read anew when a robot refuses it, and only then', async () => {
    expect([await readAnew(NO_TOKEN), await readAnew(OK)]).toEqual([1, 0]);
  });

  test('that can’t be read anew changes nothing of what the robot’s answer means', async () => {
    relay.answerWith(() => NO_TOKEN);
    await relay.receive([anAlert()]);
    const { secrets } = relay.ports;
    await look({ secrets: { ...secrets, readFresh: () => Promise.reject(new Error('the secret store is away')) } });

    expect(relay.seen).toHaveLength(1);
    expect(await relay.lanes.get(LANE)).toMatchObject({ misconfigured: 'token', failures: 1 });
  });
});
