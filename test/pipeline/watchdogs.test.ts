import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Table } from '#shared/adapters/dynamodb/conditional.ts';
import { fingerprintOfId } from '#shared/alert/fingerprint.ts';
import { sweepWatchdogs } from '#shared/watchdogs/sweep-watchdogs.ts';
import type { WatchedSource } from '#shared/watchdogs/watchdogs.ts';
import { type MeteredTable, meterTable, total } from '#test/bench/metered-client.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';
import { aWatchedSource, storedWatchdogs } from '#test/builders/watchdogs.ts';
import { clientThat } from '#test/fixtures/in-memory-table.ts';
import { anAlert, startHarness } from './harness.ts';

const MINUTE = 60_000;
const dba = aChannel({ name: 'dba' });
const english = aChannel({
  name: 'english',
  robots: [aRobot({ name: '2', secretRef: 'ref-2', webhookId: 'second' })],
  message: { ...aChannel().message, language: 'en_US' },
});

let relay: Awaited<ReturnType<typeof startHarness>>;
let meter: MeteredTable | undefined;
beforeEach(async () => {
  relay = await startHarness([dba, english], (table: Table) => {
    meter = meterTable(table);
    return meter;
  });
});
afterEach(() => relay.stop());

let revision = 0;
beforeEach(() => {
  revision = 0;
});

async function watch(...sources: readonly WatchedSource[]): Promise<void> {
  revision += 1;
  expect(await relay.watchdogs.write(storedWatchdogs(sources, revision))).toBe('written');
}

/** Minutes go by, with a sweep in each. */
async function sweepFor(minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute++) {
    await relay.runFor(MINUTE);
    await relay.sweepWatchdogs();
  }
  await relay.runFor(1_000);
}

const speak = (source = 'ocp') => relay.receive([anAlert()], { source, channels: ['english'] });
const beat = (source = 'ocp') => relay.receive([], { source });

/** Messages about a source, as the robots got them. */
const said = () =>
  relay.seen.map(({ body }) => body).filter((body) => /来源|警示來源|source is silent|Alert source/.test(body));

async function inLedger(source = 'ocp', channel = 'dba') {
  const [item] = await relay.alerts.read([
    { channel, fingerprint: fingerprintOfId('tocsin', `source-silent/${source}`) },
  ]);
  return item;
}

describe('a source that falls silent', () => {
  test('is told once in each channel of its watchdog, in its language, and that it speaks again', async () => {
    await watch(aWatchedSource({ channels: ['dba', 'english'] }));
    await relay.sweepWatchdogs();
    await sweepFor(10);
    await speak();
    await sweepFor(30);
    expect(said()).toEqual([]);

    await sweepFor(4);
    expect(said()).toHaveLength(2);
    expect(said().join()).toContain('告警来源没有消息 · ocp');
    expect(said().join()).toMatch(/已 3[12] 分钟没有收到来源 ocp 的任何消息/);
    expect(said().join()).toMatch(/Nothing has come from source ocp for 3[12] min/);
    expect(relay.told).toEqual([
      { kind: 'source-silent', source: 'ocp', since: '2026-11-21T00:10:01.000Z', channels: ['dba', 'english'] },
    ]);

    await beat();
    await sweepFor(2);
    expect(said()).toHaveLength(4);
    expect(said().slice(2).join()).toContain('已恢复');
    expect(await inLedger()).toMatchObject({ status: 'resolved', told: 'resolved' });
    await sweepFor(20);
    expect(said()).toHaveLength(4);
  });

  test('is told again at its pace while it stays so, and anew when it falls silent again', async () => {
    await watch(aWatchedSource());
    await sweepFor(1 + 31 + 1);
    expect(said()).toHaveLength(1);
    await sweepFor(58);
    expect(said()).toHaveLength(1);
    await sweepFor(4);
    expect(said()).toHaveLength(2);
    expect(said()[1]).toContain('未恢复');

    await beat();
    await sweepFor(3);
    expect(said()).toHaveLength(3);
    await sweepFor(33);
    expect(said()).toHaveLength(4);
    expect((await inLedger())?.told).toBe('firing');
    expect(relay.told).toHaveLength(2);
  });

  test('that never spoke has its whole time first, and is told so', async () => {
    await watch(aWatchedSource());
    await sweepFor(31);
    expect(said()).toEqual([]);
    await sweepFor(2);
    expect(said()[0]).toMatch(/开始监视已 3\d 分钟，没有收到来源 ocp 的任何消息/);
  });

  test('is heard by an alert’s own source too, and not by that of another', async () => {
    await watch(aWatchedSource(), aWatchedSource({ source: 'zabbix' }));
    await relay.sweepWatchdogs();
    for (let round = 0; round < 4; round++) {
      await relay.receive([anAlert({ source: 'ocp' })], { source: 'native' });
      await sweepFor(10);
    }

    expect(said()).toHaveLength(1);
    expect(said()[0]).toContain('zabbix');
  });

  test('is told by one of two sweeps at once', async () => {
    await watch(aWatchedSource());
    await sweepFor(31);
    await relay.runFor(MINUTE);
    await Promise.all([relay.sweepWatchdogs(), relay.sweepWatchdogs(), relay.sweepWatchdogs()]);
    await relay.runFor(30 * MINUTE);

    expect(said()).toHaveLength(1);
    expect((await inLedger())?.receipts).toBe(1);
  });

  test('is told by the next sweep whose time has come when one dies over telling', async () => {
    await watch(aWatchedSource());
    await sweepFor(31);
    await relay.runFor(MINUTE);
    const { ports, watchdogs, watches, silentAlerts } = relay;
    const dying = { ...ports, watchdogs, watches, silentAlerts, channels: () => Promise.reject(new Error('died')) };
    await expect(sweepWatchdogs(dying)).rejects.toThrow('died');
    await sweepFor(4);
    expect(said()).toEqual([]);

    await sweepFor(2);
    expect(said()).toHaveLength(1);
  });

  test('is told although the look at the alerts fails each time', async () => {
    await relay.watchdogs.write(
      storedWatchdogs([aWatchedSource()], 1, [{ source: 'prometheus', silentAfterMinutes: 60, policy: 'name' }]),
    );
    const { ports, watchdogs, watches, silentAlerts } = relay;
    const alerts = { ...ports.alerts, page: () => Promise.reject(new Error('no read units left')) };
    for (let minute = 0; minute < 40; minute++) {
      await relay.runFor(MINUTE);
      const sweeping = sweepWatchdogs({ ...ports, watchdogs, watches, silentAlerts, alerts });
      await expect(sweeping).rejects.toThrow('no read units left');
    }
    await relay.runFor(MINUTE);

    expect(said()).toHaveLength(1);
  });

  test('is told again when a channel could not be told, and that is observed', async () => {
    await watch(aWatchedSource());
    await sweepFor(31);
    await relay.runFor(MINUTE);
    const { ports, watchdogs, watches, silentAlerts } = relay;
    const alerts = { ...ports.alerts, fire: () => Promise.reject(new Error('no table')) };
    await sweepWatchdogs({ ...ports, watchdogs, watches, silentAlerts, alerts });
    expect(relay.events).toContainEqual(
      expect.objectContaining({ kind: 'not-announced', about: 'source-silent', whom: 'dba' }),
    );

    await sweepFor(6);
    expect(said()).toHaveLength(1);
  });
});

