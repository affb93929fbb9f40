import type { Lane } from './lane.ts';

/**
 * A mute that has been over for so long, ms, and that no failure followed, is no trouble any more: what waited for its
 * end goes out right then, at the next sweep at the latest, and shows how the robot does.
 */
const MUTE_OVER_MS = 5 * 60_000;

/**
 * Since when nothing could be sent through a robot, ms; undefined while it is in no trouble. A mute leaves a beginning
 * behind that only the next message ends, and after a test message's mute that may be days later.
 */
export function troubleOf(
  { troubleSince, failures, mutedUntil }: Pick<Lane, 'troubleSince' | 'failures' | 'mutedUntil'>,
  nowMs: number,
): number | undefined {
  const isOver = failures === 0 && mutedUntil !== undefined && mutedUntil + MUTE_OVER_MS <= nowMs;
  return isOver ? undefined : troubleSince;
}
