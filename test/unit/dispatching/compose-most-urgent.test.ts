import { beforeEach, describe, expect, test } from 'vitest';
import { fingerprintOfId } from '#shared/alert/fingerprint.ts';
import { CHANNEL_DEFAULTS } from '#shared/channels/channel-defaults.ts';
import { readWaiting, type Waiting } from '#shared/dispatching/choose-entries.ts';
import { composeMostUrgent, type MostUrgent } from '#shared/dispatching/compose-most-urgent.ts';
import { lookForDue, marksToLook } from '#shared/dispatching/look.ts';
import type { Route } from '#shared/dispatching/route.ts';
import { writingFor } from '#shared/dispatching/writing.ts';
import { aChannel } from '#test/builders/channel.ts';
import { anAlert, startHarness } from '#test/pipeline/harness.ts';

const withoutEnds = aChannel({ message: { ...CHANNEL_DEFAULTS.message, recovery: false } });

let relay: Awaited<ReturnType<typeof startHarness>>;

beforeEach(async () => {
  relay = await startHarness([withoutEnds]);
});

const receive = (name: string, target: string, changes: Parameters<typeof anAlert>[0]) =>
  relay.receive([anAlert({ id: `${name}@${target}`, name, target, ...changes })]);

/** A `down` that was over before the message that told it was acknowledged: it still waits, and its end is not told. */
async function downThatFellSilent(before: readonly Parameters<typeof receive>[] = []): Promise<void> {
  for (const one of before) await receive(...one);
  relay.loseWakeUps();
  await relay.runFor(1_000);
  await receive('disk full', 'host-1', { level: 'down' });
  await receive('disk full', 'host-1', { level: 'down', status: 'resolved' });
  const fingerprint = fingerprintOfId('native', 'disk full@host-1');
  const told = { channel: withoutEnds.name, fingerprint, version: 1, status: 'firing', level: 1 } as const;
  await relay.alerts.acknowledge({ ...told, delivery: '00mess00000000001-0-0-1', expiresAtMs: relay.now() });
}

/** The group of such an alert; a warning waits with it. */
async function groupThatFellSilent(before: readonly Parameters<typeof receive>[] = []): Promise<void> {
  await downThatFellSilent(before);
  await receive('disk full', 'host-2', { level: 'warning' });
  // What comes next has waited less.
  relay.loseWakeUps();
  await relay.runFor(1_000);
}

/** Alerts that break whoever writes a message with them. */
const isPoison = ({ brief }: Waiting) => brief.target.startsWith('poison');
const breaks = (): never => {
  throw new Error('cannot write this');
};

async function compose(mode: 'calm' | 'storm'): Promise<MostUrgent> {
  const nowMs = relay.now();
  const due = await lookForDue(marksToLook(undefined, [withoutEnds]), relay.alerts, nowMs);
  const robotLane = await relay.lanes.get(withoutEnds.robots[0].webhookId);
  const route: Route = { robotLane, limit: 20, channels: [withoutEnds], failingSince: new Map() };
  const write = (some: readonly Waiting[]) => {
    const writing = writingFor(route, some, { nowMs, counted: [], notes: [] });
    return some.some(isPoison) ? { ...writing, channels: new Proxy(writing.channels, { get: breaks }) } : writing;
  };

  return composeMostUrgent(readWaiting(due, [withoutEnds]), mode, write, relay.ports);
}

const targetsOf = (some: readonly Waiting[]) => some.map(({ brief }) => brief.target).toSorted();
const stillDue = () => lookForDue(marksToLook(undefined, [withoutEnds]), relay.alerts, relay.now());
const namesOf = ({ chosen }: MostUrgent) => chosen.map(({ brief }) => brief.name);

describe('of what waits', () => {
  test('the most urgent group is told', async () => {
    await receive('slow query', 'host-1', { level: 'warning' });
    await receive('host gone', 'host-3', { level: 'down' });

    expect(namesOf(await compose('calm'))).toEqual(['host gone']);
  });

  test('a group that was first for an alert with nothing to say lets a worse one go before it', async () => {
    await groupThatFellSilent();
    await receive('host gone', 'host-3', { level: 'down' });
    const most = await compose('calm');

    expect(namesOf(most)).toEqual(['host gone']);
    expect(most.named.map(({ brief }) => brief.target)).toEqual(expect.arrayContaining(['host-2', 'host-3']));
    expect(most.named).toHaveLength(2);
  });

  test('what has nothing to say is due no more', async () => {
    await groupThatFellSilent();
    await receive('host gone', 'host-3', { level: 'down' });
    await compose('calm');

    expect(await stillDue()).toHaveLength(2);
  });

  test('a group that was first for an alert with nothing to say is told when nothing worse is left', async () => {
    await groupThatFellSilent();
    await receive('slow query', 'host-3', { level: 'warning' });
    const { composition, chosen } = await compose('calm');

    expect(new Set(chosen.map(({ brief }) => brief.name))).toEqual(new Set(['disk full']));
    expect(composition.message?.refs).toHaveLength(1);
  });

  test('a group that was first for an alert with nothing to say is told before others that are no worse', async () => {
    await groupThatFellSilent([['slow query', 'host-3', { level: 'warning' }]]);

    expect(new Set(namesOf(await compose('calm')))).toEqual(new Set(['disk full']));
  });

  test('a group with nothing to say at all is left to whoever asked, with what waits beside it', async () => {
    await downThatFellSilent();
    await receive('slow query', 'host-3', { level: 'warning' });
    relay.loseWakeUps();
    const { composition, named } = await compose('calm');

    expect(composition.message).toBeUndefined();
    expect(composition.withheld).toMatchObject([{ reason: 'recovery-off' }]);
    expect(targetsOf(named)).toEqual(['host-1', 'host-3']);
    expect(await stillDue()).toHaveLength(2);
  });

  test('what can’t be written is named, of the group that was passed over too, and is still due', async () => {
    await groupThatFellSilent();
    await receive('disk full', 'poison-1', { level: 'warning' });
    await receive('host gone', 'host-3', { level: 'down' });
    await receive('host gone', 'poison-2', { level: 'down' });
    const { poisonous, composition, named } = await compose('calm');

    expect(targetsOf(poisonous)).toEqual(['poison-1', 'poison-2']);
    expect(composition.message?.refs).toHaveLength(1);
    expect(targetsOf(named)).toEqual(['host-2', 'host-3', 'poison-2']);
    expect(await stillDue()).toHaveLength(4);
  });

  test('a storm’s message takes all', async () => {
    await groupThatFellSilent();
    await receive('host gone', 'host-3', { level: 'down' });

    expect(new Set(namesOf(await compose('storm')))).toEqual(new Set(['disk full', 'host gone']));
  });
});
