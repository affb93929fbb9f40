import { createChance } from '../chance.ts';
import { conclude } from '../conclude.ts';
import { sleepWithWord } from '../say.ts';
import { LEVELS_OF, type Run, type Scenario } from '../scenario.ts';
import { PAIR, Scene } from '../scene.ts';
import type { TableTrouble } from '../table-trouble.ts';

const PROGRAM = { script: 'test/faults/failing-table-relay.ts', listens: true } as const;

/** One trouble after the other, each followed by a time in which all is well. */
const TROUBLES: readonly (TableTrouble & { readonly words: string })[] = [
  { kind: 'throttles', percent: 40, words: 'the table throttles 40 %' },
  { kind: 'fails', percent: 100, words: 'the table fails' },
  { kind: 'loses-answers', percent: 30, words: 'the table loses 30 % of its answers' },
  { kind: 'fails', percent: 30, words: 'the table fails 30 %' },
];
const SIZES = {
  full: { troubles: 4, troubleMs: 8_000, wellMs: 6_000 },
  short: { troubles: 2, troubleMs: 600, wellMs: 400 },
} as const;
const ROBOT_MS = 300;

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
    const traffic = scene.traffic({
      prefix: 'table',
      levels: LEVELS_OF[run.size],
      everyMs: run.size === 'full' ? [200, 800] : [60, 200],
      stormEvery: 8,
      stormSize: [15, 40],
      chance: createChance(run.seed),
    });
    for (const { words, ...trouble } of TROUBLES.slice(0, SIZES[run.size].troubles))
      await goThrough(scene, trouble, words, run);
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

async function goThrough(scene: Scene, trouble: TableTrouble, words: string, { size, say }: Run): Promise<void> {
  await sleepWithWord(SIZES[size].wellMs, 'the table is well', say);
  const ends = scene.interrupt('table-trouble');
  scene.relay.tell(trouble);
  await sleepWithWord(SIZES[size].troubleMs, words, say);
  scene.relay.tell({ ...trouble, percent: 0 });
  ends();
}
