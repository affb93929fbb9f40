import { afterEach, describe, expect, test } from 'vitest';
import type { AlertKey } from '#shared/admission/alert-store.ts';
import { fingerprintOfId } from '#shared/alert/fingerprint.ts';
import type { Channel } from '#shared/channels/channel.ts';
import { alertRow } from '#shared/delivery/alert-row.ts';
import { alertOf } from '#shared/dispatching/told-alert.ts';
import type { InhibitionRule } from '#shared/inhibition/inhibition-rule.ts';
import { canaryBatch } from '#shared/receiving/canary.ts';
import { newSilence } from '#shared/silences/manage-silences.ts';
import { silenceId } from '#shared/silences/silence-id.ts';
import { aChannel } from '#test/builders/channel.ts';
import { aRule } from '#test/builders/inhibition-rule.ts';
import { anAlert, OK, START_MS, startHarness } from './harness.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DBA = 'dba-oncall';

let relay: Awaited<ReturnType<typeof startHarness>>;
afterEach(() => relay?.stop());

async function start(rules: readonly InhibitionRule[] = [aRule()], ...channels: readonly Channel[]): Promise<void> {
  relay = await startHarness(channels.length > 0 ? channels : [aChannel()]);
  await relay.inhibitions.write({ settings: rules, origin: 'api', revision: 1 });
}

const labels = { svr_ip: '192.0.2.10' };
type More = Parameters<typeof anAlert>[0];
const down = (more: More = {}) => anAlert({ id: 'down', name: 'server down', level: 'down', labels, ...more });
const cpu = (more: More = {}) => anAlert({ id: 'cpu', name: 'cpu high', labels, ...more });
const over = { status: 'resolved' } as const;
const key = (id: string): AlertKey => ({ channel: DBA, fingerprint: fingerprintOfId('native', id) });
const item = async (id: string) => (await relay.alerts.read([key(id)]))[0];
const told = (text: string) => relay.seen.filter(({ body }) => body.includes(text)).length;

/** The row of the ledger, as the API shows it. */
async function row(id: string) {
  const found = await item(id);
  if (found === undefined) throw new Error('there is no such alert');
  return alertRow(found, alertOf(found), DBA, relay.now());
}

async function runMinutes(minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute++) {
    await relay.sweep();
    await relay.runFor(MINUTE);
  }
}

describe('while a server is down', () => {
  test('its lesser alerts are not told, and the ledger says by what', async () => {
    await start();
    await relay.receive([down()]);
    await relay.runFor(MINUTE);
    await relay.receive([cpu()]);
    await runMinutes(30);

    expect([told('server down'), told('cpu high')]).toEqual([1, 0]);
    expect(await row('cpu')).toMatchObject({
      state: 'suppressed',
      reason: 'inhibited',
      inhibitedBy: { rule: 'server down', alert: 'down' },
      silence: null,
    });
    expect(relay.events.filter(({ kind }) => kind === 'inhibited')).toEqual([
      { kind: 'inhibited', channel: DBA, by: 'server down/down', alertCount: 1 },
    ]);
  });

  test('so are those of the same request, in whatever order they stand in it', async () => {
    await start();
    await relay.receive([cpu(), down()]);
    await relay.runFor(MINUTE);

    expect([told('server down'), told('cpu high')]).toEqual([1, 0]);
  });

  test('alerts of other servers, and of the same level, are told', async () => {
    await start();
    await relay.receive([down(), cpu({ labels: { svr_ip: '192.0.2.11' } }), down({ id: 'disk', name: 'disk lost' })]);
    await relay.runFor(MINUTE);

    expect([told('cpu high'), told('disk lost'), told('server down')]).not.toContain(0);
  });

  test('an alert that gets as bad as that is told at once', async () => {
    await start();
    await relay.receive([down(), cpu()]);
    await relay.runFor(MINUTE);
    await relay.receive([cpu({ level: 'down' })]);
    await relay.runFor(MINUTE);

    expect(told('cpu high')).toBe(1);
  });

  test('one that repeats waits on, and is counted', async () => {
    await start();
    await relay.receive([down(), cpu()]);
    await relay.runFor(MINUTE);
    await relay.receive([cpu()]);
    await runMinutes(20);

    expect(told('cpu high')).toBe(0);
    expect(await row('cpu')).toMatchObject({ occurrences: 2, state: 'suppressed' });
  });

  test('it inhibits also where it is not told itself', async () => {
    const other = aChannel({ name: 'servers' });
    await start([aRule()], aChannel(), other);
    await relay.receive([down()], { channels: ['servers'] });
    await relay.receive([cpu()], { channels: [DBA] });
    await relay.runFor(MINUTE);

    expect(told('cpu high')).toBe(0);
  });

  test('that of a sender whose token is bound to channels inhibits in no other', async () => {
    await start([aRule()], aChannel(), aChannel({ name: 'servers' }));
    await relay.receive([down()], { within: ['servers'] });
    await relay.receive([cpu()]);
    await relay.runFor(MINUTE);

    expect(told('cpu high')).toBe(1);
    expect(await row('cpu')).toMatchObject({ state: 'delivered' });
    const [held] = await relay.alerts.read([{ ...key('cpu'), channel: 'servers' }]);
    expect(held?.heldBack?.by).toBe('server down/down');
  });

  test('it inhibits only in the channels of its rule', async () => {
    await start([aRule({ channels: ['servers'] })], aChannel(), aChannel({ name: 'servers' }));
    await relay.receive([down()], { channels: [DBA] });
    await relay.receive([cpu()], { channels: [DBA] });
    await relay.runFor(MINUTE);

    expect(told('cpu high')).toBe(1);
  });

  test('the heartbeat goes out all the same', async () => {
    await start([aRule({ targetMatchers: ['name=~.+', 'level!=down'], equal: [] })]);
    await relay.receive([down()]);
    const { alerts, ...batch } = canaryBatch(DBA, START_MS);
    await relay.receive(alerts, batch);
    await relay.runFor(MINUTE);

    expect(relay.events.map(({ kind }) => kind)).toContain('canary');
  });
});

