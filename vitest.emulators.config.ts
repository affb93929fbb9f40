import { defineConfig } from 'vitest/config';

/** The suites that need a DynamoDB emulator; test/emulators/run.sh starts one and then this. */
export default defineConfig({
  test: {
    include: ['test/emulators/**/*.emulator.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters:
      process.env['CI'] === 'true' ? ['default', ['json', { outputFile: 'coverage/vitest.json' }]] : ['default'],
  },
});
