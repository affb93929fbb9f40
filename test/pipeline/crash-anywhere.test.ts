import { PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import type { Table } from '#shared/adapters/dynamodb/conditional.ts';
import type { AlertItem } from '#shared/admission/alert-item.ts';
import type { AlertStore } from '#shared/admission/alert-store.ts';
import { SHARDS } from '#shared/admission/shard.ts';
import type { Channel } from '#shared/channels/channel.ts';
import type { PostResult } from '#shared/delivery/post.ts';
import { alertOf } from '#shared/dispatching/told-alert.ts';
import type { OperatorEvent } from '#shared/notices/operator-hook.ts';
import { OWN_SOURCE } from '#shared/notices/own-source.ts';
import type { Lane } from '#shared/pacing/lane.ts';
import { repetitions } from '#shared/pacing/repetition.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';
import { type Answer, anAlert, OK, startHarness } from './harness.ts';

const MINUTE = 60_000;
const LANE = aChannel().robots[0].webhookId;
/** More writes than any of them takes, but for the acknowledgements of a digest, which are alike. */
const MAX_WRITES = 12;
/** Every third write in an ordinary run; each of them with `npm run test:crashes`. */
const STEP = process.env['TOCSIN_EVERY_CRASH'] === '1' ? 1 : 3;

interface Scenario {
  readonly channel: Channel;
  readonly alerts: number;
  readonly answers: readonly Answer[];
  /** How all alerts end. */
  readonly end: 'told' | 'dead';
}

const answer = (body: string): Answer => {
  const result: PostResult = { kind: 'answer', status: 200, body };
  return () => result;
};
const ok: Answer = () => OK;
const deadly: Answer = () => {
  throw new Error('the worker died');
};
const filtered = answer('{"errcode":430102,"errmsg":"bad text"}');
const robotGone = answer('{"errcode":300005,"errmsg":"token is not exist"}');
const pool = aChannel({ robots: [aRobot(), aRobot({ name: '2' })] });
const wecom = aChannel({ type: 'wecom', mention: { ...aChannel().mention, mobiles: ['13800000000'] } });

const SCENARIOS: readonly (readonly [string, Scenario])[] = [
  ['a lone alert', { channel: aChannel(), alerts: 1, answers: [ok], end: 'told' }],
  ['a message with a mention', { channel: wecom, alerts: 1, answers: [ok], end: 'told' }],
  [
    'an answer that is lost',
    { channel: aChannel(), alerts: 1, answers: [() => ({ kind: 'unknown', detail: 'none' }), ok], end: 'told' },
  ],
  [
    'a digest with a manifest whose answer is lost',
    { channel: wecom, alerts: 26, answers: [() => ({ kind: 'unknown', detail: 'none' }), ok], end: 'told' },
  ],
  ['a request that kills its worker', { channel: aChannel(), alerts: 1, answers: [deadly, ok], end: 'told' }],
  ['a refused message', { channel: aChannel(), alerts: 1, answers: [filtered, ok], end: 'told' }],
  ['a message refused for good', { channel: aChannel(), alerts: 2, answers: [filtered], end: 'dead' }],
  [
    'a robot that is gone, and another one',
    {
      channel: pool,
      alerts: 1,
      answers: [(request) => (request.url.endsWith('2') ? OK : robotGone(request))],
      end: 'told',
    },
  ],
  [
    'a throttle',
    { channel: aChannel(), alerts: 1, answers: [answer('{"errcode":130101,"errmsg":"too fast"}'), ok], end: 'told' },
  ],
];

/** A table whose nth write after `arm` fails: before it took effect, or with its answer lost. */
function failing(nth: number, when: 'before' | 'after') {
  let writes = Number.NEGATIVE_INFINITY;
  const send = async (table: Table, command: unknown): Promise<unknown> => {
    const isWrite = command instanceof UpdateItemCommand || command instanceof PutItemCommand;
    if (isWrite) writes += 1;
    if (!isWrite || writes !== nth) return Reflect.apply(table.client.send, table.client, [command]);
    if (when === 'after') await Reflect.apply(table.client.send, table.client, [command]);
    throw new Error('the worker died');
  };

  return {
    through: (table: Table): Table => ({
      ...table,
      client: new Proxy(table.client, {
        get: (client, name) => (name === 'send' ? (c: unknown) => send(table, c) : Reflect.get(client, name)),
      }),
    }),
    arm: () => {
      writes = 0;
    },
    /** Whether it came to that write; nothing fails any more. */
    disarm: () => {
      const hit = writes >= nth;
      writes = Number.NEGATIVE_INFINITY;
      return hit;
    },
  };
}

/** How it all stands when a worker died at its nth write, and the sweep came by. */
async function crashAt(scenario: Scenario, nth: number, when: 'before' | 'after') {
  const fault = failing(nth, when);
  const relay = await startHarness([scenario.channel], fault.through);
  try {
    relay.answerWith(...scenario.answers);
    await relay.receive(Array.from({ length: scenario.alerts }, (_, at) => anAlert({ target: `host-${at}` })));
    fault.arm();
    for (const minutes of [1, 1, 5, 5]) {
      await relay.runFor(minutes * MINUTE).catch(() => undefined);
      // It writes too, and may die of it: the next one comes.
      await relay.sweep().catch(() => undefined);
    }
    const hit = fault.disarm();
    const robot = await relay.lanes.get(LANE);
    // What is left over on the lane shows when the next alert comes.
    relay.answerWith(() => OK);
    await relay.receive([anAlert({ name: 'the next', level: 'down' })]);
    await relay.runFor(5 * MINUTE);

    const lane = await relay.lanes.get(LANE);
    const items = await itemsOf(relay.alerts, scenario.channel.name);
    return {
      hit,
      ends: items.map(endOf).toSorted(),
      unannounced: unannounced(items, robot, relay.told),
      unfinished: [...repetitions(lane), lane.doubtful, lane.followUp, lane.inFlight, ...lane.acks].filter(
        (one) => one !== undefined,
      ),
      overdue: await relay.alerts.overdue(relay.now()),
    };
  } finally {
    await relay.stop();
  }
}

/** Dead letters, and why the robot is out of use, as far as no operator was told. */
function unannounced(items: readonly AlertItem[], { misconfigured }: Lane, told: readonly OperatorEvent[]) {
  const letters = told.flatMap((event) => (event.kind === 'dead-letters' ? event.alerts : []));
  const robots = told.flatMap((event) => (event.kind === 'robot-misconfigured' ? event.reason : []));
  const dead = items.filter((item) => item.dead !== undefined).map((item) => alertOf(item).id);

  return [
    ...dead.filter((id) => !letters.includes(id)),
    ...(misconfigured === undefined || robots.includes(misconfigured) ? [] : [misconfigured]),
  ];
}

async function itemsOf(alerts: AlertStore, channel: string): Promise<readonly AlertItem[]> {
  const pages = await Promise.all([...SHARDS].map((shard) => alerts.page(channel, shard, undefined, 1000)));
  // What the relay tells of its dead letters is an alert of its own.
  return pages.flatMap(({ items }) => items).filter((item) => alertOf(item).source !== OWN_SOURCE);
}

function endOf({ told, dead, dueAt }: AlertItem): 'waiting' | 'told' | 'dead' | 'nowhere' {
  if (dueAt !== undefined) return 'waiting';
  if (told !== undefined) return 'told';
  return dead === undefined ? 'nowhere' : 'dead';
}

describe.each(SCENARIOS)('%s', (_, scenario) => {
  test.each(['before', 'after'] as const)(
    'comes to its end when a worker dies at any write, %s it took effect',
    async (when) => {
      // The two kinds of death start at different writes, so that a run with gaps meets every other write.
      let nth = (when === 'before' ? 1 : 1 + Math.floor(STEP / 2)) - STEP;
      let hit = true;
      while (hit && nth + STEP <= MAX_WRITES) {
        nth += STEP;
        const result = await crashAt(scenario, nth, when);
        const ends = [...Array.from({ length: scenario.alerts }, () => scenario.end), 'told'].toSorted();
        expect({ nth, ...result }).toEqual({
          nth,
          hit: result.hit,
          ends,
          unannounced: [],
          unfinished: [],
          overdue: { marks: [], lanes: [] },
        });
        hit = result.hit;
      }
      expect(nth).toBeGreaterThan(5);
    },
    60_000,
  );
});
