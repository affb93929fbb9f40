import { LOAD_BEFORE, machine } from '#test/bench/performance-page.ts';
import { parseReliabilityOptions, type ReliabilityOptions } from './reliability-options.ts';
import { scenarioText, totalText, writeReliabilityPage } from './reliability-page.ts';
import type { Result, Scenario } from './scenario.ts';
import { SCENARIOS } from './scenarios.ts';

/* `npm run reliability`: breaks real processes in every way we know, and writes docs/reliability.md. */

const ALL = SCENARIOS.flat();
const startedMs = Date.now();

function clock(): string {
  const seconds = Math.round((Date.now() - startedMs) / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

async function runOne(scenario: Scenario, { size, seed, rounds }: ReliabilityOptions): Promise<Result> {
  const say = (line: string) => console.log(`${clock().padStart(6)}  ${scenario.name.padEnd(9)} ${line}`);
  const result = await scenario.run({ size, seed, say, ...(rounds === undefined ? {} : { rounds }) });
  const broken = result.rows.flatMap(({ what, broken: words }) => words.map((one) => `${what}: ${one}`));
  say(broken.length === 0 ? 'kept every promise' : `BROKE A PROMISE: ${broken.join('; ')}`);

  return result;
}

async function runAll(options: ReliabilityOptions): Promise<ReadonlyMap<Scenario, Result>> {
  const results = new Map<Scenario, Result>();
  const isWanted = ({ name, isLong }: Scenario) =>
    options.only?.includes(name) ?? (options.size === 'full' || isLong !== true);
  const lists = SCENARIOS.map((list) => list.filter(isWanted));
  await Promise.all(
    lists.map(async (list) => {
      for (const scenario of list) results.set(scenario, await runOne(scenario, options));
    }),
  );

  return results;
}

const options = parseReliabilityOptions(
  process.argv.slice(2),
  ALL.map(({ name }) => name),
);
if (typeof options === 'string') {
  console.log(options);
  process.exit(2);
}
const results = await runAll(options);
const day = new Date().toISOString().slice(0, 10);
const text = [
  `Tried ${day} on ${machine()}; load of the machine before the run: ${LOAD_BEFORE}; it took ${clock()} minutes.`,
  totalText([...results.values()]),
  ...ALL.flatMap((scenario) => {
    const result = results.get(scenario);
    return result === undefined ? [] : [scenarioText(scenario, result)];
  }),
].join('\n\n');
console.log(`\n${text}`);
const isWhole = options.size === 'full' && options.only === undefined && options.rounds === undefined;
if (isWhole) await writeReliabilityPage(text);
if ([...results.values()].some(({ rows }) => rows.some(({ broken }) => broken.length > 0))) {
  console.error('\na promise was broken');
  process.exitCode = 1;
}
