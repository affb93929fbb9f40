import { parseArgs } from 'node:util';
import { Checks } from '#test/e2e/checks.ts';
import { Findings } from './findings.ts';
import { type FuzzRun, fuzz } from './schemathesis.ts';
import { openStage } from './stage.ts';

/*
 * Requests of every kind to every route: what the API's description says can
 * be sent, and what it says can not. Goes on with other seeds until there were
 * enough.
 */

const { values } = parseArgs({
  options: { requests: { type: 'string', default: '3000' }, seed: { type: 'string', default: '1' } },
});
const wanted = Number(values.requests);
/** A run more than this and something keeps requests from being made. */
const MAX_RUNS = 40;
/** Cases made up for each operation of a run. */
const EXAMPLES = 3;
/** Until then the process still compiles, and fills its caches. */
const WARM_RUNS = 2;
/** Growth of the process's own memory after that, %. */
const MOST_GROWN = 10;

const stage = await openStage();
const findings = new Findings();
try {
  for (let nth = 0; nth < MAX_RUNS && (findings.requests < wanted || nth < 2); nth++) {
    const about = nth % 2 === 0 ? 'known' : 'anything';
    await take({ seed: Number(values.seed) + nth, examples: EXAMPLES, about });
  }
} finally {
  await stage.stop();
}
conclude();

async function take(run: FuzzRun): Promise<void> {
  const result = await fuzz(run, stage);
  if (!result.passed) console.log(result.report);
  if (!result.passed) findings.failedRuns.push(run.seed);
  for await (const exchange of result.exchanges) findings.take(exchange);
  await result.dispose();
  findings.memory.push(await stage.memoryBytes());
  const mB = Math.round((findings.memory.at(-1) ?? 0) / 1e6);
  console.log(
    `${findings.requests} requests of ${wanted}, about ${run.about}, seed ${run.seed}; the relay holds ${mB} MB`,
  );
}

function conclude(): void {
  const checks = new Checks();
  const { failedRuns, serverErrors, unanswered, leaks } = findings;
  checks.check(
    findings.requests >= wanted,
    `${findings.requests} requests were made, to ${findings.routes} paths and methods`,
  );
  checks.check(
    failedRuns.length === 0,
    `runs with an answer that is not described: ${failedRuns.join(', seed ') || 'none'}`,
  );
  checks.check(serverErrors.length === 0, `answers of 500 and above: ${serverErrors.slice(0, 5).join('; ') || 'none'}`);
  checks.check(unanswered.length === 0, `requests without an answer: ${unanswered.slice(0, 5).join('; ') || 'none'}`);
  checks.check(leaks.length === 0, `secrets in answers: ${leaks.slice(0, 5).join('; ') || 'none'}`);
  const [settled = 0, last = 0] = [findings.memory[WARM_RUNS - 1], findings.memory.at(-1)];
  const grown = Math.round((last / settled - 1) * 100);
  const mB = (bytes: number) => Math.round(bytes / 1e6);
  if (findings.memory.length > WARM_RUNS) {
    checks.check(
      grown <= MOST_GROWN,
      `memory after ${WARM_RUNS} runs ${mB(settled)} MB, at the end ${mB(last)} MB (${grown} %)`,
    );
  }
  const logged = findings.secretsIn(stage.log().join('\n'));
  checks.check(logged.length === 0, `secrets in the log: ${logged.join(', ') || 'none'}`);
  console.log(
    `answered within: p50 ${findings.quantile(0.5)} ms, p99 ${findings.quantile(0.99)} ms, most ${findings.quantile(1)} ms`,
  );
  checks.finish('Requests made from the OpenAPI document');
}
