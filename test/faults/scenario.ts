import { LEVELS, type Level } from '#shared/alert/level.ts';
import type { Row } from './judge.ts';

/** What a scenario is run with. */
export interface Run {
  /** `full` is for the page, `short` for the tests: the same in a few seconds. */
  readonly size: 'full' | 'short';
  /** Kills, where the scenario has any; its own number when absent. */
  readonly rounds?: number;
  readonly seed: number;
  /** Takes a line for whoever watches. */
  say(line: string): void;
}

/** What came of it: a row for each robot. */
export interface Result {
  readonly rows: readonly Row[];
  /** What else is worth knowing: one sentence each. */
  readonly notes: readonly string[];
}

/** One kind of trouble for real processes. */
export interface Scenario {
  readonly name: string;
  /** A heading. */
  readonly title: string;
  /** What is done, in a sentence or two. */
  readonly what: string;
  /** Set where it takes minutes however small it is: it is no part of `npm test`. */
  readonly isLong?: true;
  /** Ends by itself, or throws when it can't even begin. */
  run(run: Run): Promise<Result>;
}

/** Levels of the alerts by size: a storm of the lower ones is told in steps of 6 to 15 s, too slow for a test. */
export const LEVELS_OF: Readonly<Record<Run['size'], readonly Level[]>> = {
  full: LEVELS,
  short: ['down'],
};
