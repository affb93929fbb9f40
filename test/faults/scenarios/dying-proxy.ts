import { freePort } from '#test/e2e/relay.ts';
import { createChance } from '../chance.ts';
import { conclude } from '../conclude.ts';
import { ForwardProxy } from '../forward-proxy.ts';
import { sleepWithWord } from '../say.ts';
import { LEVELS_OF, type Scenario } from '../scenario.ts';
import { PAIR, Scene } from '../scene.ts';

const SIZES = {
  full: { beforeMs: 12_000, deadMs: 15_000, afterMs: 12_000 },
  short: { beforeMs: 800, deadMs: 1_000, afterMs: 500 },
} as const;
/** A robot takes this long for its answer, ms. */
const ROBOT_MS = 400;

/** The way to the robots breaks, in the middle of a request, and comes back. */
export const DYING_PROXY: Scenario = {
  name: 'proxy',
  title: 'A proxy that dies',
  what:
    'Both robots are reached through a forward proxy, which dies in the middle of a request, stays dead for 15 s and ' +
    'comes back.',
  async run({ size, seed, say }) {
    const { beforeMs, deadMs, afterMs } = SIZES[size];
    await using proxy = new ForwardProxy(await freePort());
    await proxy.start();
    await using scene = await Scene.open(PAIR.map((group) => ({ ...group, proxy: proxy.url })));
    for (const { faults } of scene.groups) faults.set({ kind: 'latency', ms: ROBOT_MS });
    const _traffic = scene.traffic({
      prefix: 'proxy',
      levels: LEVELS_OF[size],
      everyMs: size === 'full' ? [300, 1_500] : [100, 300],
      stormEvery: 8,
      stormSize: [15, 40],
      chance: createChance(seed),
    });
    await sleepWithWord(beforeMs, 'all is well', say);
    await scene.untilBusy(beforeMs);
    await proxy.die();
    await sleepWithWord(deadMs, 'the proxy is dead', say);
    await proxy.start();
    await sleepWithWord(afterMs, 'the proxy is back', say);
    const rows = await conclude(scene, say, [
      { what: 'DingTalk', group: 'dba', seenTwice: 0, dropped: 1 },
      { what: 'WeCom', group: 'ops', seenTwice: 1, dropped: 0 },
    ]);

    return { rows, notes: [`The proxy passed on ${proxy.passed} requests.`] };
  },
};
