import { setTimeout as sleep } from 'node:timers/promises';
import { between, type Chance, createChance } from '../chance.ts';
import { conclude } from '../conclude.ts';
import { isInFlight, repeatsAt } from '../repeats.ts';
import { LEVELS_OF, type Run, type Scenario } from '../scenario.ts';
import { type Interruption, PAIR, Scene } from '../scene.ts';

const ROUNDS = { full: 50, short: 3 } as const;
/** A robot takes this long for its answer, ms. */
const ROBOT_MS = { full: { ms: 200, jitterMs: 600 }, short: { ms: 150, jitterMs: 200 } } as const;
/** From the start of the process to its end, when nobody aims, ms: some die before they listen. */
const ALIVE_MS = { full: { from: 300, to: 6_000 }, short: { from: 300, to: 1_800 } } as const;
/** Waits at most this long for a request to aim at, ms. */
const AIM_MS = { full: 8_000, short: 2_000 } as const;

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
    await using scene = await Scene.open(PAIR);
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
      await (round % 2 === 0
        ? sleep(between(chance, ALIVE_MS[size].from, ALIVE_MS[size].to))
        : aim(scene, size, chance));
      await scene.kill();
      scene.launch();
      say(`kill ${round} of ${rounds}, ${traffic.accepted.size} alerts accepted`);
    }
    await scene.relay.url;
    const rows = await conclude(scene, say, [
      { what: 'DingTalk', group: 'dba', seenTwice: 0, dropped: rounds },
      { what: 'WeCom', group: 'ops', seenTwice: rounds, dropped: 0 },
    ]);

    return { rows, notes: [notesOn(scene), `${traffic.failures} requests got no success answer and came again.`] };
  },
};

/** Waits until a request has reached a robot, and then some more. */
async function aim(scene: Scene, size: Run['size'], chance: Chance): Promise<void> {
  await scene.relay.url;
  await scene.untilBusy(AIM_MS[size]);
  await sleep(between(chance, 0, ROBOT_MS[size].ms + ROBOT_MS[size].jitterMs));
}

/** Where the kills hit, by the robots' own record of what was in flight. */
function notesOn(scene: Scene): string {
  const { interruptions } = scene;
  const exchanges = PAIR.map(({ name }) => scene.exchangesOf(name));
  const isHit = (kill: Interruption) => exchanges.flat().some((exchange) => isInFlight(exchange, kill));
  const inFlight = interruptions.filter(isHit).length;
  const late = exchanges
    .flatMap((ones) => repeatsAt(ones))
    .flatMap(({ first }) => {
      const atKill = interruptions.some((kill) => isInFlight(first, kill));
      return atKill
        ? []
        : [Math.min(...interruptions.map(({ fromMs }) => fromMs - first.endedAt).filter((ms) => ms >= 0))];
    });
  const others = `Of ${interruptions.length} kills ${inFlight} hit a request in flight. `;

  return late.length === 0
    ? `${others}None of the others made the relay send anything twice.`
    : `${others}${late.length} messages were sent twice because a kill came up to ${Math.max(...late)} ms after an answer ` +
        'that was not noted yet.';
}
