import { expect, test } from 'vitest';
import { inParallel } from '#shared/dispatching/in-parallel.ts';

test('each item is worked on once, at most thirty-two at a time', async () => {
  const done: number[] = [];
  let [running, most] = [0, 0];
  await inParallel(
    Array.from({ length: 100 }, (_, at) => at),
    async (item) => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
      done.push(item);
    },
  );

  expect(done.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, at) => at));
  expect(most).toBe(32);
});

test('the first failure is the caller’s', async () => {
  const work = inParallel([1, 2, 3], async (item) => {
    if (item === 2) throw new Error('the table is gone');
  });

  await expect(work).rejects.toThrow('the table is gone');
});

test('nothing to do is done', async () => {
  await expect(inParallel([], async () => undefined)).resolves.toBeUndefined();
});
