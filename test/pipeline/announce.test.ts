import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAlertStore } from '#shared/adapters/dynamodb/alert-store.ts';
import { admit } from '#shared/admission/admit.ts';
import { alertState } from '#shared/admission/alert-item.ts';
import type { AlertKey, AlertStore } from '#shared/admission/alert-store.ts';
import { SHARDS } from '#shared/admission/shard.ts';
import type { Alert } from '#shared/alert/alert.ts';
import { fingerprintOfId } from '#shared/alert/fingerprint.ts';
import type { Channel } from '#shared/channels/channel.ts';
import { announceDeadLetters, type Dying } from '#shared/dead-letters/announce-dead-letters.ts';
import type { DispatchEvent } from '#shared/dispatching/dispatch-ports.ts';
import { alertOf } from '#shared/dispatching/told-alert.ts';
import type { WakeUp } from '#shared/dispatching/wake-ups.ts';
import type { AnnouncePorts } from '#shared/notices/announce.ts';
import { announceQuota } from '#shared/notices/announce-quota.ts';
import { announceMisconfigured } from '#shared/notices/announce-robot.ts';
import type { OperatorEvent } from '#shared/notices/operator-hook.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';
import { type DynaliteTable, startDynalite } from '#test/fixtures/dynalite.ts';

let table: DynaliteTable;
let store: AlertStore;
beforeAll(async () => {
  table = await startDynalite();
  store = createAlertStore(table);
});
afterAll(() => table.stop());

let nth = 0;
let nowMs = Date.UTC(2026, 10, 21);
let dba: Channel;
let oncall: Channel;
let told: OperatorEvent[];
let observed: DispatchEvent[];
let woken: WakeUp[];
let ports: AnnouncePorts;

/** Channels of its own for each test, on one table. */
beforeEach(() => {
  nth += 1;
  nowMs += 1_000;
  oncall = aChannel({ name: `oncall-${nth}`, type: 'wecom', robots: [aRobot({ name: `oncall-${nth}` })] });
  const delivery = { ...oncall.delivery, fallbackChannel: oncall.name };
  dba = aChannel({ name: `dba-${nth}`, robots: [aRobot({ name: `dba-${nth}` })], delivery });
  dba = { ...dba, message: { ...dba.message, language: 'en_US' } };
  [told, observed, woken] = [[], [], []];
  ports = {
    alerts: store,
    wakeUps: { schedule: async (wakeUp) => void woken.push(wakeUp) },
    channels: async () => [dba, oncall],
    now: () => nowMs,
    operator: { tell: async (event) => void told.push(event) },
    observe: (event) => void observed.push(event),
  };
});

const REASON = 'rejected: format (40008)';

async function dying(channel: Channel, id: string, source = 'native'): Promise<Dying> {
  const alert: Alert = {
    id,
    source,
    name: id,
    level: 'warning',
    status: 'firing',
    target: '',
    summary: '',
    description: '',
    labels: {},
  };
  const key = { channel: channel.name, fingerprint: fingerprintOfId(source, id) };
  await admit({ alert, fingerprint: key.fingerprint, receipts: 1 }, channel, store, nowMs);

  return { ...key, version: 1 };
}

/** What the relay itself says in a channel. */
async function ownAlerts({ name }: Channel) {
  const pages = await Promise.all([...SHARDS].map((shard) => store.page(name, shard, undefined, 100)));
  return pages
    .flatMap(({ items }) => items)
    .filter((item) => alertOf(item).source === 'tocsin')
    .map((item) => ({ ...alertOf(item), occurrences: item.receipts, state: alertState(item, nowMs) }));
}

