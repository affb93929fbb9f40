import { describe, expect, test } from 'vitest';
import type { AlertKey, AlertStore, DueEntry } from '#shared/admission/alert-store.ts';
import { encodeBrief } from '#shared/admission/brief.ts';
import { dueClass } from '#shared/admission/due.ts';
import { levelNumber } from '#shared/alert/level.ts';
import { KEEP_ALERT_MS } from '#shared/dispatching/acknowledge-message.ts';
import type { Route } from '#shared/dispatching/route.ts';
import { buryWaiting, stillToTell, withholdSilent } from '#shared/dispatching/withhold.ts';
import { emptyLane, type Lane } from '#shared/pacing/lane.ts';
import { aChannel } from '#test/builders/channel.ts';
import { aWaiting } from '#test/builders/waiting.ts';
import { START_MS, startHarness } from '#test/pipeline/harness.ts';

const MAX_AGE_MS = 3_600_000;
const { delivery } = aChannel();
const dba = aChannel({ name: 'dba', delivery: { ...delivery, maxAgeSeconds: MAX_AGE_MS / 1000 } });
const off = aChannel({ ...dba, name: 'off', enabled: false });

function anEntry(channel: string, since: number, name = 'disk full'): DueEntry {
  const alert = { name, target: '', level: 'critical', status: 'firing' } as const;
  return {
    channel,
    fingerprint: name.replaceAll(' ', '-').padEnd(22, 'A'),
    due: { class: dueClass('firing', levelNumber('critical')), atMs: since },
    brief: encodeBrief({ id: '', source: '', summary: '', description: '', labels: {}, ...alert }, 'group'),
    version: 3,
    since,
  };
}

/** Of an alert that another worker tells before it can be buried. */
const TOLD_MEANWHILE = 'told-meanwhile';

/** A store that only remembers how alerts ended. */
async function started() {
  const ended: unknown[] = [];
  const harness = await startHarness([dba, off]);
  const alerts: AlertStore = {
    ...harness.ports.alerts,
    withhold: async ({ channel, fingerprint, version, expiresAtMs }, reason) => {
      ended.push({ kind: 'withheld', channel, fingerprint, version, expiresAtMs, reason });
      return 'withheld';
    },
    bury: async (ack, reason) => {
      ended.push({ kind: 'buried', ...ack, reason });
      return ack.fingerprint === TOLD_MEANWHILE ? 'refused' : 'buried';
    },
    read: async (_: readonly AlertKey[]) => [],
  };
  return { ...harness, ended, ports: { ...harness.ports, alerts } };
}

function routeOf(failingSince: Readonly<Record<string, number>>, robot: Partial<Lane> = {}): Route {
  return {
    robotLane: { ...emptyLane(dba.robots[0].webhookId), ...robot },
    limit: 20,
    channels: [dba, off],
    failingSince: new Map(Object.entries(failingSince)),
  };
}

async function sorted(entries: readonly DueEntry[], route: Route) {
  const { ports, ended, events } = await started();
  const { named, counted } = await stillToTell(entries, route, { lane: route.robotLane, all: [dba, off] }, ports);
  const ages = (some: typeof named) => some.map(({ entry }) => START_MS - entry.since);

  return { named: ages(named), counted: ages(counted), ended, events };
}

describe('what waits', () => {
  test('is named up to the age its channel allows, and counted beyond it', async () => {
    const ages = [0, MAX_AGE_MS, MAX_AGE_MS + 1];
    const entries = ages.map((age) => anEntry('dba', START_MS - age));

    expect(await sorted(entries, routeOf({}))).toMatchObject({
      named: [0, MAX_AGE_MS],
      counted: [MAX_AGE_MS + 1],
      ended: [],
    });
  });

  test('in a disabled channel ends as suppressed, and nothing else does', async () => {
    const { named, ended } = await sorted([anEntry('off', START_MS), anEntry('dba', START_MS)], routeOf({}));

    expect(named).toEqual([0]);
    expect(ended).toEqual([
      {
        kind: 'withheld',
        channel: 'off',
        fingerprint: 'disk-fullAAAAAAAAAAAAA',
        version: 3,
        expiresAtMs: START_MS + KEEP_ALERT_MS,
        reason: 'channel-disabled',
      },
    ]);
  });

  test('of another lane is left out', async () => {
    expect(await sorted([anEntry('elsewhere', START_MS)], routeOf({}))).toMatchObject({ named: [], ended: [] });
  });
});

