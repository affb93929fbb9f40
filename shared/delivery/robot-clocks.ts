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
