import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { createChance } from '../chance.ts';
import { conclude } from '../conclude.ts';
import { sleepWithWord } from '../say.ts';
import { LEVELS_OF, type Scenario } from '../scenario.ts';
import { PAIR, Scene } from '../scene.ts';

const run = promisify(execFile);
const SIZES = { full: { beforeMs: 6_000, fullMs: 10_000 }, short: { beforeMs: 1_500, fullMs: 1_500 } } as const;
/** No file may grow beyond this any more, bytes: less than the table's log has by then. */
const FULL = 1_000;

/** Nothing can be written any more, then there is room again, then the relay is killed: is all there that was answered? */
export const FULL_DISK: Scenario = {
  name: 'disk',
  title: 'A full disk',
  what:
    'From one moment on the operating system refuses the relay every write to a file that grows, for 10 s; then there is ' +
    'room again. At the end the relay is killed and started, so that it has to read back what it wrote around that time.',
  async run({ size, seed, say }) {
    const { beforeMs, fullMs } = SIZES[size];
    if (!(await canLimitFiles())) return { rows: [], notes: ['Not tried: it needs `prlimit`, which Linux has.'] };

    await using scene = await Scene.open(PAIR);
    for (const { faults } of scene.groups) faults.set({ kind: 'latency', ms: 200 });
    const traffic = scene.traffic({
      prefix: 'disk',
      levels: LEVELS_OF[size],
      everyMs: size === 'full' ? [200, 800] : [100, 300],
      stormEvery: 8,
      stormSize: [10, 20],
      chance: createChance(seed),
    });
    await sleepWithWord(beforeMs, 'all is well', say);
    const ends = scene.interrupt('table-trouble');
    await limitFiles(scene.relay.pid, String(FULL));
    await sleepWithWord(fullMs, 'the disk is full', say);
    await limitFiles(scene.relay.pid, 'unlimited');
    ends();
    await sleepWithWord(beforeMs, 'there is room again', say);
    await traffic.stop();
    await scene.kill();
    await scene.start();
    const rows = await conclude(scene, say, [
      { what: 'DingTalk', group: 'dba', seenTwice: 0, unrecorded: 2 },
      { what: 'WeCom', group: 'ops', seenTwice: 2, dropped: 0, unrecorded: 2 },
    ]);

    return { rows, notes: [`${traffic.failures} requests got no success answer and came again.`] };
  },
};

/** Sets the size beyond which the process may write to no file; its right to lift it again stays. */
async function limitFiles(pid: number, bytes: string): Promise<void> {
  await run('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`]);
}

async function canLimitFiles(): Promise<boolean> {
  return run('prlimit', ['--version']).then(
    () => true,
    () => false,
  );
}
