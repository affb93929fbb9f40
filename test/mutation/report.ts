import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';

const Position = z.object({ line: z.number(), column: z.number() });

const Mutant = z.object({
  mutatorName: z.string(),
  replacement: z.optional(z.string()),
  /** Lines and columns count from 1. */
  location: z.object({ start: Position, end: Position }),
  status: z.string(),
});

const Report = z.object({ files: z.record(z.string(), z.object({ mutants: z.array(Mutant) })) });

/** One small change of the code, and what came of it. */
export interface Change {
  readonly file: string;
  /** The changed place, lines and columns from 1. */
  readonly location: z.infer<typeof Mutant>['location'];
  /** The same for the same change in another report. */
  readonly key: string;
  /** `noticed`: a test failed, or ran into its time limit; `untested`: no test runs through the code. Others count for nothing. */
  readonly came: 'noticed' | 'survived' | 'untested' | 'ignored';
}

/** The changes in a report of Stryker's, as its JSON reporter writes it. */
export function readChanges(path: string): readonly Change[] {
  const { files } = Report.parse(JSON.parse(readFileSync(path, 'utf8')));

  return Object.entries(files).flatMap(([file, { mutants }]) =>
    mutants.map(({ mutatorName, replacement, location, status }) => ({
      file,
      location,
      key: JSON.stringify([file, location, mutatorName, replacement]),
      came: cameOf(status),
    })),
  );
}

function cameOf(status: string): Change['came'] {
  if (status === 'Killed' || status === 'Timeout') return 'noticed';
  if (status === 'Survived') return 'survived';

  return status === 'NoCoverage' ? 'untested' : 'ignored';
}
