import { between, createChance } from '../chance.ts';
import { conclude } from '../conclude.ts';
import { sleepWithWord } from '../say.ts';
import { LEVELS_OF, type Run, type Scenario } from '../scenario.ts';
import { PAIR, Scene } from '../scene.ts';

const ROBOT_MS = { ms: 200, jitterMs: 600 } as const;

async function openScene({ size, seed }: Run, prefix: string): Promise<Scene> {
  const scene = await Scene.open(PAIR);
  for (const { faults } of scene.groups) faults.set({ kind: 'latency', ...ROBOT_MS, seed });
  scene.traffic({
    prefix,
    levels: LEVELS_OF[size],
    everyMs: size === 'full' ? [200, 900] : [100, 300],
    stormEvery: 10,
    stormSize: size === 'full' ? [20, 50] : [10, 20],
    chance: createChance(seed),
  });

  return scene;
}

/** The relay is stopped as a service manager stops it, and started again. */
export const STOPPED: Scenario = {
  name: 'stopped',
  title: 'Stopped and started',
  what:
    'SIGTERM while a request is in flight in the middle of a storm, and a start at once, 5 times. What is in flight ' +
    'comes to its end first, so that nothing may be sent twice.',
  async run(run) {
    await using scene = await openScene(run, 'stop');
    const exits: string[] = [];
    const rounds = run.rounds ?? (run.size === 'full' ? 5 : 1);
    const chance = createChance(run.seed);
    for (let round = 1; round <= rounds; round++) {
      await sleepWithWord(between(chance, 300, run.size === 'full' ? 8_000 : 600), 'alerts come in', run.say);
      for (const traffic of scene.traffics) traffic.storm(20);
      await scene.untilBusy(5_000);
      const { code, signal } = await scene.stop();
      exits.push(`${signal ?? code}`);
      run.say(`stop ${round} of ${rounds}`);
      await scene.start();
    }
    const rows = await conclude(scene, run.say, [
      { what: 'DingTalk', group: 'dba', seenTwice: 0, dropped: 0 },
      { what: 'WeCom', group: 'ops', seenTwice: 0, dropped: 0 },
    ]);
    const unclean = exits.filter((exit) => exit !== '0').map((exit) => `ended with ${exit} on SIGTERM`);

    return { rows: rows.map((row) => ({ ...row, broken: [...row.broken, ...unclean] })), notes: [] };
  },
};

/** The relay stands still, as on a machine that was suspended or swaps. */
export const FROZEN: Scenario = {
  name: 'frozen',
  title: 'Frozen for 15 s',
  what:
    'SIGSTOP for 15 s and SIGCONT, once at a random moment and twice with a request in flight, whose answer comes ' +
    'while the relay stands still. Longer than a request may take: whether the answer counts is then open.',
  async run(run) {
    await using scene = await openScene(run, 'freeze');
    const chance = createChance(run.seed);
    const rounds = run.rounds ?? (run.size === 'full' ? 3 : 1);
    const freezeMs = run.size === 'full' ? 15_000 : 1_500;
    for (let round = 1; round <= rounds; round++) {
      await sleepWithWord(between(chance, 500, run.size === 'full' ? 9_000 : 1_000), 'alerts come in', run.say);
      if (round !== 2) await scene.untilBusy(5_000);
      run.say(`freeze ${round} of ${rounds}`);
      await scene.freeze(freezeMs);
    }
    await sleepWithWord(run.size === 'full' ? 5_000 : 500, 'alerts come in', run.say);
    const rows = await conclude(scene, run.say, [
      { what: 'DingTalk', group: 'dba', seenTwice: 0, dropped: rounds },
      { what: 'WeCom', group: 'ops', seenTwice: rounds, dropped: 0 },
    ]);

    return { rows, notes: [] };
  },
};
