import { globSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const TESTS = 'test/**/*.test.ts';

/** Whether a test changes what all that runs in its process shares: a module, a global, a variable, a stream. */
function changesItsProcess(path: string): boolean {
  return /\bvi\.(?:doMock|mock|resetModules|setSystemTime|spyOn|stub|useFake)|\bprocess\.(?:chdir\(|env\b[^;\n]*[^=!]=[^=>])/.test(
    readFileSync(path, 'utf8'),
  );
}

const apart = globSync(TESTS).filter(changesItsProcess);

/** They wait for processes and time-outs, or go through hours of virtual time: begun late they would be waited for alone. */
const LONG =
  /\/test\/(?:faults\/promises|local\/(?:home\/main|shared-robot|demo\/run-demo)|simulation\/\w+)\.test\.ts$/;

/** The long ones first, of those that share their processes. */
class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ project, moduleId }: TestSpecification) =>
      project.name === 'apart' ? 0 : LONG.test(moduleId) ? 1 : 2;
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    // Much of the time is waiting for servers, processes and disks: one worker more than there are cores.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: LongFirst },
    env: {
      // `npm run synth` has the template validated. In tests that would take longer than to make all of their templates.
      CDK_VALIDATION: 'false',
      // Half of a relay's start is compiling: a process keeps what it compiled for the next.
      NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/compiled'),
    },
    testTimeout: 20_000,
    hookTimeout: 30_000,
    reporters:
      process.env['CI'] === 'true' ? ['default', ['json', { outputFile: 'coverage/vitest.json' }]] : ['default'],
    projects: [
      { extends: true, test: { name: 'apart', include: apart } },
      // A process for each file, which imports everything anew, would take longer than most tests.
      { extends: true, test: { name: 'together', include: [TESTS], exclude: apart, isolate: false } },
    ],
  },
});
