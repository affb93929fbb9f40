import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAlertRevival } from '#shared/adapters/dynamodb/alert-revival.ts';
import { createAlertStore } from '#shared/adapters/dynamodb/alert-store.ts';
import { admit } from '#shared/admission/admit.ts';
import type { AlertItem } from '#shared/admission/alert-item.ts';
import type { AlertKey, AlertStore } from '#shared/admission/alert-store.ts';
import { shardOf } from '#shared/admission/shard.ts';
import { fingerprintOfId } from '#shared/alert/fingerprint.ts';
import type { Channel } from '#shared/channels/channel.ts';
import type { AlertRevival } from '#shared/dead-letters/alert-revival.ts';
import { deadLetterId } from '#shared/dead-letters/dead-letter-id.ts';
import { listDeadLetters } from '#shared/dead-letters/list-dead-letters.ts';
import { type ReplayPorts, replayMatching, replayOne } from '#shared/dead-letters/replay.ts';
import type { WakeUp } from '#shared/dispatching/wake-ups.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';
import { unaudited } from '#test/fakes/audit.ts';
import { type DynaliteTable, startDynalite } from '#test/fixtures/dynalite.ts';

const T0 = Date.UTC(2026, 10, 21);
const MINUTE = 60_000;

let table: DynaliteTable;
let store: AlertStore;
beforeAll(async () => {
  table = await startDynalite();
  store = createAlertStore(table);
});
afterAll(() => table.stop());

let nth = 0;
let a: Channel;
let b: Channel;
let channels: readonly Channel[];
let woken: { readonly wakeUp: WakeUp; readonly atMs: number }[];
let failures: unknown[];
let ports: ReplayPorts;
beforeEach(() => {
  nth += 1;
  a = aChannel({ name: `a-${nth}`, robots: [aRobot({ name: `a-${nth}` })] });
  b = aChannel({ name: `b-${nth}`, robots: [aRobot({ name: `b-${nth}` })] });
  channels = [a, b];
  [woken, failures] = [[], []];
  ports = {
    alerts: store,
    revival: createAlertRevival(table),
    audit: unaudited,
    wakeUps: { schedule: async (wakeUp, atMs) => void woken.push({ wakeUp, atMs }) },
    channels: async () => channels,
    now: () => T0 + 60 * MINUTE,
    logFailure: (error) => void failures.push(error),
  };
});

interface Dead {
  readonly channel?: Channel;
  readonly id: string;
  readonly name?: string;
  readonly reason?: string;
  readonly atMs?: number;
}

async function bury({ channel = a, id, name = 'disk full', reason = 'rejected: format', atMs = T0 }: Dead) {
  const text = { name, target: '', summary: '', description: '', labels: {} };
  const alert = { id, source: 'native', level: 'warning', status: 'firing', ...text } as const;
  const key: AlertKey = { channel: channel.name, fingerprint: fingerprintOfId('native', id) };
  await admit({ alert, fingerprint: key.fingerprint, receipts: 1 }, channel, store, T0);
  const ack = { ...key, version: 1, status: 'firing', level: 3, delivery: '', expiresAtMs: T0, atMs } as const;
  await store.bury(ack, reason);

  return key;
}

const names = () => [a.name, b.name];
const listed = async (filter: object) => {
  const { items } = await listDeadLetters({ limit: 100, ...filter }, names(), store);
  return items.map(({ alert }) => alert).sort();
};

describe('a dead letter', () => {
  test('is listed with its alert, its reason and when it died', async () => {
    const key = await bury({ id: 'disk-7', atMs: T0 + MINUTE });

    expect((await listDeadLetters({ limit: 10 }, names(), store)).items).toEqual([
      {
        id: deadLetterId(key),
        alert: 'disk-7',
        source: 'native',
        name: 'disk full',
        level: 'warning',
        status: 'firing',
        target: '',
        channel: a.name,
        reason: 'rejected: format',
        diedAt: T0 + MINUTE,
        occurrences: 1,
        deliveries: [],
      },
    ]);
  });

  test('is found by channel, name, the beginning of its reason and when it died', async () => {
    await bury({ id: '1' });
    await bury({ id: '2', channel: b });
    await bury({ id: '3', name: 'cpu' });
    await bury({ id: '4', reason: 'too old: every robot failed' });
    await bury({ id: '5', atMs: T0 + MINUTE });

    expect(await listed({})).toEqual(['1', '2', '3', '4', '5']);
    expect(await listed({ channel: b.name })).toEqual(['2']);
    expect(await listed({ name: 'cpu' })).toEqual(['3']);
    expect(await listed({ reason: 'too old' })).toEqual(['4']);
    expect(await listed({ since: T0 + 1 })).toEqual(['5']);
    expect(await listed({ until: T0, reason: 'rejected', name: 'disk full' })).toEqual(['1', '2']);
  });

  test('is not listed any more when it came again', async () => {
    await bury({ id: '1' });
    const key = await bury({ id: '2' });
    await replayOne(deadLetterId(key), ports);

    expect(await listed({})).toEqual(['1']);
  });

  test('is replayed once: due now, and its lane woken', async () => {
    const key = await bury({ id: '1' });
    const id = deadLetterId(key);
    const results = await Promise.all([replayOne(id, ports), replayOne(id, ports)]);

    expect(results.map(({ kind }) => kind).sort()).toEqual(['not-dead', 'replayed']);
    expect((await store.read([key]))[0]).toMatchObject({ dueAt: ports.now(), since: ports.now() });
    expect(woken).toMatchObject([{ wakeUp: { lane: a.robots[0].webhookId, marks: [expect.any(String)] } }]);
  });

  test('of nobody, or no id at all, is unknown', async () => {
    const nobody = deadLetterId({ channel: a.name, fingerprint: fingerprintOfId('native', 'nobody') });

    expect(await replayOne(nobody, ports)).toEqual({ kind: 'unknown' });
    expect(await replayOne('replay', ports)).toEqual({ kind: 'unknown' });
  });

  test('of a channel that is gone or disabled stays dead: there it would be told to nobody', async () => {
    const id = deadLetterId(await bury({ id: '1' }));
    channels = [b];
    expect(await replayOne(id, ports)).toEqual({ kind: 'no-channel' });
    channels = [{ ...a, enabled: false }];
    expect(await replayOne(id, ports)).toEqual({ kind: 'channel-disabled' });

    expect(await listed({})).toEqual(['1']);
  });

  test('is replayed though nobody can be woken: the sweep finds it', async () => {
    const key = await bury({ id: '1' });
    const wakeUps = { schedule: () => Promise.reject(new Error('no queue')) };

    expect(await replayOne(deadLetterId(key), { ...ports, wakeUps })).toEqual({ kind: 'replayed' });
    expect(failures).toHaveLength(1);
  });
});

