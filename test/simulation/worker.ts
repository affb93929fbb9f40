import { parentPort, workerData } from 'node:worker_threads';
import { resultLine, violationsText } from './report.ts';
import { simulate } from './simulate.ts';

/** Which seeds a worker runs: every `step`th of a range. */
export interface Share {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/** What a worker says of each seed. */
export interface SeedReport {
  readonly seed: number;
  readonly line: string;
  /** Present when a promise was broken. */
  readonly broken?: string;
  readonly messages: number;
  readonly alerts: number;
}

const { from, to, step } = workerData as Share;
for (let seed = from; seed <= to; seed += step) {
  const result = await simulate({ seed });
  const { delivered, suppressed, dead, expired } = result.ends;
  const report: SeedReport = {
    seed,
    line: resultLine(result),
    messages: result.messages,
    alerts: delivered + suppressed + dead + expired,
    // Traced only now that it is known to be worth it.
    ...(result.violations.length === 0 ? {} : { broken: violationsText(await simulate({ seed, trace: 'on' })) }),
  };
  parentPort?.postMessage(report);
}
