import { defineConfig } from 'vitest/config';

const PARTS = [
  'test/unit/{pacing,dispatching}/**/*.test.ts',
  'test/unit/delivery/next-step*.test.ts',
  'test/property/{send-window,local-period}.test.ts',
];
const PIPELINES = ['test/pipeline/*.test.ts'];

/** Too slow to be run for each change: they try every write and every moment, whole days, any body, or open tables on disks. */
const SLOW = [
  'test/pipeline/{crash-anywhere,rule-limits-crash,silences-crash}.test.ts',
  'test/pipeline/{table-refuses,take-over,a-day,bodies,known-firing}.test.ts',
];

/**
 * The tests that hold pacing, dispatching and the next step to their word;
 * test/mutation/run.sh changes the code under them, and says which it wants.
 */
export default defineConfig({
  test: {
    include: process.env['TOCSIN_MUTATION_TESTS'] === 'pipelines' ? PIPELINES : PARTS,
    exclude: SLOW,
    // They share nothing but what they import, which takes longest.
    isolate: false,
    testTimeout: 20_000,
  },
});
