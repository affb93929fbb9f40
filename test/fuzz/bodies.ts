import { parseArgs } from 'node:util';
import { routesWithoutDoor } from './bodies/doors.ts';
import { playRound, ROUND } from './bodies/play-round.ts';
import { Tally, tableOf } from './bodies/tally.ts';

/*
 * Bodies of every kind through every way in: real ones with anything in them, cut and garbled ones, and such as are
 * nobody's. No answer of 500 and above, nothing accepted and lost, no secret echoed.
 */

const USAGE = `npm run fuzz:bodies -- [--bodies 100000] [--seed 1]   sends so many bodies
npm run fuzz:bodies -- --seed 1 --only 17             sends one again; --only 0-399 these`;

/** A progress line at most this often, ms. */
const PROGRESS_MS = 5_000;
/** Findings after which there is no point in going on, and those that are shown. */
const ENOUGH = 200;
const SHOWN = 30;

const { values } = parseArgs({
  options: {
    bodies: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.info(USAGE);
else
  await run(
    wholeNumber(values.seed),
    values.only === undefined ? [0, wholeNumber(values.bodies)] : rangeOf(values.only),
  );

async function run(seed: number, [from, end]: readonly [number, number]): Promise<void> {
  const tally = new Tally();
  for (const route of routesWithoutDoor()) tally.find(`no body is sent to the route ${route}`);
  const begunAt = performance.now();
  let saidAt = begunAt;
  for (let first = from; first < end && tally.findings.length < ENOUGH; ) {
    const to = Math.min(end, (Math.floor(first / ROUND) + 1) * ROUND);
    await playRound({ seed, from: first, to }, tally);
    first = to;
    if (performance.now() - saidAt < PROGRESS_MS) continue;
    saidAt = performance.now();
    console.info(`${first - from} of ${end - from} bodies, ${pace(first - from, saidAt - begunAt)}`);
  }
  conclude(seed, tally, performance.now() - begunAt);
}

function pace(bodies: number, ms: number): string {
  const perSecond = Math.round(bodies / (ms / 1_000));
  const mB = Math.round(process.memoryUsage.rss() / 1e6);
  return `${perSecond} a second; ${mB} MB`;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

/** Of this process, ms. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

function conclude(seed: number, tally: Tally, ms: number): void {
  const bodies = [...tally.rows.values()].reduce((sum, row) => sum + row.bodies, 0);
  console.info(
    `\n${tableOf(tally)}\n${bodies} bodies of seed ${seed} in ${seconds(ms)}, ${seconds(cpuMs())} of a core; ${pace(bodies, ms)}`,
  );
  for (const { what, index } of tally.findings.slice(0, SHOWN)) {
    console.error(`  FAIL ${index === undefined ? '' : `body ${index}: `}${what}`);
    if (index !== undefined)
      console.error(`       again: npm run fuzz:bodies -- --seed ${seed} --only ${againOf(index)}`);
  }
  const count = tally.findings.length;
  console.info(count === 0 ? 'no 5xx, none accepted and lost, no secret echoed' : `${count} things are wrong`);
  process.exitCode = count === 0 ? 0 : 1;
}

/** A body alone, and with the rest of its round, where that is what it takes. */
function againOf(index: number): string {
  const first = index - (index % ROUND);
  return `${index}, or ${first}-${first + ROUND - 1}`;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`not a whole number: ${text}\n${USAGE}`);
  return value;
}

function rangeOf(text: string): readonly [number, number] {
  const [first = '', last = first] = text.split('-');
  return [wholeNumber(first), wholeNumber(last) + 1];
}
