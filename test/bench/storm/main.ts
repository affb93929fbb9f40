import { parseArgs } from 'node:util';
import { LOAD_BEFORE, machine, writeMeasured } from '../performance-page.ts';
import { measureStorm, type StormResult } from './measure-storm.ts';
import { brokenBudgets, stormTable } from './report.ts';
import { LONG_VARIANTS, VARIANTS } from './variants.ts';

/*
 * `npm run bench:storm [-- --long] [-- --only NAME]…`: storms against the relay as a process of its own, over the
 * sandbox's robots, in real time; a minute and some seconds each. Writes its part of docs/performance.md when all
 * storms were played, and fails when a promise is broken.
 */

const { values } = parseArgs({
  options: {
    long: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
    seed: { type: 'string', default: '1' },
  },
});
const known = [...VARIANTS, ...LONG_VARIANTS];
const wanted =
  values.only === undefined
    ? [...VARIANTS, ...(values.long ? LONG_VARIANTS : [])]
    : known.filter(({ name }) => values.only?.includes(name));
if (wanted.length === 0) throw new Error(`--only takes one of ${known.map(({ name }) => name).join(', ')}`);

console.log(`${machine()}; load before the run ${LOAD_BEFORE}`);
const results: StormResult[] = [];
for (const variant of wanted) {
  console.log(`\n${variant.title}: ${variant.alerts.toLocaleString('en-US')} alerts in ${variant.overMs / 1_000} s`);
  const result = await measureStorm(variant, Number(values.seed), (line) => console.log(`  ${line}`));
  results.push(result);
  for (const problem of [result.contradictions, result.notAccepted, result.lost, result.complaints].flatMap((some) =>
    some.slice(0, 5),
  ))
    console.log(`  ${problem}`);
  console.log(`  the slowest answer to a sender took ${Math.round(result.slowestAnswerMs)} ms`);
  for (const broken of brokenBudgets(result)) {
    console.log(`  BROKEN ${broken}`);
    process.exitCode = 1;
  }
}

const table = stormTable(results);
console.log(`\n${table}`);
if (values.only === undefined) {
  const day = new Date().toISOString().slice(0, 10);
  const head = `Measured ${day} on ${machine()}; load of the machine before the run: ${LOAD_BEFORE}.`;
  await writeMeasured('storm', [head, table].join('\n\n'));
}
