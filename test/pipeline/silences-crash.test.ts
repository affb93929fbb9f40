import { PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import type { Table } from '#shared/adapters/dynamodb/conditional.ts';
import { fingerprintOfId } from '#shared/alert/fingerprint.ts';
import { endSilence } from '#shared/silences/manage-silences.ts';
import { aChannel } from '#test/builders/channel.ts';
import { clientThat } from '#test/fixtures/in-memory-table.ts';
import { anAlert, startHarness } from './harness.ts';
import { makeSilence, silencePorts } from './silencing.ts';

const MINUTE = 60_000;
const ALERTS = [0, 1, 2].map((nth) => anAlert({ id: `a${nth}`, target: `host-${nth}` }));
const KEYS = ALERTS.map(({ id = '' }) => ({ channel: 'dba-oncall', fingerprint: fingerprintOfId('native', id) }));
/** More writes than any of them takes. */
const MAX_WRITES = 14;

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

/** What was told, and when, of alerts in a silence of ten minutes, when somebody died at the nth write of a part of it. */
async function crashAt(part: 'holding back' | 'ending', nth: number, when: 'before' | 'after') {
  const fault = failing(nth, when);
  const relay = await startHarness([aChannel()], fault.through);
  const minutes = async (count: number) => {
    for (let minute = 0; minute < count; minute++) {
      await relay.sweep().catch(() => undefined);
      await relay.runFor(MINUTE).catch(() => undefined);
    }
  };
  const { id, endsAt } = await makeSilence(relay, { duration: '10m' });
  await relay.receive(ALERTS);
  if (part === 'holding back') fault.arm();
  await minutes(5);
  let hit = part === 'holding back' && fault.disarm();
  if (part === 'ending') {
    fault.arm();
    await endSilence(id, silencePorts(relay)).catch(() => undefined);
    hit = fault.disarm();
    // Who was not answered asks again.
    await endSilence(id, silencePorts(relay));
  }
  const endMs = part === 'ending' ? relay.now() : endsAt;
  await minutes(8);
  const items = await relay.alerts.read(KEYS);
  const count = (await relay.silences.get(id))?.suppressedCount ?? 0;
  await relay.stop();

  return {
    hit,
    early: relay.seen.filter(({ atMs }) => atMs < endMs).length,
    told: items.map(({ told }) => told),
    count,
  };
}

describe.each(['holding back', 'ending'] as const)('a silence in whose %s somebody dies', (part) => {
  test.each(['before', 'after'] as const)(
    'at any write, %s it took effect, is kept to, and what still fires is told',
    async (when) => {
      let nth = 0;
      for (let hit = true; hit && nth < MAX_WRITES; ) {
        nth += 1;
        const end = await crashAt(part, nth, when);
        hit = end.hit;

        expect(end, `write ${nth}`).toMatchObject({ early: 0, told: ['firing', 'firing', 'firing'] });
        expect(end.count, `write ${nth}`).toBeLessThanOrEqual(ALERTS.length);
        if (!hit) expect(end.count).toBe(ALERTS.length);
      }

      expect(nth).toBeGreaterThan(3);
      expect(nth).toBeLessThan(MAX_WRITES);
    },
  );
});