describe('no source is told as silent', () => {
  test('because the relay itself stood still', async () => {
    await watch(aWatchedSource());
    await sweepFor(2);
    await beat();
    await relay.runFor(600 * MINUTE);
    await sweepFor(30);
    expect(said()).toEqual([]);

    await sweepFor(3);
    expect(said()).toHaveLength(1);
  });

  test('that is watched no more, nor is it called recovered', async () => {
    await watch(aWatchedSource());
    await sweepFor(34);
    expect(said()).toHaveLength(1);

    await watch();
    await sweepFor(100);
    expect(said()).toHaveLength(1);
    expect(await inLedger()).toMatchObject({ status: 'resolved', told: 'firing' });
    expect((await relay.watches.list()).states).toEqual([expect.not.objectContaining({ watchedSinceMs: 0 })]);
  });

  test('and watched again has its whole time once more', async () => {
    await watch(aWatchedSource());
    await sweepFor(34);
    await watch();
    await sweepFor(2);
    await watch(aWatchedSource());
    await sweepFor(31);
    expect(said()).toHaveLength(1);

    await sweepFor(3);
    expect(said()).toHaveLength(2);
  });
});

test('when none of its channels is left, every enabled one is told', async () => {
  await watch(aWatchedSource({ channels: ['gone'] }));
  await sweepFor(34);

  expect(said()).toHaveLength(2);
});

test('a table that does not take the note costs no alert', async () => {
  let refused = 0;
  const failing = await startHarness([dba], ({ client, ...table }) => ({
    ...table,
    client: clientThat((command) => {
      const isNote = command instanceof UpdateItemCommand && command.input.Key?.['pk']?.S === 'H';
      if (!isNote) return client.send(command as UpdateItemCommand);
      refused += 1;
      return Promise.reject(new Error('no'));
    }),
  }));
  await failing.watchdogs.write(storedWatchdogs([aWatchedSource()]));

  expect(await failing.receive([anAlert()], { source: 'ocp' })).toMatchObject({ kind: 'accepted', accepted: 1 });
  expect(refused).toBe(1);
  expect(failing.failures).toEqual([new Error('no')]);
});

describe('what watching costs', () => {
  const cost = async (run: () => Promise<unknown>) => {
    meter?.take();
    await run();
    return total(meter?.take() ?? []);
  };
  const repeat = () => cost(() => speak());

  test('is one write a minute and source, and nothing where a source is not watched', async () => {
    await watch(aWatchedSource());
    await speak('zabbix');
    await speak('ocp');
    await speak('ocp');
    await relay.runFor(30 * MINUTE);
    await speak('ocp');
    await speak('zabbix');

    expect(await cost(() => speak('zabbix'))).toEqual({ write: 1, read: 0 });
    expect(await repeat()).toEqual({ write: 1, read: 0 });
    await relay.runFor(MINUTE);
    const unwatched = await cost(() => speak('zabbix'));
    expect(await repeat()).toEqual({ ...unwatched, write: unwatched.write + 1 });
    expect(await repeat()).toEqual({ write: 1, read: 0 });
  });

  test('of a sweep without watchdogs is one read', async () => {
    expect(await cost(() => relay.sweepWatchdogs())).toMatchObject({ write: 0, read: 1 });
  });
});
