import type { Random } from './random.ts';

/** How likely the faults of a run are. Probabilities are of each occasion; 0 is never. */
export interface Trouble {
  /** A process dies at a call. */
  readonly deaths: number;
  /** A process stands still for seconds at a call. */
  readonly pauses: number;
  /** A process stands still between its last look at the clock and the socket: the one exception that P3 makes. */
  readonly frozenSockets: number;
  /** A call to the table fails, before or after it took effect. */
  readonly tableFailures: number;
  /** A call to the table takes up to this long, ms. */
  readonly slowestTableMs: number;
  readonly wakeUps: { readonly lost: number; readonly duplicate: number; readonly late: number };
  /** Whether wake-ups come in whole seconds, as a queue's, or at the ms, as a timer's. */
  readonly wakeUpStepMs: number;
  readonly network: {
    readonly refused: number;
    readonly lostBefore: number;
    readonly lostAfter: number;
    readonly hangs: number;
    readonly garbage: number;
    readonly slow: number;
  };
  /** Somebody else sends through a robot: bursts in the hour, each robot. */
  readonly strangerBursts: number;
  /** Times in the hour that a robot is misconfigured for a while. */
  readonly misconfigurations: number;
  /** The robot's filter dislikes a message. */
  readonly filtered: number;
  /** How far a process's clock may be off, ms, either way. */
  readonly skewMs: number;
  /** A month of standstill in the middle: all processes and wake-ups gone, and all deleted that may expire. */
  readonly standstill: boolean;
}

/**
 * Two workers whose clocks differ by a second are what the engine promises to
 * bear (`WINDOW_SLACK_MS`), so that each is off by at most half of that.
 */
const MAX_SKEW_MS = 500;

/** The faults of one run: each kind there or not, a run in ten without any. */
export function drawTrouble(random: Random): Trouble {
  const calm = random.chance(0.1);
  const some = (odds: number, low: number, high: number) =>
    random.chance(calm ? 0 : odds) ? low + random.next() * (high - low) : 0;

  return {
    deaths: some(0.6, 0.0005, 0.01),
    pauses: some(0.6, 0.0005, 0.01),
    frozenSockets: some(0.15, 0.005, 0.03),
    tableFailures: some(0.5, 0.0005, 0.01),
    slowestTableMs: random.chance(0.2) ? 500 : 15,
    wakeUps: { lost: some(0.5, 0.01, 0.3), duplicate: some(0.5, 0.01, 0.3), late: some(0.5, 0.01, 0.2) },
    wakeUpStepMs: random.chance(0.5) ? 1000 : 1,
    network: {
      refused: some(0.4, 0.01, 0.15),
      lostBefore: some(0.4, 0.01, 0.1),
      lostAfter: some(0.4, 0.01, 0.1),
      hangs: some(0.4, 0.01, 0.08),
      garbage: some(0.4, 0.01, 0.08),
      slow: some(0.4, 0.01, 0.3),
    },
    strangerBursts: Math.round(some(0.4, 1, 6)),
    misconfigurations: Math.round(some(0.3, 1, 3)),
    filtered: some(0.3, 0.01, 0.1),
    skewMs: random.chance(calm ? 0.2 : 0.7) ? MAX_SKEW_MS : 0,
    standstill: random.chance(calm ? 0 : 0.08),
  };
}

/** The same world with nothing in the way, for when the hour is over. */
export function withoutFaults(trouble: Trouble): Trouble {
  return {
    ...trouble,
    deaths: 0,
    pauses: 0,
    frozenSockets: 0,
    tableFailures: 0,
    wakeUps: { lost: 0, duplicate: 0, late: 0 },
    network: { refused: 0, lostBefore: 0, lostAfter: 0, hangs: 0, garbage: 0, slow: 0 },
    filtered: 0,
  };
}

/** Whether anything may keep a wake-up from being followed at once: its worker, its way, or the work before it. */
export function delaysWakeUps(trouble: Trouble): boolean {
  const { deaths, pauses, frozenSockets, tableFailures, wakeUps, network, standstill } = trouble;
  const slowWork = network.slow + network.hangs + network.lostBefore + network.refused;
  return deaths + pauses + frozenSockets + tableFailures + wakeUps.lost + wakeUps.late + slowWork > 0 || standstill;
}
