import { setTimeout as sleep } from 'node:timers/promises';
import type { Exchange } from '#local/sandbox/chat-record.ts';
import { between, createChance } from '../chance.ts';
import { judge } from '../judge.ts';
import { repeatsAt } from '../repeats.ts';
import { LEVELS_OF, type Scenario } from '../scenario.ts';
import { type Interruption, Scene, type SceneGroup } from '../scene.ts';

const GROUPS: readonly SceneGroup[] = [
  { product: 'dingtalk', name: 'dba' },
  { product: 'wecom', name: 'ops' },
];
const ROUNDS = { full: 50, short: 3 } as const;
/** A robot takes this long for its answer, ms. */
const ROBOT_MS = { full: { ms: 200, jitterMs: 600 }, short: { ms: 150, jitterMs: 200 } } as const;
/** From the start of the process to its end, when nobody aims, ms: some die before they listen. */
const ALIVE_MS = { full: { from: 300, to: 6_000 }, short: { from: 300, to: 1_800 } } as const;
/** Waits at most this long for a request to aim at, ms. */
const AIM_MS = { full: 8_000, short: 2_000 } as const;
const SETTLED_MS = 150_000;

/** `kill -9` at random moments, while alerts come in. */
export const KILL_NINE: Scenario = {
  name: 'kill-nine',
  title: '`kill -9` at random moments',
  what:
    'The relay is killed and started again at once, while singles and storms come in for two robots that take ' +
    '200–800 ms. Every other kill comes at a random moment, the start included; the rest at a random moment after a ' +
    'request reached a robot, so that many hit a request in flight. Senders come again until they get a success answer.',
  async run({ size, rounds = ROUNDS[size], seed, say }) {
    const chance = createChance(seed);
    await using scene = await Scene.open(GROUPS);
    const { ms, jitterMs } = ROBOT_MS[size];
    for (const [nth, { faults }] of scene.groups.entries()) {
      faults.set({ kind: 'latency', ms, jitterMs, seed: seed + nth });
    }
    const traffic = scene.traffic({
      prefix: 'kill',
      levels: LEVELS_OF[size],
      everyMs: size === 'full' ? [200, 900] : [100, 300],
      stormEvery: 12,
      stormSize: size === 'full' ? [20, 60] : [10, 20],
      chance,
    });
    for (let round = 1; round <= rounds; round++) {
      if (round % 2 === 0) await sleep(between(chance, ALIVE_MS[size].from, ALIVE_MS[size].to));
      else {
        await scene.relay.url;
        await scene.untilBusy(AIM_MS[size]);
        await sleep(between(chance, 0, ms + jitterMs));
      }
      await scene.kill();
      scene.launch();
      say(`kill ${round} of ${rounds}, ${traffic.accepted.size} alerts accepted`);
    }
    await scene.relay.url;
    await traffic.stop();
    say('waits until all is told');
    await scene.settled(SETTLED_MS);
    const ledgers = await scene.ledgers();
    const rows = await Promise.all([
      judge(scene, { what: 'DingTalk', group: 'dba', seenTwice: 0, dropped: rounds, unrecorded: rounds }, ledgers),
      judge(scene, { what: 'WeCom', group: 'ops', seenTwice: rounds, dropped: 0, unrecorded: rounds }, ledgers),
    ]);

    return { rows, notes: [notesOn(scene), `${traffic.failures} requests got no success answer and came again.`] };
  },
};

/** Where the kills hit, by the robots' own record of what was in flight. */
function notesOn(scene: Scene): string {
  const exchanges = GROUPS.flatMap(({ name }) => scene.exchangesOf(name));
  const inFlight = scene.interruptions.filter((kill) => exchanges.some((one) => hit(kill, one)));
  const late = GROUPS.flatMap(({ name }) => repeatsAt(scene.exchangesOf(name))).flatMap(({ first }) =>
    first.answer === 'given' ? [delayOf(first, scene.interruptions)] : [],
  );
  const others = scene.interruptions.length - inFlight.length;

  return (
    `Of ${scene.interruptions.length} kills ${inFlight.length} hit a request in flight. Of the ${others} others ` +
    (late.length === 0
      ? 'none made the relay send anything twice.'
      : `${late.length} made it send something twice: they came up to ${Math.max(...late)} ms after an answer that was ` +
        'not noted yet.')
  );
}

function hit({ fromMs }: Interruption, { arrivedAt, endedAt }: Exchange): boolean {
  return arrivedAt <= fromMs && fromMs <= endedAt;
}

/** From a request's answer to the next kill, ms. */
function delayOf({ endedAt }: Exchange, kills: readonly Interruption[]): number {
  return Math.min(...kills.map(({ fromMs }) => fromMs - endedAt).filter((ms) => ms >= 0));
}
