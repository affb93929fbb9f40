import type { LaneMessage, Simpler } from '../pacing/lane.ts';
import type { MisconfiguredReason, Outcome } from './outcome.ts';

/** What follows from an outcome. */
export type NextStep =
  | { readonly kind: 'acknowledge' }
  /** Leave the robot alone until then. */
  | { readonly kind: 'mute'; readonly untilMs: number }
  /** Compose anew from what is due then. */
  | { readonly kind: 'retry'; readonly atMs: number }
  /** The robot may have shown it: its answer was lost, or is not as the channel asks for. The same message, under the same id. */
  | { readonly kind: 'again'; readonly atMs: number }
  /** The robot dislikes what it says: the same alerts in simpler words, as a new message. */
  | { readonly kind: 'simplify'; readonly as: Simpler }
  /** A person has to change something; try from time to time. */
  | { readonly kind: 'probe'; readonly atMs: number }
  /** It is given up; `maybeShown` says that the robot took it all the same. */
  | { readonly kind: 'bury'; readonly reason: string; readonly maybeShown?: true };

/** What the decision needs beside the outcome. */
export interface StepContext {
  readonly message: LaneMessage;
  /** Failures in a row before this outcome. */
  readonly failures: number;
  readonly nowMs: number;
  /** 0 to 1. */
  readonly random: number;
}

const FIRST_BACKOFF_MS = 5_000;
const MAX_BACKOFF_MS = 300_000;
const FIRST_PROBE_MS = 60_000;
/** A month's quota comes back with the month, or when somebody buys more. */
const QUOTA_PROBE_MS = 3_600_000;
/** Resynchronised on the robot's own clock, the next try needs no wait; a third failure is another trouble. */
const CLOCK_TRIES = 2;

/** Total over every outcome: what to do now. */
export function decideNextStep(outcome: Outcome, context: StepContext): NextStep {
  switch (outcome.kind) {
    case 'delivered':
      return { kind: 'acknowledge' };
    case 'throttled':
      return { kind: 'mute', untilMs: context.nowMs + outcome.retryAfterMs };
    case 'misconfigured':
      return { kind: 'probe', atMs: context.nowMs + probeAfter(outcome.reason, context) };
    case 'unreachable':
      return { kind: 'retry', atMs: context.nowMs + backoff(FIRST_BACKOFF_MS, context) };
    case 'unknown':
      return { kind: 'again', atMs: context.nowMs + backoff(FIRST_BACKOFF_MS, context) };
    case 'rejected':
      return rejectedStep(outcome, context);
    default:
      return outcome satisfies never;
  }
}

function probeAfter(reason: MisconfiguredReason, context: StepContext): number {
  return reason === 'quota' ? jittered(QUOTA_PROBE_MS, context) : backoff(FIRST_PROBE_MS, context);
}

function rejectedStep(outcome: Extract<Outcome, { kind: 'rejected' }>, context: StepContext): NextStep {
  if (outcome.reason === 'clock') {
    const waitMs = context.failures < CLOCK_TRIES ? 0 : backoff(FIRST_BACKOFF_MS, context);
    return { kind: 'retry', atMs: context.nowMs + waitMs };
  }
  const reason = `rejected: ${outcome.reason}${outcome.errcode === undefined ? '' : ` (${outcome.errcode})`}`;
  // The robot took the message, only the channel's own check did not: saying it in other words would not help.
  if (outcome.reason === 'response-check') {
    return context.failures === 0
      ? { kind: 'again', atMs: context.nowMs + backoff(FIRST_BACKOFF_MS, context) }
      : { kind: 'bury', reason, maybeShown: true };
  }
  const simpler = simplerThan(context.message);

  return simpler === undefined ? { kind: 'bury', reason } : { kind: 'simplify', as: simpler };
}

/** What is left to try: people had better see that something fired than not hear of it. */
function simplerThan({ kind, simpler }: LaneMessage): Simpler | undefined {
  if (kind === 'mention') return simpler === undefined ? 'plain' : undefined;
  if (simpler === undefined) return 'plain';
  return simpler === 'plain' ? 'counts' : undefined;
}

/** Doubles with each failure up to five minutes; spread by ±20 % so that many robots don't retry in step. */
function backoff(firstMs: number, context: StepContext): number {
  return jittered(Math.min(MAX_BACKOFF_MS, firstMs * 2 ** Math.min(context.failures, 10)), context);
}

function jittered(waitMs: number, { random }: StepContext): number {
  return Math.round(waitMs * (0.8 + 0.4 * random));
}
