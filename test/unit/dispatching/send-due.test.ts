import { beforeEach, describe, expect, test } from 'vitest';
import type { AlertItem } from '#shared/admission/alert-item.ts';
import { SHARDS } from '#shared/admission/shard.ts';
import type { Channel } from '#shared/channels/channel.ts';
import type { Routing } from '#shared/dispatching/find-routes.ts';
import type { Hindered, Route } from '#shared/dispatching/route.ts';
import { sendDue } from '#shared/dispatching/send-due.ts';
import { alertOf } from '#shared/dispatching/told-alert.ts';
import type { TurnEnd } from '#shared/dispatching/turn-end.ts';
import type { WakeUp } from '#shared/dispatching/wake-ups.ts';
import type { Lane } from '#shared/pacing/lane.ts';
import type { Take } from '#shared/pacing/lane-store.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';
import { anAlert, START_MS, startHarness } from '#test/pipeline/harness.ts';

const [ONE, TWO] = [aRobot({ name: '1' }), aRobot({ name: '2' })];
const dba = aChannel({ name: 'dba', robots: [ONE, TWO] });
const ops = aChannel({ name: 'ops', robots: [ONE, TWO] });
const LANE = ONE.webhookId;
/** The last message left just now. */
const BUSY = Array.from({ length: 6 }, (_, at) => START_MS - (5 - at) * 1_000);

let relay: Awaited<ReturnType<typeof startHarness>>;
let looks: number;
let takes: Take[];

beforeEach(async () => {
  relay = await startHarness([dba, ops]);
  looks = 0;
  takes = [];
});

const firing = (channel: string, ...names: readonly string[]) =>
  relay.receive(
    names.map((name) => anAlert({ name })),
    { channels: [channel] },
  );

async function put(id: string, changes: Partial<Lane>): Promise<void> {
  const lane = await relay.lanes.get(id);
  await relay.lanes.amend(lane, { ...lane, ...changes });
}

interface Way {
  readonly channel: Channel;
  readonly robot: string;
}

/** One turn on the lane, with these ways open to its channels. */
async function turn(
  ways: readonly Way[],
  hindered: readonly Hindered[] = [],
  wakeUp: Omit<WakeUp, 'lane'> = {},
  broken?: string,
): Promise<TurnEnd> {
  const lane = await relay.lanes.get(LANE);
  const routes: Route[] = [];
  for (const { channel, robot } of ways) {
    const robotLane = robot === LANE ? lane : await relay.lanes.get(robot);
    routes.push({ robotLane, limit: 20, channels: [channel], failingSince: new Map() });
  }
  const { alerts, lanes } = relay.ports;
  const ports = {
    ...relay.ports,
    alerts: {
      ...alerts,
      due: ((...asked) => {
        looks += 1;
        return alerts.due(...asked);
      }) as typeof alerts.due,
      read: (async (keys) => (await alerts.read(keys)).map((item) => breaking(item, broken))) as typeof alerts.read,
    },
    lanes: {
      ...lanes,
      take: ((from, wanted) => {
        takes.push(wanted);
        return lanes.take(from, wanted);
      }) as typeof lanes.take,
    },
  };
  const routing: Routing = { routes, hindered };
  return sendDue({ lane, channels: [dba, ops], all: [dba, ops] }, routing, { lane: LANE, ...wakeUp }, ports);
}

/** An item that can't be told when it is the broken one. */
function breaking(item: AlertItem, broken: string | undefined): AlertItem {
  if (broken === undefined || alertOf(item).name !== broken) return item;
  return Object.defineProperty({ ...item }, 'receipts', {
    get: () => {
      throw new Error('cannot write this');
    },
  });
}

async function items(channel: string): Promise<readonly AlertItem[]> {
  const pages = await Promise.all([...SHARDS].map((shard) => relay.alerts.page(channel, shard, undefined, 100)));
  return pages.flatMap((page) => page.items);
}

const bodies = () => relay.seen.map(({ body }) => body);
const home = { channel: dba, robot: LANE };

