import { afterEach, expect, test } from 'vitest';
import { shardOf } from '#shared/admission/shard.ts';
import { fingerprint } from '#shared/alert/fingerprint.ts';
import type { Channel } from '#shared/channels/channel.ts';
import { resumeChannel } from '#shared/dispatching/resume-channel.ts';
import { quotaMonth } from '#shared/pacing/quota.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';
import { anAlert, START_MS, startHarness } from './harness.ts';

let relay: Awaited<ReturnType<typeof startHarness>>;
const MINUTE = 60_000;
const HOME = aChannel().robots[0].webhookId;

async function start(...channels: readonly Channel[]): Promise<void> {
  relay = await startHarness(channels);
}

afterEach(() => relay.stop());

test('alerts come at once again when a quota that was nearly used up is raised, whatever look was planned', async () => {
  const limits = { ...aChannel().limits, monthlyQuota: 100 };
  await start(aChannel({ limits }));
  await relay.ports.quotas.add('channel/dba-oncall', quotaMonth(START_MS), 92);
  await relay.receive([anAlert()]);
  await relay.runFor(MINUTE);
  await relay.receive([anAlert({ name: 'held by the quota' })]);
  await relay.runFor(MINUTE);
  expect(relay.seen).toHaveLength(1);

  const raised = aChannel({ limits: { ...limits, monthlyQuota: 10_000 } });
  relay.configure([raised]);
  await resumeChannel(raised, relay.ports);
  await relay.runFor(MINUTE);
  await relay.receive([anAlert({ name: 'after it' })]);
  await relay.runFor(MINUTE);

  expect(relay.seen.map(({ body }) => /held by the quota|after it/.exec(body)?.[0])).toEqual([
    undefined,
    'held by the quota',
    'after it',
  ]);
});

test('a down does not wait for a slot of the first robot while the second has one', async () => {
  await start(aChannel({ robots: [aRobot(), aRobot({ name: '2' })] }));
  await relay.receive([anAlert()]);
  await relay.runFor(1_000);
  const lane = await relay.lanes.get(HOME);
  await relay.lanes.amend(lane, { ...lane, strained: { limit: 1, atMs: relay.now() } });
  await relay.receive([anAlert({ name: 'host gone', level: 'down' })]);
  await relay.runFor(1_000);

  expect(relay.seen).toHaveLength(2);
  expect(relay.seen[1]?.url).not.toBe(relay.seen[0]?.url);
});

test('what a look had no room for is told after it, though nothing more comes and nobody sweeps', async () => {
  await start(aChannel());
  const alerts = Array.from({ length: 15_000 }, (_, at) => anAlert({ name: `alert ${at}` }));
  // One shard holds more than its share of a look.
  const together = alerts.filter((alert) => shardOf(fingerprint('native', alert)) === '0').slice(0, 800);
  expect(together).toHaveLength(800);
  await relay.receive(together);
  await relay.runFor(2 * MINUTE);

  expect(await relay.alerts.hasWaiting('dba-oncall')).toBe(false);
});
