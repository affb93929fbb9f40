import { expect, test } from 'vitest';
import { resumeChannel } from '#shared/dispatching/resume-channel.ts';
import type { WakeUp } from '#shared/dispatching/wake-ups.ts';
import { emptyLane, type Lane } from '#shared/pacing/lane.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';

const NOW = Date.UTC(2026, 10, 21);
const [one, two] = [aRobot({ name: '1' }), aRobot({ name: '2' })];

test('a saved channel is looked at now, and the back-off of its robots ends; a mute stays', async () => {
  const woken: { readonly wakeUp: WakeUp; readonly atMs: number }[] = [];
  const written: Lane[] = [];
  const failing: Lane = { ...emptyLane(two.webhookId), failures: 3, retryAt: NOW + 9_000, mutedUntil: NOW + 60_000 };
  const lanes = new Map([[two.webhookId, failing]]);
  await resumeChannel(aChannel({ robots: [one, two] }), {
    lanes: {
      get: async (id) => lanes.get(id) ?? emptyLane(id),
      amend: async (lane, next) => {
        expect(lane).toBe(failing);
        written.push(next);
        return 'amended';
      },
    },
    wakeUps: { schedule: async (wakeUp, atMs) => void woken.push({ wakeUp, atMs }) },
    now: () => NOW,
  });

  expect(written).toEqual([{ ...emptyLane(two.webhookId), failures: 3, retryAt: NOW, mutedUntil: NOW + 60_000 }]);
  expect(woken).toEqual([{ wakeUp: { lane: one.webhookId }, atMs: NOW }]);
});
