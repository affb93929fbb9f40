import { defineConfig } from 'vitest/config';

/** The suites that need programs of AWS's or moto's; the scripts of test/e2e fetch those and then start this. */
export default defineConfig({
  test: {
    include: ['test/aws/**/*.aws.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters:
      process.env['CI'] === 'true' ? ['default', ['json', { outputFile: 'coverage/vitest.json' }]] : ['default'],
  },
});
