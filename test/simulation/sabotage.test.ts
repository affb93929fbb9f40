import { expect, test } from 'vitest';
import { SABOTAGES } from './sabotage.ts';
import { simulate } from './simulate.ts';
import type { Trouble } from './trouble.ts';

const MINUTE = 60_000;
/** Seeds within which a mistake must show. */
const SEEDS = 8;
/** Alerts go on for less than an hour here: mistakes are not shy. */
const LENGTH_MS = 12 * MINUTE;

/** Nothing goes wrong. */
const CALM: Trouble = {
  deaths: 0,
  pauses: 0,
  frozenSockets: 0,
  tableFailures: 0,
  slowestTableMs: 15,
  wakeUps: { lost: 0, duplicate: 0, late: 0 },
  wakeUpStepMs: 1,
  network: { refused: 0, lostBefore: 0, lostAfter: 0, hangs: 0, garbage: 0, slow: 0 },
  strangerBursts: 0,
  misconfigurations: 0,
  filtered: 0,
  skewMs: 0,
  standstill: false,
};
/** Nothing but these. */
const only = (faults: Partial<Trouble>) => (): Trouble => ({ ...CALM, ...faults });
const crowded = { lost: 0, duplicate: 0.5, late: 0.2 };

const MISTAKES = [
  ['a lane is taken whatever became of it', 'noFence', only({ pauses: 0.02, wakeUps: crowded }), ['P6', 'P10', 'P3']],
  ['a lane is free before its acknowledgements', 'freesLaneBeforeAcks', only({ slowestTableMs: 4_000 }), ['P6']],
  ['half of the window is forgotten', 'halfWindow', only({}), ['P3']],
  ['what came meanwhile counts as told', 'acknowledgesUnseen', only({}), ['P2', 'P12']],
  ['receipts count as transitions', 'countsReceipts', only({}), ['P6']],
  ['nobody sweeps', 'noSweep', only({ wakeUps: { lost: 0.2, duplicate: 0, late: 0 } }), ['P2']],
  ['what waits may expire', 'mortalWhileWaiting', only({ standstill: true }), ['P2']],
  ['mutes are ignored', 'ignoresMutes', only({ strangerBursts: 6 }), ['P4']],
  ['lanes are taken while they are in use', 'takesLanesInUse', only({}), ['P5', 'P6', 'P3']],
  ['silences are ignored', 'ignoresSilences', only({}), ['silence']],
  ['what is silenced is dropped', 'dropsSilenced', only({}), ['P2']],
  ['inhibition is ignored', 'ignoresInhibition', only({}), ['inhibition']],
  ['what an alert that is over inhibited stays held', 'neverReleases', only({}), ['inhibition']],
  ['what an ended silence held stays held', 'neverReleases', only({}), ['silence']],
  ['an end that is not told takes its firing along', 'dropsBeforeQuietEnd', only({ strangerBursts: 6 }), ['P2']],
] as const;
/** Every third mistake in an ordinary run; each of them with `npm run test:crashes`. */
const STEP = process.env['TOCSIN_EVERY_CRASH'] === '1' ? 1 : 3;

test.each(MISTAKES.filter((_, at) => at % STEP === 0))(
  'it shows when %s',
  async (_, name, trouble, promises) => {
    const wanted: readonly string[] = promises;
    const broken = new Set<string>();
    for (let seed = 2; seed < 2 + SEEDS && !wanted.some((promise) => broken.has(promise)); seed++) {
      const { violations } = await simulate({
        ...{ seed, sabotage: SABOTAGES[name], trouble, lengthMs: LENGTH_MS },
        inhibition: wanted.includes('inhibition') ? 'on' : 'off',
      });
      for (const { promise } of violations) broken.add(promise);
    }

    expect([...broken].filter((promise) => wanted.includes(promise))).not.toEqual([]);
  },
  60_000,
);
