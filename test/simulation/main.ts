import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { replayCommand, resultLine, violationsText } from './report.ts';
import { simulate } from './simulate.ts';
import { traceLine } from './trace.ts';
import type { SeedReport, Share } from './worker.ts';

const USAGE = `npm run simulate -- [--seeds 100] [--from 1] [--workers 1]   runs many seeds
npm run simulate -- --seed 123 [--trace] [--about TEXT]        runs one; with all that happened, or what TEXT is in`;

/** A progress line at most this often, ms. */
const PROGRESS_MS = 10_000;
/** Broken seeds after which there is no point in going on. */
const MAX_BROKEN = 20;

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    workers: { type: 'string', default: '1' },
    trace: { type: 'boolean', default: false },
    about: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.info(USAGE);
else if (values.seed === undefined) await runMany(number(values.seeds), number(values.from), number(values.workers));
else await runOne(number(values.seed));

async function runOne(seed: number): Promise<void> {
  const result = await simulate({ seed, trace: 'on' });
  const { about } = values;
  if (values.trace || about !== undefined) {
    for (const event of result.trace.events) {
      const line = traceLine(event);
      if (about === undefined || line.includes(about) || event.about.includes(about)) console.info(line);
    }
  }
  console.info(JSON.stringify(result.trouble));
  console.info(result.violations.length === 0 ? resultLine(result) : violationsText(result));
  process.exitCode = result.violations.length === 0 ? 0 : 1;
}

async function runMany(seeds: number, from: number, workers: number): Promise<void> {
  const begunAt = performance.now();
  const sum = { done: 0, broken: 0, messages: 0, alerts: 0 };
  let saidAt = begunAt;
  const note = (report: SeedReport) => {
    sum.done += 1;
    sum.messages += report.messages;
    sum.alerts += report.alerts;
    if (report.broken !== undefined) {
      sum.broken += 1;
      console.info(`${report.broken}\n  again: ${replayCommand(report.seed)}\n`);
    }
    if (performance.now() - saidAt < PROGRESS_MS) return;
    saidAt = performance.now();
    const perSecond = sum.done / ((saidAt - begunAt) / 1000);
    const leftMinutes = (seeds - sum.done) / perSecond / 60;
    console.info(`${sum.done} of ${seeds} seeds, ${sum.broken} broken, ${leftMinutes.toFixed(1)} min left`);
  };
  await Promise.all(
    Array.from({ length: workers }, (_, nth) =>
      runShare({ from: from + nth, to: from + seeds - 1, step: workers }, note, () => sum.broken >= MAX_BROKEN),
    ),
  );
  const minutes = ((performance.now() - begunAt) / 60_000).toFixed(1);
  console.info(
    `${sum.done} seeds, an hour of virtual time each, in ${minutes} min: ` +
      `${sum.alerts} alerts (one in two channels counts twice), ${sum.messages} messages, ${sum.broken} seeds with a broken promise`,
  );
  process.exitCode = sum.broken === 0 ? 0 : 1;
}

function runShare(share: Share, note: (report: SeedReport) => void, isEnough: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: share });
    worker.on('message', (report: SeedReport) => {
      note(report);
      if (isEnough()) void worker.terminate();
    });
    worker.on('error', reject);
    worker.on('exit', () => resolve());
  });
}

function number(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`not a positive whole number: ${text}\n${USAGE}`);
  return value;
}
