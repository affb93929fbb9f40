import { afterEach, expect, test } from 'vitest';
import { dispatch } from '#shared/dispatching/dispatch.ts';
import type { DispatchPorts } from '#shared/dispatching/dispatch-ports.ts';
import { resumeChannel } from '#shared/dispatching/resume-channel.ts';
import type { Take } from '#shared/pacing/lane-store.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';
import { anAlert, OK, START_MS, startHarness } from './harness.ts';

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

test('of two workers that repeat one message of many alerts, the one that gets the lane counts as told what it showed', async () => {
  const many = Array.from({ length: 40 }, (_, at) => anAlert({ id: `disk-${at}`, name: `disk ${at}` }));
  const ended = { ...anAlert({ id: 'disk-7', name: 'disk 7' }), status: 'resolved' } as const;
  relay = await startHarness([aChannel({ type: 'wecom' })]);
  // The answer to the message of all but the first alert is lost.
  relay.answerWith(
    () => OK,
    () => ({ kind: 'unknown', detail: 'no answer' }),
  );
  await relay.receive([anAlert({ id: 'first', name: 'first' })]);
  await relay.runFor(1_000);
  await relay.receive(many);
  for (let at = 0; at < 60 && relay.seen.length < 2; at++) await relay.runFor(1_000);
  relay.answerWith(() => OK);
  const lane = await relay.lanes.get(HOME);
  expect(lane.again).toMatchObject({ chunks: 1 });
  relay.loseWakeUps();
  await relay.runUntil((lane.retryAt ?? relay.now()) + 60_000);

  // One worker has written down what it shows and gets the lane. Before it posts, one alert ends, and another worker,
  // who had read the lane before, comes with what it finds. Then the first one dies, before its alerts know.
  const behind: DispatchPorts = { ...relay.ports, lanes: { ...relay.lanes, get: async () => lane } };
  let taken = 0;
  const ahead: DispatchPorts = {
    ...relay.ports,
    alerts: { ...relay.alerts, acknowledge: () => Promise.reject(new Error('dies')) },
    lanes: {
      ...relay.lanes,
      get: async () => lane,
      async take(from, take) {
        const got = await relay.lanes.take(from, take);
        taken += 1;
        if (got !== 'lost' && taken === 1) {
          await relay.receive([ended]);
          await dispatch({ lane: HOME }, behind);
        }
        return got;
      },
    },
  };
  await dispatch({ lane: HOME }, ahead).catch(() => undefined);
  const shown = relay.seen.length;
  await relay.runFor(300_000);
  await relay.sweep();
  await relay.runFor(300_000);

  expect(taken).toBe(1);
  expect(relay.seen.slice(shown).some(({ body }) => body.includes('disk 7') && body.includes('已恢复'))).toBe(true);
});
