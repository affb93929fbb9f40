import { keyOf } from '../admission/alert-store.ts';
import type { NextStep } from '../delivery/next-step.ts';
import { doubting } from './doubt.ts';
import { withFollowUp, withoutFollowUp } from './follow-ups.ts';
import type { AlertRef, FollowUp, Lane, LaneMessage, Simpler } from './lane.ts';
import { afterLoss, afterTelling, isRepetition, refused, toRepeat, withoutRepetition } from './repetition.ts';
import { withSlot } from './send-window.ts';

/** The end of one request of a lane. */
export interface Settlement {
  readonly message: LaneMessage;
  /** The alerts in it, also where their list is not on the lane. */
  readonly refs: readonly AlertRef[];
  readonly step: NextStep;
  /** When it was answered, or when waiting for its answer ended, ms. */
  readonly answeredAtMs: number;
  /** What completes this message once it is delivered. */
  readonly followUp?: FollowUp;
  /** Id for the simpler message, should it come to that. */
  readonly newMessageId: string;
  /** The counts of the channels with caps, this message included. */
  readonly caps?: Lane['caps'];
  /** Its alerts know already that they were told: the lane need not keep their list. */
  readonly acknowledged?: boolean;
  /** Everything that waits on the lane was looked at for this message: a look planned for then (ms) or before is done. */
  readonly lookedAtMs?: number;
}

/** Failed mentions are given up after this many tries: the alerts themselves were told. */
const MENTION_TRIES = 3;
/**
 * A lane after a message of its own came to its end: what has to be
 * acknowledged, repeated or completed. `robot` is the lane of the robot it went
 * through as it is now, which is this one unless another robot stood in.
 */
export function settleLane(lane: Lane, robot: Lane, settlement: Settlement): Lane {
  if (settlement.message.kind === 'test') return lane;
  return withoutFulfilledPlan(settleWork(lane, robot, settlement), settlement);
}

function withoutFulfilledPlan(lane: Lane, { lookedAtMs }: Settlement): Lane {
  const { wakeAt, wakeFor: _class, ...rest } = lane;
  return wakeAt !== undefined && lookedAtMs !== undefined && wakeAt <= lookedAtMs ? rest : lane;
}

function settleWork(lane: Lane, robot: Lane, settlement: Settlement): Lane {
  const { step, message } = settlement;
  switch (step.kind) {
    case 'acknowledge':
      return delivered(withoutRepetition(lane, message), settlement);
    case 'mute':
    case 'retry':
    case 'probe':
      // A message that was a repetition already stays one.
      return givenUp(isRepetition(lane, message) ? toRepeat(lane, message) : lane, robot, message);
    case 'again':
      return givenUp(
        afterLoss(lane, message, {
          lostAtMs: settlement.answeredAtMs,
          againAtMs: step.atMs,
          refs: settlement.refs,
        }),
        robot,
        message,
      );
    case 'simplify':
      return givenUp(toRepeat(lane, message, simplified(step.as, settlement)), robot, message);
    case 'bury':
      return withoutMention(withoutRepetition(lane, message), message);
    default:
      return step satisfies never;
  }
}

/**
 * The lane after its worker died: the lost request counts as sent now, its alerts are told again under the same id. `refs`
 * are those of the message in flight, also where their list is not on the lane.
 */
export function reclaimLane(lane: Lane, nowMs: number, refs = lane.inFlight?.refs ?? []): Lane {
  const { owner: _o, till: _t, inFlight, inFlightUntil: _f, ...rest } = lane;
  if (inFlight === undefined) return rest;
  // It took its slot on the lane of the robot it went through.
  const slots = inFlight.through === undefined ? withSlot(lane.slots, nowMs) : lane.slots;
  // A guest's message is its own lane's affair.
  return inFlight.home === undefined
    ? afterLoss({ ...rest, slots }, inFlight, { lostAtMs: nowMs, refs })
    : { ...rest, slots };
}

function simplified(as: Simpler, { message, newMessageId }: Settlement): LaneMessage {
  return { ...refused(message, newMessageId), simpler: as };
}

function delivered(lane: Lane, { message, refs, followUp, caps, acknowledged }: Settlement): Lane {
  if (message.kind === 'mention') return withoutMention(lane, message);
  const { doubtful: _left, mayShow = [], ...listed } = message;
  const other = new Set(mayShow.map(keyOf));
  // What former tries may have shown of these stays doubtful: that is not what they count as told in either.
  const before = (lane.doubtful ?? []).filter((ref) => other.has(keyOf(ref)));
  const told = doubting(afterTelling(lane, refs), [...before, ...mayShow]);
  const completed = followUp === undefined ? told : withFollowUp(told, followUp);
  const acks = acknowledged === true ? lane.acks : [...lane.acks, listed];

  return { ...completed, ...(caps === undefined ? {} : { caps }), acks };
}

/** The lane without a mention that failed too often. */
function givenUp(lane: Lane, robot: Lane, message: LaneMessage): Lane {
  return robot.failures < MENTION_TRIES ? lane : withoutMention(lane, message);
}

/** The lane without the mention it owed, when that was the message. */
function withoutMention(lane: Lane, message: LaneMessage): Lane {
  return message.kind === 'mention' ? withoutFollowUp(lane, message.completes) : lane;
}
