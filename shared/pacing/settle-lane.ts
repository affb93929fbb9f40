import type { NextStep } from '../delivery/next-step.ts';
import type { Outcome } from '../delivery/outcome.ts';
import type { FollowUp, Lane, LaneMessage } from './lane.ts';
import { withSlot } from './send-window.ts';

/** One answered (or lost) request on a lane. */
export interface Settlement {
  readonly message: LaneMessage;
  readonly outcome: Outcome;
  readonly step: NextStep;
  readonly answeredAtMs: number;
  /** What completes this message once it is delivered. */
  readonly followUp?: FollowUp;
  /** Id for the simpler message, should it come to that. */
  readonly newMessageId: string;
}

/** Failed mentions are given up after this many tries: the alerts themselves were told. */
const MENTION_TRIES = 3;
/**
 * Failures in a row up to which a message whose answer was lost goes out again
 * as it was: some five minutes. It goes before all else, so that longer than
 * this it would be in the way of alerts whose answers are not lost.
 */
const SAME_MESSAGE_FAILURES = 6;

/** The lane after a request came to its end. */
export function settleLane(lane: Lane, settlement: Settlement): Lane {
  const counted = countSend(lane, settlement);
  if (settlement.message.kind === 'test') return triedOut(counted, settlement.step);
  const { mutedUntil: _m, retryAt: _r, misconfigured: _b, again, ...cleared } = counted;
  // A mention must not make the lane forget another message it has to repeat.
  const rest: Lane = again === undefined || again.id === settlement.message.id ? cleared : { ...cleared, again };
  switch (settlement.step.kind) {
    case 'acknowledge':
      return delivered({ ...rest, failures: 0 }, settlement);
    case 'mute':
      return { ...rest, ...carried(lane, settlement.message), mutedUntil: settlement.step.untilMs };
    case 'retry':
      return failed({ ...rest, ...carried(lane, settlement.message), retryAt: settlement.step.atMs }, settlement);
    case 'probe':
      return failed(
        {
          ...rest,
          ...carried(lane, settlement.message),
          ...misconfiguredReason(settlement.outcome),
          retryAt: settlement.step.atMs,
        },
        settlement,
      );
    case 'again':
      return failed(
        {
          ...rest,
          ...(lane.failures < SAME_MESSAGE_FAILURES ? repeatable(settlement.message) : {}),
          retryAt: settlement.step.atMs,
        },
        settlement,
      );
    case 'simplify':
      return failed({ ...rest, ...simplified(settlement) }, settlement);
    case 'bury':
      return { ...withoutMention(rest, settlement.message), failures: 0 };
    default:
      return settlement.step satisfies never;
  }
}

/** The lane after its worker died: the lost request counts as sent now, its alerts are told again under the same id. */
export function reclaimLane(lane: Lane, nowMs: number): Lane {
  const { owner: _o, till: _t, inFlight, inFlightUntil: _f, ...rest } = lane;
  const slots = withSlot(lane.slots, nowMs);

  return inFlight === undefined ? rest : { ...rest, slots, ...repeatable(inFlight) };
}

/** Only messages about alerts are worth telling again; a lost mention is still on the lane as follow-up. */
function repeatable(message: LaneMessage): { readonly again?: LaneMessage } {
  const aboutAlerts = message.kind !== 'test' && message.kind !== 'mention' && message.kind !== 'notice';
  return aboutAlerts ? { again: { ...message, attempt: message.attempt + 1 } } : {};
}

function simplified({ message, newMessageId }: Settlement): { readonly again?: LaneMessage } {
  const { again } = repeatable(message);
  return again === undefined ? {} : { again: { ...again, id: newMessageId, simpler: 'plain' } };
}

function delivered(lane: Lane, { message, followUp }: Settlement): Lane {
  if (message.kind === 'mention') return withoutMention(lane, message);
  const completed = followUp === undefined ? lane : { ...lane, followUp };

  return { ...completed, acks: [...lane.acks, message] };
}

/** What a try-out teaches of the robot. Its failure says nothing about the alerts' own next attempt. */
function triedOut(lane: Lane, step: NextStep): Lane {
  if (step.kind === 'mute') return { ...lane, mutedUntil: step.untilMs };
  if (step.kind !== 'acknowledge') return lane;
  const { mutedUntil: _m, retryAt: _r, misconfigured: _b, ...works } = lane;

  return { ...works, failures: 0 };
}

/** A message that was a repetition already stays one. */
function carried(lane: Lane, message: LaneMessage): { readonly again?: LaneMessage } {
  return lane.again?.id === message.id ? repeatable(message) : {};
}

function failed(next: Lane, { message }: Settlement): Lane {
  const failures = next.failures + 1;
  if (message.kind !== 'mention' || failures < MENTION_TRIES) return { ...next, failures };
  const { retryAt: _at, ...rest } = withoutMention(next, message);

  return { ...rest, failures: 0 };
}

/** The lane without the mention it owed, when that was the message. */
function withoutMention(lane: Lane, message: LaneMessage): Lane {
  if (message.kind !== 'mention') return lane;
  const { followUp: _done, ...rest } = lane;

  return rest;
}

function misconfiguredReason(outcome: Outcome): Partial<Lane> {
  return outcome.kind === 'misconfigured' ? { misconfigured: outcome.reason } : {};
}

function countSend(lane: Lane, { outcome, answeredAtMs }: Settlement): Lane {
  const slots = reachedRobot(outcome) ? withSlot(lane.slots, answeredAtMs) : lane.slots;
  const month = new Date(answeredAtMs).toISOString().slice(0, 7);
  const before = lane.month === month ? lane.monthCount : 0;
  const sent = outcome.kind === 'delivered' || outcome.kind === 'unknown' ? 1 : 0;

  return { ...lane, slots, month, monthCount: before + sent };
}

/** Whether the robot may have counted the request. Only a request that never left us is free. */
function reachedRobot(outcome: Outcome): boolean {
  if (outcome.kind === 'misconfigured') return outcome.reason !== 'secret-missing';
  if (outcome.kind !== 'unreachable') return true;
  return outcome.reason === 'server-error' || outcome.reason === 'busy' || outcome.reason === 'not-json';
}
