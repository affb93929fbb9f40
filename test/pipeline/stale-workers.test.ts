import { afterEach, expect, test } from 'vitest';
import { dispatch } from '#shared/dispatching/dispatch.ts';
import type { DispatchPorts } from '#shared/dispatching/dispatch-ports.ts';
import { resumeChannel } from '#shared/dispatching/resume-channel.ts';
import type { Take } from '#shared/pacing/lane-store.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';
import { anAlert, START_MS, startHarness } from './harness.ts';

let relay: Awaited<ReturnType<typeof startHarness>>;
const pool = aChannel({ robots: [aRobot(), aRobot({ name: '2' })] });
const HOME = pool.robots[0].webhookId;
const SECOND = pool.robots[1]?.webhookId ?? '';

afterEach(() => relay.stop());

test('a worker frozen between the two lanes it takes sends nothing: another may have told its message', async () => {
  relay = await startHarness([pool]);
  const lane = await relay.lanes.get(HOME);
  await relay.lanes.amend(lane, { ...lane, mutedUntil: START_MS + 600_000 });
  await relay.receive([anAlert({ level: 'down' })]);
  let frozenMs = 0;
  const ports: DispatchPorts = {
    ...relay.ports,
    monotonic: () => relay.ports.monotonic() + frozenMs,
    lanes: {
      ...relay.lanes,
      async take(wanted, take) {
        const taken = await relay.lanes.take(wanted, take);
        if (wanted.id === HOME) frozenMs = 3_000;
        return taken;
      },
    },
  };
  await dispatch({ lane: HOME }, ports);

  expect(relay.events).toContainEqual({ kind: 'frozen', lane: SECOND, forMs: 3_000 });
  expect(relay.seen).toHaveLength(1);
  expect((await relay.lanes.get(SECOND)).slots).toHaveLength(1);
});

test('a channel saved while its robot answers loses nothing of what the answer changed', async () => {
  relay = await startHarness([aChannel()]);
  const { lanes } = relay;
  const lane = await lanes.get(HOME);
  await lanes.amend(lane, { ...lane, failures: 1, retryAt: START_MS - 1 });
  const take: Take = {
    owner: 'a-worker',
    nowMs: START_MS,
    tillMs: START_MS + 20_000,
    message: { id: '0000000000000', kind: 'single', channel: 'dba-oncall', attempt: 2, refs: [] },
    inFlightUntilMs: START_MS + 12_000,
  };
  const taken = await lanes.take(await lanes.get(HOME), take);
  if (taken === 'lost') throw new Error('nobody else is there');
  const whileInFlight = await lanes.get(HOME);
  await lanes.settle(taken, { ...taken, slots: [START_MS], again: take.message, retryAt: START_MS + 9_000 }, 'free');
  await resumeChannel(aChannel(), { ...relay.ports, lanes: { ...lanes, get: async () => whileInFlight } });

  expect(await lanes.get(HOME)).toMatchObject({ slots: [START_MS], again: take.message });
});
