import { expect, test } from 'vitest';
import { temporaryFolder } from '#test/local/home/temporary-folder.ts';
import { problemsOf, runKillNine } from './kill-nine.ts';

test('a relay killed in the middle of a storm loses nothing it accepted and repeats at most what was in flight', {
  timeout: 240_000,
}, async () => {
  const run = await runKillNine({ alerts: 60, overMs: 4_000, killAfter: 25, folder: await temporaryFolder() });
  expect(problemsOf(run)).toEqual([]);
  expect(run.accepted.size).toBe(60);
});