describe('replaying by a filter', () => {
  test('makes those due that it means, and no other', async () => {
    for (const id of ['1', '2', '3']) await bury({ id });
    await bury({ id: '4', name: 'cpu' });
    await bury({ id: '5', channel: b });

    const filter = { channel: a.name, name: 'disk full' };
    expect(await replayMatching(filter, names(), ports)).toEqual({ replayed: 3, skipped: 0, cursor: null });
    expect(await listed({})).toEqual(['4', '5']);
    expect(woken).toHaveLength(1);
  });

  test('skips those of a channel that is gone or disabled', async () => {
    await bury({ id: '1' });
    await bury({ id: '2', channel: b });
    channels = [a, { ...b, enabled: false }];

    expect(await replayMatching({ reason: 'rejected' }, names(), ports)).toMatchObject({ replayed: 1, skipped: 1 });
  });

  test('skips what another replay took first', async () => {
    for (const id of ['1', '2', '3', '4']) await bury({ id });
    const results = await Promise.all([1, 2].map(() => replayMatching({ channel: a.name }, names(), ports)));

    expect(results.reduce((sum, { replayed }) => sum + replayed, 0)).toBe(4);
  });

  test('takes some hundred a call, and goes on where it ended', async () => {
    const alerts = manyDead([a, b], 310);
    const taken = new Set<string>();
    const revival: AlertRevival = {
      revive: async ({ channel, fingerprint }) => {
        taken.add(`${channel}/${fingerprint}`);
        return 'revived';
      },
    };
    const many = { ...ports, alerts, revival };
    const first = await replayMatching({ reason: 'rejected' }, names(), many);
    expect(first).toMatchObject({ replayed: 500, skipped: 0, cursor: expect.any(String) });

    const rest = await replayMatching({ reason: 'rejected', cursor: first.cursor ?? '' }, names(), many);
    expect(rest).toEqual({ replayed: 120, skipped: 0, cursor: null });
    expect(taken.size).toBe(620);
    expect(woken).toHaveLength(3);
  });

  test('never reaches into another channel by a cursor of another filter', async () => {
    for (const id of ['1', '2']) await bury({ id, channel: b });
    const { cursor } = await listDeadLetters({ channel: b.name, limit: 1 }, names(), store);

    const replayed = await replayMatching({ channel: a.name, cursor: cursor ?? '' }, names(), ports);
    expect(replayed).toEqual({ replayed: 0, skipped: 0, cursor: null });
  });
});

/** So many dead letters in each of the channels, to be paged through without a table. */
function manyDead(all: readonly Channel[], each: number): ReplayPorts['alerts'] {
  const items: readonly AlertItem[] = all.flatMap((channel) =>
    Array.from({ length: each }, (_, at) => ({
      channel: channel.name,
      fingerprint: fingerprintOfId('native', String(at)),
      status: 'firing',
      episode: '',
      level: 3,
      version: 1,
      receipts: 1,
      brief: '',
      content: new Uint8Array(),
      firstAt: T0,
      lastAt: T0,
      deliveries: [],
      dead: 'rejected: format',
    })),
  );

  return {
    read: async () => [],
    page: async (channel, shard, after = '', limit) => {
      const rest = items
        .filter((item) => item.channel === channel && shardOf(item.fingerprint) === shard && item.fingerprint > after)
        .toSorted((one, other) => (one.fingerprint < other.fingerprint ? -1 : 1));
      const page = rest.slice(0, limit);
      const last = page.at(-1)?.fingerprint;
      return { items: page, ...(rest.length > page.length && last !== undefined ? { next: last } : {}) };
    },
  };
}
