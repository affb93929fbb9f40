import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { problemsOf, runKillNine } from './kill-nine.ts';

/*
 * The storm of the acceptance test: 500 different alerts in 20 s, the relay
 * killed in the middle of them. Run it by `node test/faults/kill-nine-500.ts`;
 * it ends with exit code 0 only if all is as promised.
 */
const ALERTS = 500;
/** Accepted by their first request, around a kill and a start at once. */
const LEAST_ACCEPTED_AT_ONCE = 0.97 * ALERTS;

const folder = await mkdtemp(join(tmpdir(), 'tocsin-kill-'));
const run = await runKillNine({ alerts: ALERTS, overMs: 20_000, killAfter: ALERTS / 2, folder });
await rm(folder, { recursive: true, force: true });
const problems = [
  ...problemsOf(run),
  ...(run.acceptedAtOnce < LEAST_ACCEPTED_AT_ONCE ? [`only ${run.acceptedAtOnce} accepted at the first try`] : []),
  ...(run.accepted.size < ALERTS ? [`only ${run.accepted.size} accepted at all`] : []),
];

for (const { settings, counters } of run.groups) console.log(`robot of ${settings.name}: ${JSON.stringify(counters)}`);
console.log(`${run.acceptedAtOnce} of ${ALERTS} accepted at the first try, ${run.accepted.size} in the end`);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
