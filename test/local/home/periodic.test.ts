import { expect, test } from 'vitest';
import { startPeriodic } from '#local/periodic.ts';
import { VirtualClock } from './virtual-clock.ts';

test('a periodic run starts so long after the last has ended, failed or not, until it is stopped', async () => {
  const clock = new VirtualClock(0);
  const runs: number[] = [];
  const errors: unknown[] = [];
  let gate = Promise.withResolvers<void>();
  const periodic = startPeriodic({
    run: () => {
      runs.push(clock.now());
      return gate.promise;
    },
    onError: (error) => errors.push(error),
    everyMs: 60_000,
    firstAfterMs: 0,
    startTimer: clock.startTimer,
  });
  await clock.advance(90_000);
  expect(runs).toEqual([0]);

  gate.reject(new Error('failed'));
  gate = Promise.withResolvers<void>();
  await clock.advance(60_000);
  expect(errors).toEqual([new Error('failed')]);
  expect(runs).toEqual([0, 150_000]);

  const stopping = periodic.stop();
  gate.resolve();
  await stopping;
  await clock.advance(600_000);
  expect(runs).toHaveLength(2);
});