describe('of the ways of a lane’s channels', () => {
  test('the first with something to send is taken', async () => {
    await firing('ops', 'host gone');
    expect(await turn([home, { channel: ops, robot: LANE }])).toEqual({ kind: 'more', look: 'everywhere' });

    expect(bodies()).toEqual([expect.stringContaining('host gone')]);
  });

  test('one that has to wait for its turn is in nobody’s way', async () => {
    await put(LANE, { slots: BUSY });
    await firing('dba', 'disk full');
    await firing('ops', 'host gone');
    expect(await turn([home, { channel: ops, robot: TWO.webhookId }])).toEqual({ kind: 'more', look: 'everywhere' });

    expect(bodies()).toEqual([expect.stringContaining('host gone')]);
  });

  test('none with anything to send is idle', async () => {
    expect(await turn([home])).toEqual({ kind: 'idle' });
    expect(await turn([])).toEqual({ kind: 'idle' });
  });

  test('that can’t be gone yet the one open first is waited for', async () => {
    const blocked = [
      { channel: ops, untilMs: START_MS + 9_000 },
      { channel: dba, untilMs: START_MS + 5_000 },
    ];
    expect(await turn([], blocked)).toEqual({ kind: 'wait', untilMs: START_MS + 5_000 });
    expect(await turn([home], blocked.slice(0, 1))).toEqual({ kind: 'wait', untilMs: START_MS + 9_000 });
  });

  test('a turn to wait for is told with its class only where it is all there is', async () => {
    await put(LANE, { slots: BUSY });
    await firing('dba', 'disk full');
    const untilMs = START_MS + 15_000;

    expect(await turn([home])).toEqual({ kind: 'wait', untilMs, waiting: 2 });
    expect(await turn([home, { channel: ops, robot: LANE }])).toEqual({ kind: 'wait', untilMs });
    expect(await turn([home], [{ channel: ops, untilMs: START_MS + 99_000 }])).toEqual({ kind: 'wait', untilMs });
  });
});

describe('a message', () => {
  test('is the last when all that waits is in it', async () => {
    await firing('dba', 'disk full');
    expect(await turn([home])).toEqual({ kind: 'idle' });
  });

  test('is not the last while another group waits', async () => {
    await firing('dba', 'disk full', 'host gone');
    expect(await turn([home])).toEqual({ kind: 'more', look: 'everywhere' });
    expect(relay.seen).toHaveLength(1);
  });

  test('is not the last while another way is blocked', async () => {
    await firing('dba', 'disk full');
    expect(await turn([home], [{ channel: ops, untilMs: START_MS + 9 }])).toEqual({ kind: 'more', look: 'everywhere' });
  });

  test('through the lane’s own robot is that lane’s affair alone', async () => {
    await firing('dba', 'disk full');
    await turn([home]);

    expect(takes).toHaveLength(1);
    expect(takes[0]?.message).not.toHaveProperty('through');
  });

  test('through another says so, and counts that robot’s failures', async () => {
    await put(TWO.webhookId, { failures: 3 });
    await firing('dba', 'disk full');
    await turn([{ channel: dba, robot: TWO.webhookId }]);

    expect(takes[0]?.message).toMatchObject({ through: TWO.webhookId, attempt: 4 });
  });
});

