import { type Change, readChanges } from './report.ts';

/** Percent of the changes that a test has to notice. */
const WANTED_PERCENT = 85;

/** What came of the changes in one place. */
type Score = Readonly<Record<'noticed' | 'survived' | 'untested', number>>;

/** What came of each change in any of the runs: what one noticed is noticed, and what one ran through is tested. */
function best(runs: readonly (readonly Change[])[]): readonly Change[] {
  const rank = { noticed: 0, survived: 1, untested: 2, ignored: 3 };
  const [first = [], ...others] = runs;
  const again = new Map(others.flat().map((change) => [change.key, change]));

  return first.map((change) => {
    const other = again.get(change.key);
    return other !== undefined && rank[other.came] < rank[change.came] ? other : change;
  });
}

function scoreOf(changes: readonly Change[]): Score {
  const count = (wanted: Change['came']) => changes.filter(({ came }) => came === wanted).length;
  return { noticed: count('noticed'), survived: count('survived'), untested: count('untested') };
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

const changes = best(process.argv.slice(2).map(readChanges));
const places = [...Map.groupBy(changes, ({ file }) => placeOf(file))].map(
  ([place, own]) => [place, scoreOf(own)] as const,
);

console.log(`${'changes'.padEnd(46)}  noticed survived untested    score`);
for (const [file, own] of Map.groupBy(changes, (change) => change.file)) console.log(row(file, scoreOf(own)));
console.log('');
for (const [place, score] of places) console.log(row(place, score));

const tooLow = places.filter(([, score]) => percentOf(score) < WANTED_PERCENT);
if (tooLow.length > 0) {
  console.error(`below ${WANTED_PERCENT} %: ${tooLow.map(([place]) => place).join(', ')}`);
  process.exitCode = 1;
}
