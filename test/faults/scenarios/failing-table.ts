import { setTimeout as sleep } from 'node:timers/promises';
import { createChance } from '../chance.ts';
import { conclude } from '../conclude.ts';
import { sleepWithWord } from '../say.ts';
import { LEVELS_OF, type Run, type Scenario } from '../scenario.ts';
import { PAIR, Scene } from '../scene.ts';
import type { TableTrouble } from '../table-trouble.ts';
import type { Traffic } from '../traffic.ts';

const PROGRAM = { script: 'test/faults/failing-table-relay.ts', listens: true } as const;

/** One trouble after the other, each followed by a time in which all is well. */
const TROUBLES: readonly (TableTrouble & { readonly words: string })[] = [
  { kind: 'throttles', percent: 40, words: 'the table throttles 40 %' },
  { kind: 'fails', percent: 100, words: 'the table fails' },
  { kind: 'loses-answers', percent: 30, words: 'the table loses 30 % of its answers' },
  { kind: 'fails', percent: 30, words: 'the table fails 30 %' },
];
const SIZES = {
  full: { troubleMs: 8_000, wellMs: 6_000, everyMs: [200, 800] },
  short: { troubleMs: 900, wellMs: 500, everyMs: [60, 200] },
} as const;
const ROBOT_MS = 300;
/** The relay has heard of its trouble by then, ms. */
const TOLD_MS = 100;

/** The table throttles, fails, and does what it was told without saying so. */
export const FAILING_TABLE: Scenario = {
  name: 'table',
  title: 'A table that throttles or fails',
  what:
    'Between the relay and its table, behind the client’s own repeats: 40 % of the operations throttled, all failing, ' +
    '30 % done but answered with a fault, 30 % failing; 8 s each. A sender whose alert can’t be stored gets a 503 and ' +
    'comes again.',
  async run(run) {
    await using scene = await Scene.open(PAIR, PROGRAM);
    for (const { faults } of scene.groups) faults.set({ kind: 'latency', ms: ROBOT_MS });
    const begin = () =>
      scene.traffic({
        prefix: 'table',
        levels: LEVELS_OF[run.size],
        everyMs: SIZES[run.size].everyMs,
        stormEvery: 8,
        stormSize: [15, 40],
        chance: createChance(run.seed),
      });
    const traffic =
      run.size === 'full' ? await goThroughAll(begin, scene, run) : await beginInTrouble(begin, scene, run);
    const rows = await conclude(scene, run.say, [
      { what: 'DingTalk', group: 'dba', seenTwice: 0, unrecorded: 4 },
      { what: 'WeCom', group: 'ops', dropped: 0, unrecorded: 4 },
    ]);
    const other = [...traffic.failedWith].filter((status) => status !== 503);
    const broken = other.map((status) => `senders were answered ${status}`);

    return {
      rows: rows.map((row) => ({ ...row, broken: [...row.broken, ...broken] })),
      notes: [`${traffic.failures} requests were answered 503 and came again.`],
    };
  },
};

async function goThroughAll(begin: () => Traffic, scene: Scene, run: Run): Promise<Traffic> {
  const traffic = begin();
  for (const trouble of TROUBLES) {
    await sleepWithWord(SIZES[run.size].wellMs, 'the table is well', run.say);
    const ends = startTrouble(scene, trouble);
    await sleepWithWord(SIZES[run.size].troubleMs, trouble.words, run.say);
    ends();
  }

  return traffic;
}

/** Nothing is in flight when the trouble begins: a lane that can't be settled would be left alone for 20 s. */
async function beginInTrouble(begin: () => Traffic, scene: Scene, { size, say }: Run): Promise<Traffic> {
  const ends = startTrouble(scene, { kind: 'fails', percent: 100 });
  await sleep(TOLD_MS);
  const traffic = begin();
  await sleepWithWord(SIZES[size].troubleMs, 'the table fails', say);
  ends();
  await sleepWithWord(SIZES[size].wellMs, 'the table is well', say);

  return traffic;
}

function startTrouble(scene: Scene, { kind, percent }: TableTrouble): () => void {
  const ends = scene.interrupt('table-trouble');
  scene.relay.tell({ kind, percent });

  return () => {
    scene.relay.tell({ kind, percent: 0 });
    ends();
  };
}
