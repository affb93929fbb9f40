import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthRelay } from '#test/cdk/synth-relay.ts';
import { bundleAll } from '../bundles.ts';
import { writeMeasured } from '../performance-page.ts';
import { billOf, type Shapes } from './bill.ts';
import { type Bill, billsText, idleText, summaryText } from './cost-text.ts';
import { shapesIn, standingIn } from './deployed.ts';
import { idleMonth } from './idle-month.ts';
import { playBatches, playIdle, playNew, playRepeats, playRetold } from './scenarios.ts';

/* `npm run bench:cost`: what the relay costs on AWS, from what its functions really ask for; writes docs/performance.md. */

const MILLION = 1_000_000;
/** What each may cost, USD. */
const MOST = { repeats: 2.5, new: 10, idle: 6 } as const;

/** Robots of the idle month. */
const ROBOTS = 3;

async function play(bundles: Parameters<typeof playNew>[0], shapes: Shapes): Promise<readonly Bill[]> {
  const bills: Bill[] = [];
  for (const [scenario, most] of [
    [playRepeats, MOST.repeats],
    [playNew, MOST.new],
    [playBatches, undefined],
    [playRetold, undefined],
  ] as const) {
    const { title, alerts, usage, stored } = await scenario(bundles);
    bills.push({ title, most, lines: billOf(usage, shapes, stored, MILLION / alerts) });
  }

  return bills;
}

const folder = await mkdtemp(join(tmpdir(), 'tocsin-cost-'));
try {
  const bundles = await bundleAll(folder);
  const template = synthRelay();
  const [shapes, standing] = [shapesIn(template), standingIn(template)];
  const bills = await play(bundles, shapes);
  const idle = idleMonth({ standing, shapes, robots: ROBOTS, ...(await playIdle(bundles, ROBOTS)) });
  const summary = summaryText(bills, idle, MOST.idle);
  const text = [summary.text, billsText(bills), idleText(idle)].join('\n\n');
  console.log(text);
  await writeMeasured('cost', text);
  if (!summary.isKept) {
    console.error('over budget');
    process.exitCode = 1;
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
