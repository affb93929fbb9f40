import { freePort } from '#test/e2e/relay.ts';
import { createChance } from '../chance.ts';
import { ForwardProxy } from '../forward-proxy.ts';
import { judge } from '../judge.ts';
import { sleepWithWord } from '../say.ts';
import { LEVELS_OF, type Scenario } from '../scenario.ts';
import { Scene } from '../scene.ts';

const SIZES = {
  full: { beforeMs: 12_000, deadMs: 15_000, afterMs: 12_000, settledMs: 150_000 },
  short: { beforeMs: 800, deadMs: 1_000, afterMs: 500, settledMs: 60_000 },
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
    const { beforeMs, deadMs, afterMs, settledMs } = SIZES[size];
    await using proxy = new ForwardProxy(await freePort());
    await proxy.start();
    await using scene = await Scene.open([
      { product: 'dingtalk', name: 'dba', proxy: proxy.url },
      { product: 'wecom', name: 'ops', proxy: proxy.url },
    ]);
    for (const { faults } of scene.groups) faults.set({ kind: 'latency', ms: ROBOT_MS });
    const traffic = scene.traffic({
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
    await traffic.stop();
    say('waits until all is told');
    await scene.settled(settledMs);
    const ledgers = await scene.ledgers();
    const rows = await Promise.all([
      judge(scene, { what: 'DingTalk', group: 'dba', seenTwice: 0, dropped: 1 }, ledgers),
      judge(scene, { what: 'WeCom', group: 'ops', seenTwice: 1, dropped: 0 }, ledgers),
    ]);

    return { rows, notes: [`The proxy passed on ${proxy.passed} requests.`] };
  },
};