describe('when the server is up again', () => {
  test('what still fires is told within seconds, with its count', async () => {
    await start();
    await relay.receive([down(), cpu(), cpu()]);
    await runMinutes(3);
    await relay.receive([down(over)]);
    await relay.runFor(5_000);

    expect(told('cpu high')).toBe(1);
    expect(await row('cpu')).toMatchObject({ state: 'delivered', reason: '', inhibitedBy: null });
  });

  test('what recovers in the same breath, and nobody heard of, is told to nobody', async () => {
    await start();
    await relay.receive([down(), cpu()]);
    await runMinutes(3);
    await relay.receive([down(over), cpu(over)]);
    await runMinutes(15);

    expect(told('cpu high')).toBe(0);
    expect(await row('cpu')).toMatchObject({ state: 'suppressed', reason: 'inhibited', status: 'resolved' });
  });

  test('the end of what people had heard of is told then, and not before', async () => {
    await start();
    await relay.receive([cpu()]);
    await relay.runFor(MINUTE);
    await relay.receive([down(), cpu(over)]);
    await runMinutes(10);
    expect(told('cpu high')).toBe(1);
    await relay.receive([down(over)]);
    await relay.runFor(5_000);

    expect(told('cpu high')).toBe(2);
    expect(await item('cpu')).toMatchObject({ told: 'resolved' });
  });

  test('what ends while the server is down, and nobody heard of, is suppressed', async () => {
    await start();
    await relay.receive([down(), cpu()]);
    await relay.runFor(MINUTE);
    await relay.receive([cpu(over)]);
    await relay.runFor(MINUTE);

    expect(told('cpu high')).toBe(0);
    expect(await row('cpu')).toMatchObject({ state: 'suppressed', reason: 'inhibited', dueAt: null });
  });

  test('another server that is down for it still holds it', async () => {
    await start();
    await relay.receive([down(), down({ id: 'down-2', name: 'server gone' }), cpu()]);
    await runMinutes(2);
    await relay.receive([down(over)]);
    await runMinutes(6);
    expect(told('cpu high')).toBe(0);
    expect(await row('cpu')).toMatchObject({ inhibitedBy: { alert: 'down-2' } });
    await relay.receive([down({ id: 'down-2', name: 'server gone', ...over })]);
    await relay.runFor(5_000);

    expect(told('cpu high')).toBe(1);
  });

  test('an end that says less than its firing is an end', async () => {
    await start();
    await relay.receive([down(), cpu()]);
    await relay.runFor(MINUTE);
    await relay.receive([down({ ...over, level: 'info', labels: {} })]);
    await relay.runFor(5_000);

    expect(told('cpu high')).toBe(1);
  });

  test('a silence that is longer holds on', async () => {
    await start();
    const span = { startsAt: START_MS, endsAt: START_MS + HOUR };
    const wanted = { matchers: ['name="cpu high"'], excludedObjects: [], ...span, remark: '', author: 'dba' };
    await relay.silences.put(newSilence(wanted, silenceId(span.endsAt, 's'), 'api', START_MS));
    await relay.receive([down(), cpu()]);
    await runMinutes(2);
    expect(await row('cpu')).toMatchObject({ reason: 'silenced', inhibitedBy: null });
    await relay.receive([down(over)]);
    await runMinutes(50);
    expect(told('cpu high')).toBe(0);
    await runMinutes(10);

    expect(told('cpu high')).toBe(1);
  });
});

