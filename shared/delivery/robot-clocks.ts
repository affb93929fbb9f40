import { wordsOf } from '../rendering/words.ts';

/**
 * How far each robot's clock is from ours, ms, learnt from the `Date` of its
 * answers. Only a robot that refused our time is signed for with its own.
 */
export interface RobotClocks {
  /** Our time as this robot would tell it. */
  robotTime(lane: string, nowMs: number): number;
  /** Remembers the difference; `serverTimeMs` has whole seconds only. */
  learn(lane: string, serverTimeMs: number, nowMs: number): void;
}

/** Clocks kept in this process: learning them again costs one refused message. */
export function createRobotClocks(): RobotClocks {
  const offsets = new Map<string, number>();
  return {
    robotTime: (lane, nowMs) => nowMs + (offsets.get(lane) ?? 0),
    learn: (lane, serverTimeMs, nowMs) => {
      offsets.set(lane, serverTimeMs - nowMs);
    },
  };
}

/** A difference from here on is worth telling, ms: signing bears an hour, but what is a minute off goes on drifting. */
const NOTABLE_MS = 60_000;

/**
 * How far our clock is ahead of a robot's, ms; negative when it is behind. A
 * `Date` header has whole seconds, cut off, of some moment while we waited.
 */
export function measureSkew(serverTimeMs: number, sentAtMs: number, answeredAtMs: number): number {
  return Math.round((sentAtMs + answeredAtMs) / 2 - (serverTimeMs + 500));
}

/** Whether a clock has to be set. */
export function isNotableSkew(skewMs: number): boolean {
  return Math.abs(skewMs) > NOTABLE_MS;
}

/** `our clock is 3 h 2 min behind the robot's`, for logs and records. */
export function describeSkew(skewMs: number): string {
  const duration = wordsOf('en_US').duration(Math.abs(skewMs));
  return `our clock is ${duration} ${skewMs < 0 ? 'behind' : 'ahead of'} the robot's`;
}
