import type { Lane } from './lane.ts';

/**
 * Once a mute or a back-off has been over for so long, ms, nothing waited for its end: that would have gone out right
 * then, at the next sweep at the latest, and shown how the robot does.
 */
const WAIT_OVER_MS = 5 * 60_000;

/**
 * What failed for less than this before nobody tried it any more, ms, was no outage: up to three failures in a row. The
 * first probe of a robot that a person has to mend is later than that.
 */
const BRIEF_MS = 45_000;

/** Whether a robot was tried lately, or will be when its wait is over. Else nobody knows how it does. */
export function isTriedLately({ mutedUntil, retryAt }: Pick<Lane, 'mutedUntil' | 'retryAt'>, nowMs: number): boolean {
  const waits = [mutedUntil, retryAt].filter((at) => at !== undefined);
  return waits.length === 0 || Math.max(...waits) + WAIT_OVER_MS > nowMs;
}

/**
 * Since when nothing could be sent through a robot, ms; undefined while it is in no trouble. A failure leaves a beginning
 * behind that only the next message ends, and that may be days later: after a test message's mute, or where what failed
 * was put off. Only an outage is believed in for that long, since a fallback may send all there is in the meantime.
 */
export function troubleOf(
  lane: Pick<Lane, 'troubleSince' | 'failures' | 'mutedUntil' | 'retryAt'>,
  nowMs: number,
): number | undefined {
  const { troubleSince, failures, retryAt } = lane;
  if (troubleSince === undefined || isTriedLately(lane, nowMs)) return troubleSince;
  const isBrief = failures === 0 || (retryAt !== undefined && retryAt < troubleSince + BRIEF_MS);

  return isBrief ? undefined : troubleSince;
}
