import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';

/** Percent of the changes that a test has to notice. */
const WANTED_PERCENT = 85;

const Report = z.object({
  files: z.record(z.string(), z.object({ mutants: z.array(z.object({ status: z.string() })) })),
});

/** What came of the changes in one place. */
interface Score {
  /** A test failed, or ran into its time limit. */
  readonly noticed: number;
  /** No test failed, though some ran through the changed code. */
  readonly survived: number;
  /** No test runs through the code. */
  readonly untested: number;
}

function scoreOf(statuses: readonly string[]): Score {
  const count = (...wanted: readonly string[]) => statuses.filter((status) => wanted.includes(status)).length;
  return { noticed: count('Killed', 'Timeout'), survived: count('Survived'), untested: count('NoCoverage') };
}

function percentOf({ noticed, survived, untested }: Score): number {
  const all = noticed + survived + untested;
  return all === 0 ? 100 : (100 * noticed) / all;
}

function row(place: string, score: Score): string {
  const figures = [score.noticed, score.survived, score.untested].map((figure) => String(figure).padStart(9));
  return `${place.padEnd(46)}${figures.join('')}${percentOf(score).toFixed(1).padStart(9)} %`;
}

/** A folder is asked for as a whole, a file outside those folders by itself. */
function placeOf(file: string): string {
  return /^shared\/(?:pacing|dispatching)\//.exec(file)?.[0].slice(0, -1) ?? file;
}

const { files } = Report.parse(JSON.parse(readFileSync(process.argv[2] ?? 'coverage/mutation/report.json', 'utf8')));
const statuses = Object.entries(files).map(([file, { mutants }]) => ({
  file,
  found: mutants.map((one) => one.status),
}));
const places = [...Map.groupBy(statuses, ({ file }) => placeOf(file))].map(
  ([place, inside]) => [place, scoreOf(inside.flatMap(({ found }) => found))] as const,
);

console.log(`${'changes'.padEnd(46)}  noticed survived untested    score`);
for (const { file, found } of statuses) console.log(row(file, scoreOf(found)));
console.log('');
for (const [place, score] of places) console.log(row(place, score));

const tooLow = places.filter(([, score]) => percentOf(score) < WANTED_PERCENT);
if (tooLow.length > 0) {
  console.error(`below ${WANTED_PERCENT} %: ${tooLow.map(([place]) => place).join(', ')}`);
  process.exitCode = 1;
}
