import type { Lane } from '../pacing/lane.ts';
import { isBusy, stormTurn } from '../pacing/pace.ts';
import { WINDOW_MS, WINDOW_SLACK_MS } from '../pacing/send-window.ts';
import type { TurnEnd } from './turn-end.ts';
import { urgencyOf, worstOf } from './unite-wake-ups.ts';
import type { WakeUp } from './wake-ups.ts';

/**
 * Whether a lane has to wait whatever a look would find: in a storm the turn
 * of the most urgent class concerned is still to come. A storm brings wake-ups
 * by the thousand, and each look reads all that waits; this one reads nothing.
 *
 * Only for a lane whose own robot sends, and where the wake-up says how urgent
 * it is.
 */
export function knownWait(lane: Lane, wakeUp: WakeUp, limit: number, nowMs: number): TurnEnd | undefined {
  const urgency = urgencyOf(wakeUp);
  if (urgency === undefined) return undefined;

  const planned = lane.wakeAt !== undefined && lane.wakeAt > nowMs ? lane.wakeFor : undefined;
  if (planned !== undefined && urgency >= planned) return { kind: 'idle' };
  // Without a plan or a busy minute it may be calm: then the turn is now.
  if (planned === undefined && !isBusy(lane.slots, limit, nowMs)) return undefined;

  const worst = worstOf([urgency, lane.wakeFor]) ?? urgency;
  const turnAt = stormTurn(lane.slots, worst, limit, nowMs);
  return turnAt > nowMs ? { kind: 'wait', untilMs: turnAt, waiting: worst } : undefined;
}

/**
 * Whether a look is planned for later than any turn can be. What waits then
 * waits for a quota, and a person may get it more before that look.
 */
export function isPlannedFarAhead({ wakeAt }: Pick<Lane, 'wakeAt'>, nowMs: number): boolean {
  return wakeAt !== undefined && wakeAt > nowMs + WINDOW_MS + WINDOW_SLACK_MS;
}