describe('what waited too long', () => {
  const old = [anEntry('dba', START_MS - MAX_AGE_MS - 1)];

  test('ends as dead where all robots failed for that long, with the reason', async () => {
    const route = routeOf({ dba: START_MS - MAX_AGE_MS }, { failures: 12 });
    const { named, counted, ended, events } = await sorted(old, route);

    expect([named, counted]).toEqual([[], []]);
    expect(ended).toMatchObject([
      { kind: 'buried', channel: 'dba', reason: 'too old: every robot failed', atMs: START_MS },
    ]);
    expect(events).toContainEqual({
      kind: 'buried',
      channel: 'dba',
      alertCount: 1,
      reason: 'too old: every robot failed',
    });
  });

  test('names in its reason what is wrong with the robot', async () => {
    const route = routeOf({ dba: START_MS - MAX_AGE_MS }, { failures: 12, misconfigured: 'token' });

    expect((await sorted(old, route)).ended).toMatchObject([{ reason: 'too old: every robot failed (token)' }]);
  });

  test.each([
    ['the robots failed for a shorter time', { dba: START_MS - MAX_AGE_MS + 1 }],
    ['another channel’s robots failed', { ops: START_MS - 9 * MAX_AGE_MS }],
    ['no robot failed', {}],
  ])('is counted where %s', async (_, failingSince) => {
    expect(await sorted(old, routeOf(failingSince))).toMatchObject({ counted: [MAX_AGE_MS + 1], ended: [] });
  });

  test('does not take the younger ones along', async () => {
    const route = routeOf({ dba: START_MS - MAX_AGE_MS });
    const { named, ended } = await sorted([...old, anEntry('dba', START_MS, 'cpu high')], route);

    expect(named).toEqual([0]);
    expect(ended).toHaveLength(1);
  });
});

describe('an alert', () => {
  test('that has nothing to say ends with its reason', async () => {
    const { ports, ended } = await started();
    const ref = {
      channel: 'dba',
      fingerprint: 'x',
      version: 4,
      status: 'resolved',
      level: 3,
      reason: 'recovery-off',
    } as const;
    await withholdSilent([ref], ports);

    expect(ended).toEqual([
      {
        kind: 'withheld',
        channel: 'dba',
        fingerprint: 'x',
        version: 4,
        expiresAtMs: START_MS + KEEP_ALERT_MS,
        reason: 'recovery-off',
      },
    ]);
  });

  test('that is buried was in no message, and is due again at once should it change', async () => {
    const { ports, ended } = await started();
    await buryWaiting([aWaiting({ level: 'critical' }, { version: 4 }, dba)], 'set aside', [dba], ports);

    expect(ended).toMatchObject([
      {
        kind: 'buried',
        channel: 'dba',
        version: 4,
        status: 'firing',
        level: 2,
        delivery: '',
        quiet: { class: 1, atMs: START_MS },
        expiresAtMs: START_MS + KEEP_ALERT_MS,
        reason: 'set aside',
      },
    ]);
  });

  test('that is buried is reported, and one that another worker told meanwhile is not', async () => {
    const { ports, events } = await started();
    const both = [aWaiting({}, { fingerprint: TOLD_MEANWHILE }, dba), aWaiting({}, {}, dba)];
    await buryWaiting(both, 'too old', [dba], ports);
    await buryWaiting(both.slice(0, 1), 'too old', [dba], ports);

    expect(events.filter(({ kind }) => kind === 'buried')).toEqual([
      { kind: 'buried', channel: 'dba', alertCount: 1, reason: 'too old' },
    ]);
  });
});