describe('never for ever', () => {
  test('a server that is not heard of again inhibits until the rule forgets it', async () => {
    await start([aRule({ sourceTimeoutMs: HOUR })]);
    await relay.receive([down(), cpu()]);
    await runMinutes(59);
    expect(told('cpu high')).toBe(0);
    await runMinutes(3);

    expect(told('cpu high')).toBe(1);
  });

  test('one that is heard of again inhibits on', async () => {
    await start([aRule({ sourceTimeoutMs: HOUR })]);
    await relay.receive([down(), cpu()]);
    await runMinutes(50);
    await relay.receive([down()]);
    await runMinutes(55);

    expect(told('cpu high')).toBe(0);
  });

  test('one that is no more than a warning inhibits no more', async () => {
    await start();
    await relay.receive([down(), cpu()]);
    await relay.runFor(MINUTE);
    await relay.receive([down({ level: 'warning' })]);
    await relay.runFor(5_000);

    expect(told('cpu high')).toBe(1);
  });

  test('a rule that is gone lets go within five minutes', async () => {
    await start();
    await relay.receive([down(), cpu()]);
    await relay.runFor(MINUTE);
    await relay.inhibitions.write({ settings: [], origin: 'api', revision: 2 });
    await runMinutes(6);

    expect(told('cpu high')).toBe(1);
  });

  test('a late copy of the firing, after the end, inhibits nothing', async () => {
    await start();
    const activeAt = new Date(START_MS).toISOString();
    await relay.receive([down({ activeAt })]);
    await relay.receive([down({ activeAt, ...over })]);
    await relay.receive([down({ activeAt })]);
    await relay.receive([cpu()]);
    await relay.runFor(MINUTE);

    expect(told('cpu high')).toBe(1);
  });

  test('nor does a firing that comes after its own end and was not seen before', async () => {
    await start();
    const activeAt = new Date(START_MS).toISOString();
    await relay.receive([down({ activeAt, ...over })]);
    await relay.receive([down({ activeAt })]);
    await relay.receive([cpu()]);
    await relay.runFor(MINUTE);

    expect(told('cpu high')).toBe(1);
  });
});

describe('the end of a source and a dispatcher that is just holding something back', () => {
  test.each(['before it is put off', 'after it was put off'] as const)('the end comes %s', async (when) => {
    await start();
    await relay.receive([down()]);
    await relay.runFor(MINUTE);
    await relay.receive([cpu()]);
    const { postpone } = relay.alerts;
    let ended = false;
    Object.assign(relay.alerts, {
      postpone: async (one: Parameters<typeof postpone>[0]) => {
        const end = async () => {
          if (!ended) await relay.receive([down(over)]);
          ended = true;
        };
        if (when === 'before it is put off') await end();
        const result = await postpone(one);
        await end();
        return result;
      },
    });
    await relay.runFor(5_000);

    expect(ended).toBe(true);
    expect(told('cpu high')).toBe(1);
  });

  test('a release that is lost costs five minutes', async () => {
    await start();
    await relay.receive([down(), cpu()]);
    await relay.runFor(MINUTE);
    Object.assign(relay.alerts, { release: async () => 'refused' });
    await relay.receive([down(over)]);
    await relay.runFor(MINUTE);
    expect(told('cpu high')).toBe(0);
    await runMinutes(5);

    expect(told('cpu high')).toBe(1);
  });
});

test('without rules nothing is noted, and nothing more is asked of the table', async () => {
  await start([]);
  relay.answerWith(() => OK);
  await relay.receive([down(), cpu()]);
  await relay.runFor(MINUTE);

  expect([told('server down'), told('cpu high')]).not.toContain(0);
  expect(await relay.inhibiting.list()).toEqual([]);
});