describe('dead letters', () => {
  test('are told in the fallback channel, in the channel itself and to the operator', async () => {
    const alerts = [await dying(dba, 'a'), await dying(dba, 'b')];
    await announceDeadLetters({ channel: dba, alerts, reason: REASON }, ports);

    const own = { id: `dead-letters/${dba.name}/rejected`, level: 'critical', target: dba.name, occurrences: 2 };
    expect(await ownAlerts(dba)).toMatchObject([{ ...own, name: 'Alerts not delivered', state: 'waiting' }]);
    expect(await ownAlerts(oncall)).toMatchObject([{ ...own, name: '告警未能送达', state: 'waiting' }]);
    expect(told).toMatchObject([{ kind: 'dead-letters', channel: dba.name, count: 2, reason: REASON }]);
    expect(told[0]).toMatchObject({ alerts: expect.arrayContaining(['a', 'b']) });
  });

  test('wake the lanes of both channels, each where its notice waits', async () => {
    await announceDeadLetters({ channel: dba, alerts: [await dying(dba, 'a')], reason: REASON }, ports);

    const lanes = [dba, oncall].map(({ robots }) => robots[0].webhookId);
    expect(woken.map(({ lane }) => lane).sort()).toEqual(lanes.sort());
    expect(woken.map(({ marks }) => marks?.length)).toEqual([1, 1]);
  });

  test('one after the other are one alert of our own, whose occurrences are the dead letters', async () => {
    for (let at = 0; at < 5; at++) {
      await announceDeadLetters({ channel: dba, alerts: [await dying(dba, `a-${at}`)], reason: REASON }, ports);
    }

    expect(await ownAlerts(oncall)).toMatchObject([{ occurrences: 5 }]);
    expect(told).toHaveLength(5);
  });

  test('of our own are for the operator only, or they would die and be told for ever', async () => {
    const notice = await dying(dba, `dead-letters/${dba.name}/rejected`, 'tocsin');
    await announceDeadLetters({ channel: dba, alerts: [notice], reason: REASON }, ports);

    expect(told).toMatchObject([{ count: 1 }]);
    expect(woken).toEqual([]);
    expect(await ownAlerts(oncall)).toEqual([]);
  });

  test('of our own beside others are not counted in the channels', async () => {
    const alerts = [await dying(dba, 'quota/x', 'tocsin'), await dying(dba, 'a')];
    await announceDeadLetters({ channel: dba, alerts, reason: REASON }, ports);

    expect(await ownAlerts(oncall)).toMatchObject([{ occurrences: 1 }]);
    expect(told).toMatchObject([{ count: 2 }]);
  });

  test.each<[string, (key: Dying) => Promise<unknown>]>([
    [
      'came again worse',
      (key) =>
        store.raise({
          ...key,
          status: 'firing',
          level: 1,
          receipts: 1,
          brief: '1FAAAAAAAAa\t',
          content: new Uint8Array(),
          nowMs,
          due: { class: 0, atMs: nowMs },
        }),
    ],
    [
      'were told',
      (key) => store.acknowledge({ ...key, status: 'firing', level: 3, delivery: 'by-another', expiresAtMs: nowMs }),
    ],
    [
      'were buried',
      (key) => store.bury({ ...key, status: 'firing', level: 3, delivery: '', expiresAtMs: nowMs }, REASON),
    ],
  ])('that %s meanwhile are not announced', async (_, meanwhile) => {
    const key = await dying(dba, 'a');
    await meanwhile(key);
    await announceDeadLetters({ channel: dba, alerts: [key], reason: REASON }, ports);

    expect([told, woken]).toEqual([[], []]);
  });

  test('of a channel without a fallback are told in it and to the operator', async () => {
    const { fallbackChannel: _none, ...delivery } = dba.delivery;
    const alone = { ...dba, delivery };
    await announceDeadLetters({ channel: alone, alerts: [await dying(alone, 'a')], reason: REASON }, ports);

    expect(woken).toHaveLength(1);
    expect(told).toHaveLength(1);
  });

  test('in thousands are counted without reading them all', async () => {
    const reads: number[] = [];
    const alerts = Array.from({ length: 5_000 }, (_, at) => ({
      channel: dba.name,
      fingerprint: fingerprintOfId('native', String(at)),
      version: 1,
    }));
    const counting = {
      ...store,
      read: async (keys: readonly AlertKey[]) => {
        reads.push(keys.length);
        const [item] = await store.read([await dying(dba, 'a')]);
        return item === undefined ? [] : [{ ...item, fingerprint: fingerprintOfId('native', '0') }];
      },
    };
    await announceDeadLetters({ channel: dba, alerts, reason: REASON }, { ...ports, alerts: counting });

    expect(reads).toEqual([100]);
    expect(told).toMatchObject([{ count: 4_901, alerts: ['a'] }]);
  });

  test('do not wait for somebody who can be told: it is logged, and nothing is thrown', async () => {
    const broken = new Error('no way out');
    const failing: AnnouncePorts = {
      ...ports,
      operator: { tell: () => Promise.reject(broken) },
      wakeUps: { schedule: () => Promise.reject(broken) },
    };
    const key = await dying(dba, 'a');
    await announceDeadLetters({ channel: dba, alerts: [key], reason: REASON }, failing);

    expect(observed.map((event) => (event.kind === 'not-announced' ? event.whom : '')).sort()).toEqual(
      [dba.name, oncall.name, 'the operator'].sort(),
    );
  });

  test('are told to the operator by number when the table does not answer', async () => {
    const alerts = { ...store, read: () => Promise.reject(new Error('the table is away')) };
    await announceDeadLetters(
      { channel: dba, alerts: [{ channel: dba.name, fingerprint: 'x'.repeat(22), version: 1 }], reason: REASON },
      { ...ports, alerts },
    );

    expect(told).toMatchObject([{ count: 1, alerts: [] }]);
  });
});

test('a robot out of use is told in its channel and to the operator', async () => {
  await announceMisconfigured(dba, '2', 'token', ports);

  expect(await ownAlerts(dba)).toMatchObject([{ id: `robot/${dba.name}/2`, target: `${dba.name}/2` }]);
  expect(told).toEqual([{ kind: 'robot-misconfigured', channel: dba.name, robot: '2', reason: 'token' }]);
});

test('a quota is told in every channel of its pool, and each threshold at once', async () => {
  const news = { pool: `pool/${nth}`, used: 70, limit: 100, month: '2026-11' };
  await announceQuota({ ...news, level: 70 }, [dba, oncall], ports);
  nowMs += 60_000;
  await announceQuota({ ...news, used: 90, level: 90 }, [dba, oncall], ports);

  expect(await ownAlerts(oncall)).toMatchObject([{ level: 'critical', occurrences: 2, state: 'waiting' }]);
  expect(told).toMatchObject([
    { kind: 'quota', pool: news.pool, used: 70, limit: 100, level: 70 },
    { used: 90, level: 90 },
  ]);
  expect(woken).toHaveLength(4);
});

test('a disabled channel is not woken for a notice', async () => {
  await announceMisconfigured({ ...dba, enabled: false }, '1', 'token', ports);

  expect(woken).toEqual([]);
  expect(await ownAlerts(dba)).toMatchObject([{ state: 'suppressed' }]);
});
