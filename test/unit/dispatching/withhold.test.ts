import { describe, expect, test } from 'vitest';
import type { AlertKey, AlertStore, DueEntry } from '#shared/admission/alert-store.ts';
import { encodeBrief } from '#shared/admission/brief.ts';
import { dueClass } from '#shared/admission/due.ts';
import { levelNumber } from '#shared/alert/level.ts';
import { KEEP_ALERT_MS } from '#shared/dispatching/acknowledge-message.ts';
import type { DispatchPorts } from '#shared/dispatching/dispatch-ports.ts';
import type { Route } from '#shared/dispatching/route.ts';
import { buryWaiting, stillToTell, withholdSilent } from '#shared/dispatching/withhold.ts';
import { emptyLane, type Lane } from '#shared/pacing/lane.ts';
import { aChannel } from '#test/builders/channel.ts';
import { anItem } from '#test/builders/ledger.ts';
import { aWaiting } from '#test/builders/waiting.ts';
import { fakeSilenceStore } from '#test/fakes/silence-store.ts';
import { START_MS, startHarness } from '#test/pipeline/harness.ts';

const MAX_AGE_MS = 3_600_000;
const { delivery } = aChannel();
const dba = aChannel({ name: 'dba', delivery: { ...delivery, maxAgeSeconds: MAX_AGE_MS / 1000 } });
const off = aChannel({ ...dba, name: 'off', enabled: false });

function anEntry(channel: string, since: number, name = 'disk full', rule?: string): DueEntry {
  const alert = { name, target: '', level: 'critical', status: 'firing' } as const;
  return {
    channel,
    fingerprint: name.replaceAll(' ', '-').padEnd(22, 'A'),
    due: { class: dueClass('firing', levelNumber('critical')), atMs: since },
    brief: encodeBrief({ id: '', source: '', summary: '', description: '', labels: {}, ...alert }, 'group', rule),
    version: 3,
    since,
  };
}

/** Of an alert that another worker tells before it can be buried. */
const TOLD_MEANWHILE = 'told-meanwhile';

/** A store that only remembers how alerts ended, or what they were put off by. */
async function started(more: Partial<DispatchPorts> = {}, postponed: 'postponed' | 'refused' = 'postponed') {
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
    postpone: async ({ fingerprint, by }) => {
      ended.push({ kind: 'put off', fingerprint, by });
      return postponed;
    },
    read: async (keys: readonly AlertKey[]) => keys.map((key) => anItem({ id: '1' }, key)),
  };
  return { ...harness, ended, ports: { ...harness.ports, ...more, alerts } };
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

describe('what is held back', () => {
  const RULE = { name: 'r', limits: { perHour: 1, over: 'hold' } } as const;
  const rules = { find: (mark: string) => (mark === 'mark-r' ? RULE : undefined) };
  const pushRules = async () => rules;
  const tooOld = anEntry('dba', START_MS - MAX_AGE_MS - 1);

  async function silenced(): Promise<Partial<DispatchPorts>> {
    const silences = fakeSilenceStore();
    await silences.put({
      ...{
        id: 'silence-1',
        matchers: ['name=disk full'],
        excludedObjects: [],
        startsAt: START_MS,
        endsAt: START_MS + 1,
      },
      ...{ remark: '', author: '', createdAt: START_MS, origin: 'api', heldIn: [], suppressedCount: 0 },
    });
    return { silences };
  }

  async function toTell(entries: readonly DueEntry[], ...given: Parameters<typeof started>) {
    const { ports, ended } = await started(...given);
    const route = routeOf({ dba: START_MS - MAX_AGE_MS });
    const told = await stillToTell(entries, route, { lane: route.robotLane, all: [dba, off] }, ports);

    return { ...told, told: [...told.named, ...told.counted].map(({ entry }) => entry), ended };
  }

  test('by a silence waits on, however long it has waited', async () => {
    expect(await toTell([tooOld], await silenced())).toMatchObject({
      ...{ told: [], lookAgain: false },
      ended: [{ kind: 'put off', fingerprint: tooOld.fingerprint, by: 'silence-1' }],
    });
  });

  test('by the limits of the rule that sent it waits on, and the rule is known to whoever tells the rest', async () => {
    const [first, second] = [anEntry('dba', START_MS - 9, 'a', 'mark-r'), anEntry('dba', START_MS, 'b', 'mark-r')];

    expect(await toTell([second, first], { pushRules })).toMatchObject({
      ...{ told: [first], lookAgain: false, rules },
      ended: [{ kind: 'put off', fingerprint: second.fingerprint, by: 'r' }],
      standings: [{ group: { mark: 'mark-r' } }],
    });
  });

  test('and changed while it was judged is looked at again', async () => {
    const both = ['a', 'b'].map((name) => anEntry('dba', START_MS, name, 'mark-r'));

    expect(await toTell([tooOld], await silenced(), 'refused')).toMatchObject({ told: [], lookAgain: true });
    expect(await toTell(both, { pushRules }, 'refused')).toMatchObject({ told: both.slice(0, 1), lookAgain: true });
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

  test('is counted where they failed for that long, and the one that is next was not tried lately', async () => {
    const route = (retryAt: number) => routeOf({ dba: START_MS - MAX_AGE_MS }, { retryAt });

    expect(await sorted(old, route(START_MS - 300_000))).toMatchObject({ counted: [MAX_AGE_MS + 1], ended: [] });
    expect(await sorted(old, route(START_MS - 299_999))).toMatchObject({ counted: [], ended: [{ kind: 'buried' }] });
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
