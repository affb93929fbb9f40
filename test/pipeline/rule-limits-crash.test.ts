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
const ALERTS = [0, 1, 2, 3].map((nth) => anAlert({ id: `a${nth}`, name: `alert-${nth}` }));
const KEYS = ALERTS.map(({ id = '' }) => ({ channel: 'dba-oncall', fingerprint: fingerprintOfId('native', id) }));
/** More writes than the hour takes. */
const MAX_WRITES = 40;

/** A table whose nth write after `arm` fails: before it took effect, or with its answer lost. */
function failing(nth: number, when: 'before' | 'after') {
  let writes = Number.NEGATIVE_INFINITY;
  return {
    through: ({ client, tableName }: Table): Table => ({
      tableName,
      client: clientThat(async (command) => {
        const isWrite = command instanceof UpdateItemCommand || command instanceof PutItemCommand;
        if (isWrite) writes += 1;
        const dies = isWrite && writes === nth;
        const answer = dies && when === 'before' ? {} : await Reflect.apply(client.send, client, [command]);
        if (dies) throw new Error('the worker died');
        return answer;
      }),
    }),
    arm: () => {
      writes = 0;
    },
    disarm: () => {
      const hit = writes >= nth;
      writes = Number.NEGATIVE_INFINITY;
      return hit;
    },
  };
}

async function started(over: 'hold' | 'drop', through?: (table: Table) => Table) {
  const relay = await startHarness([aChannel()], through);
  const rules = [{ name: 'r', channels: ['dba-oncall'], limits: { perHour: CAP, over } }];
  const settings = settingsOf({ defaultChannel: 'dba-oncall', rules });
  await relay.pushSettings.write({ settings, origin: 'api', revision: 1 });

  return relay;
}

type Relay = Awaited<ReturnType<typeof started>>;

const messagesIn = ({ seen }: Relay, fromMs: number, toMs: number) =>
  seen.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
const toldIn = (messages: Relay['seen']) =>
  ALERTS.filter(({ name }) => messages.some(({ body }) => body.includes(name))).length;

/** What became of four alerts of a rule with limits, when somebody died at the nth write of telling or holding them. */
async function crashAt(over: 'hold' | 'drop', nth: number, when: 'before' | 'after') {
  const fault = failing(nth, when);
  const relay = await started(over, fault.through);
  const minutes = async (count: number) => {
    for (let minute = 0; minute < count; minute++) {
      await relay.sweep().catch(() => undefined);
      await relay.runFor(MINUTE).catch(() => undefined);
    }
  };
  for (const alert of ALERTS) await relay.receive([alert]);
  fault.arm();
  await minutes(20);
  const hit = fault.disarm();
  await minutes(55);
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

describe.each(['hold', 'drop'] as const)('a rule that tells two alerts an hour, over: %s', (over) => {
  test.each(['before', 'after'] as const)(
    'loses none to a worker that dies at any write, %s it took effect, and tells no more than that',
    async (when) => {
      let nth = 0;
      for (let hit = true; hit && nth < MAX_WRITES; ) {
        nth += 1;
        const end = await crashAt(over, nth, when);
        hit = end.hit;

        expect(end.toldInHour, `write ${nth}`).toBeGreaterThanOrEqual(CAP);
        expect(end.toldInHour, `write ${nth}`).toBeLessThanOrEqual(CAP);
        expect(end.told + end.suppressed, `write ${nth}`).toBe(ALERTS.length);
        expect(end.waiting, `write ${nth}`).toBe(0);
        if (over === 'hold') expect(end.told, `write ${nth}`).toBe(ALERTS.length);
        if (!hit) expect(end.told).toBe(over === 'hold' ? ALERTS.length : CAP);
      }

      expect(nth).toBeGreaterThan(5);
      expect(nth).toBeLessThan(MAX_WRITES);
    },
  );
});

test('several dispatchers at once tell no more than one would', async () => {
  const relay = await started('hold');
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
