import type { NextStep } from '../delivery/next-step.ts';
import { withFollowUp, withoutFollowUp } from './follow-ups.ts';
import type { FollowUp, Lane, LaneMessage, Simpler } from './lane.ts';
import { withSlot } from './send-window.ts';

/** The end of one request of a lane. */
export interface Settlement {
  readonly message: LaneMessage;
  readonly step: NextStep;
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
 * Failures in a row up to which a message whose answer was lost goes out again
 * as it was: some five minutes. It goes before all else, so that longer than
 * this it would be in the way of alerts whose answers are not lost.
 */
const SAME_MESSAGE_FAILURES = 6;

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
  const { again: _settled, ...cleared } = lane;
  // A mention, or what another channel had to say meanwhile, must not make the lane forget a message it has to repeat.
  const rest: Lane = isRepetition(lane, message) ? cleared : lane;
  switch (step.kind) {
    case 'acknowledge':
      return delivered(rest, settlement);
    case 'mute':
    case 'retry':
    case 'probe':
      return givenUp({ ...rest, ...carried(lane, message) }, robot, message);
    case 'again':
      return givenUp(
        { ...rest, ...(robot.failures <= SAME_MESSAGE_FAILURES ? repeatable(maybeShown(message)) : {}) },
        robot,
        message,
      );
    case 'simplify':
      return givenUp({ ...rest, ...simplified(step.as, settlement) }, robot, message);
    case 'bury':
      return withoutMention(rest, message);
    default:
      return step satisfies never;
  }
}

/** The lane after its worker died: the lost request counts as sent now, its alerts are told again under the same id. */
export function reclaimLane(lane: Lane, nowMs: number): Lane {
  const { owner: _o, till: _t, inFlight, inFlightUntil: _f, ...rest } = lane;
  if (inFlight === undefined) return rest;
  // It took its slot on the lane of the robot it went through.
  const slots = inFlight.through === undefined ? withSlot(lane.slots, nowMs) : lane.slots;
  // A guest's message is its own lane's affair.
  return { ...rest, slots, ...(inFlight.home === undefined ? repeatable(maybeShown(inFlight)) : {}) };
}

/** Only messages about alerts are worth telling again; a lost mention is still on the lane as follow-up. */
function repeatable(message: LaneMessage): { readonly again?: LaneMessage } {
  const aboutAlerts = message.kind !== 'test' && message.kind !== 'mention' && message.kind !== 'notice';
  return aboutAlerts ? { again: { ...message, attempt: message.attempt + 1 } } : {};
}

/** A message that went out and of which nobody knows what became. */
function maybeShown({ unusedId: _out, ...message }: LaneMessage): LaneMessage {
  return { ...message, maybeShown: true };
}

function simplified(as: Simpler, { message, newMessageId }: Settlement): { readonly again?: LaneMessage } {
  const { maybeShown: _refused, ...fresh } = message;
  const { again } = repeatable(fresh);
  return again === undefined ? {} : { again: { ...renamed(again, newMessageId), simpler: as } };
}

/** Whether a message is the one the lane has to repeat, under its own or another id. */
export function isRepetition({ again }: Pick<Lane, 'again'>, { id, insteadOf }: LaneMessage): boolean {
  return again !== undefined && (again.id === id || again.id === insteadOf);
}

/** The same alerts in a message of another id: their list stays where it is. */
export function renamed(message: LaneMessage, id: string): LaneMessage {
  const manifest = message.chunks === undefined ? {} : { manifestOf: message.manifestOf ?? message.id };
  return { ...message, ...manifest, id, unusedId: true, insteadOf: message.id };
}

function delivered(lane: Lane, { message, followUp, caps, acknowledged }: Settlement): Lane {
  if (message.kind === 'mention') return withoutMention(lane, message);
  const completed = followUp === undefined ? lane : withFollowUp(lane, followUp);

  const acks = acknowledged === true ? lane.acks : [...lane.acks, message];

  return { ...completed, ...(caps === undefined ? {} : { caps }), acks };
}

/** A message that was a repetition already stays one. */
function carried(lane: Lane, message: LaneMessage): { readonly again?: LaneMessage } {
  return isRepetition(lane, message) ? repeatable(message) : {};
}

/** The lane without a mention that failed too often. */
function givenUp(lane: Lane, robot: Lane, message: LaneMessage): Lane {
  return robot.failures < MENTION_TRIES ? lane : withoutMention(lane, message);
}

/** The lane without the mention it owed, when that was the message. */
function withoutMention(lane: Lane, message: LaneMessage): Lane {
  return message.kind === 'mention' ? withoutFollowUp(lane, message.completes) : lane;
}
