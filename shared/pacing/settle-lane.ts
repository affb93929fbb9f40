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

/** The lane after a request came to its end. */
export function settleLane(lane: Lane, settlement: Settlement): Lane {
  const counted = countSend(lane, settlement);
  const { mutedUntil: _m, retryAt: _r, misconfigured: _b, again, ...cleared } = counted;
  // A try-out or a mention must not make the lane forget another message it has to repeat.
  const rest: Lane = again === undefined || again.id === settlement.message.id ? cleared : { ...cleared, again };
  switch (settlement.step.kind) {
    case 'acknowledge':
      return delivered({ ...rest, failures: 0 }, settlement);
    case 'mute':
      return kept({ ...rest, mutedUntil: settlement.step.untilMs }, lane, settlement.message);
    case 'retry':
      return failed({ ...rest, retryAt: settlement.step.atMs }, lane, settlement);
    case 'probe':
      return failed(
        { ...rest, retryAt: settlement.step.atMs, ...misconfiguredReason(settlement.outcome) },
        lane,
        settlement,
      );
    case 'again':
      return failed({ ...rest, retryAt: settlement.step.atMs, ...repeatable(settlement.message) }, lane, settlement);
    case 'simplify':
      return failed({ ...rest, ...simplified(settlement) }, lane, settlement);
    case 'bury':
      return { ...rest, failures: 0, acks: lane.acks };
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
  const { followUp: _old, ...rest } = lane;
  if (message.kind === 'mention') return rest;
  const completed = followUp === undefined ? lane : { ...lane, followUp };

  return message.kind === 'test' ? lane : { ...completed, acks: [...lane.acks, message] };
}

/** A message that waited out a mute keeps its identity when it had been told before. */
function kept(next: Lane, lane: Lane, message: LaneMessage): Lane {
  return lane.again?.id === message.id ? { ...next, again: message } : next;
}

function failed(next: Lane, lane: Lane, { message }: Settlement): Lane {
  // A failed try-out says nothing about the alerts' own next attempt.
  if (message.kind === 'test') return { ...next, ...restored(lane), failures: lane.failures };
  const failures = lane.failures + 1;
  if (message.kind === 'mention' && failures >= MENTION_TRIES) {
    const { followUp: _gone, retryAt: _at, ...rest } = next;
    return { ...rest, failures: 0 };
  }
  const again =
    next.again ?? (lane.again?.id === message.id ? { ...message, attempt: message.attempt + 1 } : undefined);

  return { ...next, failures, ...(again === undefined ? {} : { again }) };
}

function restored(lane: Lane): Partial<Lane> {
  return {
    ...(lane.retryAt === undefined ? {} : { retryAt: lane.retryAt }),
    ...(lane.again === undefined ? {} : { again: lane.again }),
    ...(lane.misconfigured === undefined ? {} : { misconfigured: lane.misconfigured }),
  };
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
