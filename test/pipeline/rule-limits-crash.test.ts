import { PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import type { Table } from '#shared/adapters/dynamodb/conditional.ts';
import { fingerprintOfId } from '#shared/alert/fingerprint.ts';
import { dispatch } from '#shared/dispatching/dispatch.ts';
import { aChannel } from '#test/builders/channel.ts';
import { clientThat } from '#test/fixtures/in-memory-table.ts';
import { settingsOf } from '#test/unit/routing/settings.ts';
import { anAlert, START_MS, startHarness } from './harness.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const CAP = 2;
const ALERTS = [0, 1, 2].map((nth) => anAlert({ id: `a${nth}`, name: `alert-${nth}` }));
const LATE = anAlert({ id: 'late', name: 'alert-late' });
const ALL = [...ALERTS, LATE];
const KEYS = ALL.map(({ id = '' }) => ({ channel: 'dba-oncall', fingerprint: fingerprintOfId('native', id) }));
/** More writes than the hour takes. */
const MAX_WRITES = 40;

/** A table whose worker dies at its nth write after `arm`, before it took effect or after, and asks nothing more. */
function failing(nth: number, when: 'before' | 'after') {
  let writes = Number.NEGATIVE_INFINITY;
  let isDead = false;
  const die = (): never => {
    isDead = true;
    throw new Error('the worker died');
  };
  return {
    through: ({ client, tableName }: Table): Table => ({
      tableName,
      client: clientThat(async (command) => {
        if (isDead) die();
        const isWrite = command instanceof UpdateItemCommand || command instanceof PutItemCommand;
        if (isWrite) writes += 1;
        const dies = isWrite && writes === nth;
        if (dies && when === 'before') die();
        const answer = await Reflect.apply(client.send, client, [command]);
        return dies ? die() : answer;
      }),
    }),
    arm: () => {
      writes = 0;
    },
    /** Another worker. */
    revive: () => {
      isDead = false;
    },
    disarm: () => {
      const hit = writes >= nth;
      writes = Number.NEGATIVE_INFINITY;
      return hit;
    },
  };
}

/** Whether alerts come one by one, each a message, or together in one. */
type Company = 'alone' | 'together';

async function started(over: 'hold' | 'drop', company: Company, through?: (table: Table) => Table) {
  const { aggregation } = aChannel();
  const channel = company === 'alone' ? aChannel() : aChannel({ aggregation: { ...aggregation, groupBy: [] } });
  const relay = await startHarness([channel], through);
  const rules = [{ name: 'r', channels: ['dba-oncall'], limits: { perHour: CAP, over } }];
  const settings = settingsOf({ defaultChannel: 'dba-oncall', rules });
  await relay.pushSettings.write({ settings, origin: 'api', revision: 1 });

  return relay;
}

type Relay = Awaited<ReturnType<typeof started>>;

const messagesIn = ({ seen }: Relay, fromMs: number, toMs: number) =>
  seen.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
const toldIn = (messages: Relay['seen']) =>
  ALL.filter(({ name }) => messages.some(({ body }) => body.includes(name))).length;

/** What became of the alerts of a rule with limits, when somebody died at the nth write of telling or holding them. */
async function crashAt(over: 'hold' | 'drop', company: Company, nth: number, when: 'before' | 'after') {
  const fault = failing(nth, when);
  const relay = await started(over, company, fault.through);
  /** So many sweeps, and as many minutes between two. */
  const run = async (sweeps: number, minutes: number) => {
    for (let nth = 0; nth < sweeps; nth++) {
      await relay.sweep().catch(fault.revive);
      await relay.runFor(minutes * MINUTE).catch(fault.revive);
    }
  };
  await relay.receive(ALERTS);
  fault.arm();
  await run(4, 1);
  // Comes when somebody took over, and must find no room that is taken.
  await relay.receive([LATE]).catch(fault.revive);
  fault.revive();
  await run(3, 1);
  const hit = fault.disarm();
  await relay.receive([LATE]);
  await run(6, 10);
  const items = await relay.alerts.read(KEYS);
  await relay.stop();

  return {
    hit,
    toldInHour: toldIn(messagesIn(relay, START_MS, START_MS + HOUR)),
    told: items.filter(({ told }) => told === 'firing').length,
    suppressed: items.filter(({ suppressed }) => suppressed === 'over-cap').length,
    waiting: items.filter(({ dueAt }) => dueAt !== undefined).length,
  };
}

describe.each([
  ['hold', 'alone'],
  ['hold', 'together'],
  ['drop', 'together'],
] as const)('a rule that tells two alerts an hour, over: %s, of alerts that come %s', (over, company) => {
  test.each(['before', 'after'] as const)(
    'loses none to a worker that dies at any write, %s it took effect, and tells no more than that',
    async (when) => {
      let nth = 0;
      for (let hit = true; hit && nth < MAX_WRITES; ) {
        nth += 1;
        const end = await crashAt(over, company, nth, when);
        hit = end.hit;

        expect(end.toldInHour, `write ${nth}`).toBeGreaterThanOrEqual(CAP);
        expect(end.toldInHour, `write ${nth}`).toBeLessThanOrEqual(CAP);
        expect(end.told + end.suppressed, `write ${nth}`).toBe(ALL.length);
        expect(end.waiting, `write ${nth}`).toBe(0);
        if (over === 'hold') expect(end.told, `write ${nth}`).toBe(ALL.length);
        if (!hit) expect(end.told).toBe(over === 'hold' ? ALL.length : CAP);
      }

      expect(nth).toBeGreaterThan(5);
      expect(nth).toBeLessThan(MAX_WRITES);
    },
  );
});

test('several dispatchers at once tell no more than one would', async () => {
  const relay = await started('hold', 'alone');
  const lane = aChannel().robots[0].webhookId;
  for (const alert of ALERTS) await relay.receive([alert]);
  await Promise.all([1, 2, 3, 4, 5].map(() => dispatch({ lane }, relay.ports)));
  await relay.runFor(10 * MINUTE);
  expect(toldIn(relay.seen)).toBe(CAP);
  await relay.runUntil(START_MS + 2 * HOUR);
  await relay.stop();

  expect(toldIn(relay.seen)).toBe(ALERTS.length);
  expect(messagesIn(relay, START_MS + HOUR, START_MS + 2 * HOUR)).toHaveLength(1);
});
