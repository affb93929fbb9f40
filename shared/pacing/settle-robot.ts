import type { NextStep } from '../delivery/next-step.ts';
import type { Outcome } from '../delivery/outcome.ts';
import type { Lane, LaneMessage } from './lane.ts';
import { strainedBy } from './learned-limit.ts';
import { quotaMonth } from './quota.ts';
import { WINDOW_SLACK_MS, withSlot } from './send-window.ts';
import { troubleOf } from './trouble.ts';

/** One answered (or lost) request to a robot. */
export interface RobotAnswer {
  readonly message: LaneMessage;
  readonly outcome: Outcome;
  readonly step: NextStep;
  readonly answeredAtMs: number;
  /** What the robot was thought to take in a minute. */
  readonly limit: number;
}

/** The lane of a robot after a request through it: its slot, its month, its health. */
export function settleRobot(lane: Lane, answer: RobotAnswer): Lane {
  const counted = countSend(lane, answer);
  if (answer.message.kind === 'test') return triedOut(counted, answer);

  const troubleSince = troubleOf(counted, answer.answeredAtMs);
  const { mutedUntil: _m, retryAt: _r, misconfigured: _b, troubleSince: _t, ...rest } = counted;
  const inTrouble = { ...rest, troubleSince: troubleSince ?? answer.answeredAtMs };
  const { step } = answer;
  switch (step.kind) {
    case 'acknowledge':
    case 'bury':
      return { ...rest, failures: 0 };
    case 'simplify':
      // The robot works; it is what we said that it disliked.
      return { ...rest, failures: lane.failures + 1 };
    case 'mute':
      return {
        ...inTrouble,
        ...strainedBy(lane, answer.outcome, answer.limit, answer.answeredAtMs),
        ...muted(step),
        // One throttle is waited out. Nothing but throttles is a robot that fails.
        failures: troubleSince === undefined ? 0 : lane.failures + 1,
      };
    case 'retry':
    case 'again':
      return { ...inTrouble, failures: lane.failures + 1, retryAt: step.atMs };
    case 'probe':
      return {
        ...inTrouble,
        ...misconfiguredReason(answer.outcome),
        failures: lane.failures + 1,
        retryAt: step.atMs,
      };
    default:
      return step satisfies never;
  }
}

/** As with slots: a worker whose clock is ahead must not end the mute before the robot does. */
function muted(step: Extract<NextStep, { kind: 'mute' }>): Partial<Lane> {
  return { mutedUntil: step.untilMs + WINDOW_SLACK_MS };
}

/** What a try-out teaches of the robot. Its failure says nothing about the alerts' own next attempt. */
function triedOut(lane: Lane, { step, answeredAtMs }: RobotAnswer): Lane {
  // But a mute keeps alerts waiting whoever brought it on: the patience until the fallback counts from it.
  if (step.kind === 'mute')
    return { ...lane, ...muted(step), troubleSince: troubleOf(lane, answeredAtMs) ?? answeredAtMs };
  if (step.kind !== 'acknowledge') return lane;
  const { mutedUntil: _m, retryAt: _r, misconfigured: _b, troubleSince: _t, ...works } = lane;

  return { ...works, failures: 0 };
}

function misconfiguredReason(outcome: Outcome): Partial<Lane> {
  return outcome.kind === 'misconfigured' ? { misconfigured: outcome.reason } : {};
}

function countSend(lane: Lane, { outcome, answeredAtMs }: RobotAnswer): Lane {
  const slots = reachedRobot(outcome) ? withSlot(lane.slots, answeredAtMs) : lane.slots;
  const month = quotaMonth(answeredAtMs);
  const before = lane.month === month ? lane.monthCount : 0;

  return { ...lane, slots, month, monthCount: before + (countsAsSent(outcome) ? 1 : 0) };
}

/** Whether a request counts against the month: what the robot refused does not; what only the channel's own check refused does. */
export function countsAsSent(outcome: Outcome): boolean {
  if (outcome.kind === 'rejected') return outcome.reason === 'response-check';
  return outcome.kind === 'delivered' || outcome.kind === 'unknown';
}

/** Whether the robot may have counted the request. Only a request that never left us is free. */
function reachedRobot(outcome: Outcome): boolean {
  if (outcome.kind === 'misconfigured') return outcome.reason !== 'secret-missing';
  if (outcome.kind !== 'unreachable') return true;
  return outcome.reason === 'server-error' || outcome.reason === 'busy' || outcome.reason === 'not-json';
}
