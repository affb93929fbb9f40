import { describe, expect, test } from 'vitest';
import { SCENARIOS } from './scenarios.ts';

/*
 * A few seconds of each scenario of `npm run reliability`, beside each other:
 * most of the time is waiting. Nothing is lost, no robot is throttled, and
 * nothing is told twice but what was in flight when the relay was interrupted.
 */
describe.concurrent('the promises hold through', () => {
  for (const { name, title, run } of SCENARIOS.flat().filter(({ isLong }) => isLong !== true)) {
    test(`${title} (${name})`, { timeout: 120_000 }, async () => {
      const { rows } = await run({ size: 'short', seed: 1, say: () => undefined });
      expect(rows.flatMap(({ what, broken }) => broken.map((words) => `${what}: ${words}`))).toEqual([]);
      expect(rows.every(({ accepted, delivered }) => accepted > 0 && delivered === accepted)).toBe(true);
    });
  }
});
