import type { LevelNumber } from '../alert/level.ts';
import type { Channel } from '../channels/channel.ts';
import type { Due } from './due.ts';

/** This many changes between firing and resolved within the window are flapping. */
export const FLAPPING_CHANGES = 4;
/** The window, ms; also how long an alert must not change for its flapping to be over. */
export const FLAPPING_WINDOW_MS = 600_000;

/** A time of going back and forth: what the item notes when it is found out. */
export interface FlappingRun {
  /** The version that made it flapping: the fourth change. */
  readonly version: number;
  /** When the first of these changes came, ms since the epoch. */
  readonly sinceMs: number;
  /** The last change noted as one of this run, ms since the epoch. */
  readonly seenMs: number;
}

/** What an item says of its changes right after one was written. Times in ms since the epoch. */
export interface Changes {
  /** When it last changed between firing and resolved, newest first, at most five. */
  readonly times: readonly number[];
  /** The last run found out, which may be over long ago. */
  readonly run?: FlappingRun;
  readonly version: number;
  readonly level: LevelNumber;
  /** Version, level and time of the last message that told of it. */
  readonly toldVersion?: number;
  readonly toldLevel?: LevelNumber;
  readonly toldAt?: number;
}

/** When a change of an alert is told, as far as its flapping has a say in it. */
export type FlappingDecision =
  /** It does not flap: at once. */
  | { readonly kind: 'steady' }
  /**
   * At once, and named: this change made it flapping, or nobody has heard of
   * that yet, or it is worse now than they know.
   */
  | { readonly kind: 'tell'; readonly reason: 'begins' | 'untold' | 'worse'; readonly run: FlappingRun }
  /** Not before the quiet time after its last message is over. */
  | { readonly kind: 'damp'; readonly run: FlappingRun; readonly untilMs: number };

/**
 * Decides when the change that was just written is told.
 *
 *     F   R   F   R   F*  R   F   R                 F … (10 min without a change) … R
 *     told at once ── ▲   └───┴───┴── one message ──┘                               told at once
 *                 named as flapping     when the quiet time ends, with the count
 *
 * The quiet time counts from the last message, never from the last change, so
 * that no change can put off what waits: the last state is always told.
 */
export function decideFlapping(changes: Changes, quietMs: number, nowMs: number): FlappingDecision {
  const run = goingOn(changes, nowMs);
  if (run === undefined) {
    const begun = beginning(changes, nowMs);
    return begun === undefined ? { kind: 'steady' } : { kind: 'tell', reason: 'begins', run: begun };
  }

  const { toldVersion = 0, toldLevel, toldAt = 0, level } = changes;
  if (toldVersion < run.version) return { kind: 'tell', reason: 'untold', run };
  if (toldLevel !== undefined && level < toldLevel) return { kind: 'tell', reason: 'worse', run };

  return { kind: 'damp', run, untilMs: toldAt + quietMs };
}

/**
 * The run it is in: one that was found out, without ten minutes of peace since
 * its last noted change. Changes whose note gave way to another write bridge it.
 */
function goingOn({ times, run, version }: Changes, nowMs: number): FlappingRun | undefined {
  if (run === undefined || run.version >= version) return undefined;
  let later = nowMs;
  for (const at of times) {
    if (later - at > FLAPPING_WINDOW_MS) return undefined;
    if (at <= run.seenMs) return { ...run, seenMs: nowMs };
    later = at;
  }

  return undefined;
}

function beginning({ times, version }: Changes, nowMs: number): FlappingRun | undefined {
  const sinceMs = times[FLAPPING_CHANGES - 1];
  // A mere rise in level is no change between firing and resolved.
  if (times[0] !== nowMs || sinceMs === undefined || sinceMs < nowMs - FLAPPING_WINDOW_MS) return undefined;

  return { version, sinceMs, seenMs: nowMs };
}

/** How long a flapping alert is not told again, ms: as long as repeats are held, ten minutes where none are. */
export function flappingQuietMs({ aggregation }: Pick<Channel, 'aggregation'>): number {
  const intervalMs = aggregation.enabled ? aggregation.intervalSeconds * 1000 : 0;
  return intervalMs > 0 ? intervalMs : FLAPPING_WINDOW_MS;
}

/** How often it changed in a run, as of this version. */
export function changesOf(run: FlappingRun, version: number): number {
  return version - run.version + FLAPPING_CHANGES;
}

/** The due time of a change that was written as due at once, by what was decided. */
export function dueOf(decision: Exclude<FlappingDecision, { kind: 'steady' }>, due: Due): Due {
  const atMs = decision.kind === 'damp' ? Math.max(due.atMs, decision.untilMs) : due.atMs;
  return { class: due.class, atMs, flapping: true };
}