describe('a wake-up that says where to look', () => {
  const marksOf = async (name: string) => {
    const found = (await items('dba')).find((item) => alertOf(item).name === name);
    const shard = SHARDS.charAt((Buffer.from((found?.fingerprint ?? '').slice(0, 2), 'base64url')[0] ?? 0) >> 4);
    return { marks: [`2${shard}/dba`] };
  };

  test('costs one look in calm', async () => {
    await firing('dba', 'disk full');
    await turn([home], [], await marksOf('disk full'));

    expect(looks).toBe(1);
    expect(relay.seen).toHaveLength(1);
  });

  test('looks everywhere in a storm, whose message takes all', async () => {
    await put(LANE, { slots: BUSY.map((at) => at - 20_000) });
    await firing('dba', 'disk full', 'host gone', 'cpu high');
    relay.loseWakeUps();
    await relay.runFor(2_000);
    await turn([home], [], await marksOf('disk full'));

    for (const name of ['disk full', 'host gone', 'cpu high']) expect(bodies()[0]).toContain(name);
  });

  test('looks everywhere where one was held with others, who come at the same moment', async () => {
    const held = aChannel({ ...dba, aggregation: { ...dba.aggregation, firstWaitSeconds: 5, groupBy: ['target'] } });
    relay.configure([held, ops]);
    await firing('dba', 'disk full', 'host gone', 'cpu high');
    await relay.runFor(0);
    relay.loseWakeUps();
    await relay.runFor(5_000);
    await turn([{ channel: held, robot: LANE }], [], await marksOf('disk full'));

    for (const name of ['disk full', 'host gone', 'cpu high']) expect(bodies()[0]).toContain(name);
  });

  test('looks everywhere while a look is planned: others wait, worse ones perhaps', async () => {
    await firing('dba', 'disk full', 'host gone');
    await relay.lanes.planWake(LANE, START_MS + 9_000, START_MS, 2);
    await turn([home], [], await marksOf('disk full'));

    expect(looks).toBe(48);
  });
});

describe('a look that was planned', () => {
  const planned = async () => (await relay.lanes.get(LANE)).wakeAt;

  test('is done with when all that waits was looked at', async () => {
    await firing('dba', 'disk full');
    await relay.lanes.planWake(LANE, START_MS, START_MS - 9, 2);
    await turn([home]);

    expect(await planned()).toBeUndefined();
  });

  test('is not while another way could not be looked at', async () => {
    await firing('dba', 'disk full');
    await relay.lanes.planWake(LANE, START_MS, START_MS - 9, 2);
    await turn([home], [{ channel: ops, untilMs: START_MS + 9 }]);

    expect(await planned()).toBe(START_MS);
  });
});

describe('an alert that may have been shown', () => {
  const isMarked = () => bodies().map((text) => text.includes('重复'));

  async function doubtful(): Promise<void> {
    const refs = (await items('dba')).filter((item) => alertOf(item).name === 'disk full');
    await put(LANE, {
      doubtful: refs.map(({ channel, fingerprint, version, status, level }) => ({
        ...{ channel, fingerprint, version, status, level },
      })),
    });
  }

  test('is told as a possible repeat, and no other is', async () => {
    await firing('dba', 'disk full', 'host gone');
    await doubtful();
    await turn([home]);
    await turn([home]);

    expect(bodies().map((text) => text.includes('disk full'))).toEqual(isMarked());
    expect(isMarked().toSorted()).toEqual([false, true]);
    expect((await relay.lanes.get(LANE)).doubtful).toBeUndefined();
  });

  test('is looked for beside what a wake-up is about', async () => {
    await firing('dba', 'disk full');
    await doubtful();
    await turn([home], [], { marks: [] });

    expect(isMarked()).toEqual([true]);
  });

  test('is not looked for beside it where all such are put off', async () => {
    await firing('dba', 'disk full');
    await doubtful();
    await put(LANE, { doubtfulDueAt: relay.now() + 1 });
    await turn([home], [], { marks: [] });

    expect(bodies()).toEqual([]);
  });
});

describe('an alert that can’t be written', () => {
  test('ends as dead with the reason, and is in nobody’s way', async () => {
    const together = aChannel({ ...dba, aggregation: { ...dba.aggregation, groupBy: ['target'] } });
    relay.configure([together, ops]);
    await firing('dba', 'disk full', 'host gone');
    await turn([{ channel: together, robot: LANE }], [], {}, 'disk full');

    expect(bodies()).toEqual([expect.stringContaining('host gone')]);
    expect((await items('dba')).map((item) => [alertOf(item).name, item.dead])).toEqual(
      expect.arrayContaining([
        ['disk full', 'set aside: it could not be written'],
        ['host gone', undefined],
      ]),
    );
    expect(relay.events.map(({ kind }) => kind)).toContain('buried');
  });

  test('is the only one people hear of', async () => {
    await firing('dba', 'disk full');
    await turn([home]);

    expect(relay.events.map(({ kind }) => kind)).toEqual(['attempted']);
  });
});
