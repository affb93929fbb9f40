import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const FOLDERS = ['/test/unit/', '/test/property/', '/test/pipeline/'];

/** Quick tests first: a change that one of them notices is done with. */
class QuickFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => FOLDERS.findIndex((folder) => moduleId.includes(folder));
    return files.toSorted((a, b) => rank(a) - rank(b));
  }
}

/** The tests that hold pacing, dispatching and the next step to their word; test/mutation/run.sh changes the code under them. */
export default defineConfig({
  test: {
    include: [
      'test/unit/{pacing,dispatching}/**/*.test.ts',
      'test/unit/delivery/next-step*.test.ts',
      'test/property/{send-window,local-period}.test.ts',
      'test/pipeline/*.test.ts',
    ],
    // Too slow to be run for each change: they try every write and every moment, whole days, any body, or open tables on disks.
    exclude: [
      'test/pipeline/{crash-anywhere,rule-limits-crash,silences-crash}.test.ts',
      'test/pipeline/{table-refuses,take-over,a-day,bodies,known-firing}.test.ts',
    ],
    // They share nothing but what they import, which takes longest.
    isolate: false,
    sequence: { sequencer: QuickFirst },
    testTimeout: 20_000,
  },
});
