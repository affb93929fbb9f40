import { type Lane, LOOK_AGAIN_MS } from '../pacing/lane.ts';

/** Why nobody may work on a lane just now, and what ends it. Whether its robot can send is another question. */
export type Hindrance =
  /** Another worker holds the lane, or its request may still be answered. */
  | { readonly kind: 'busy'; readonly untilMs: number }
  /** A worker died between post and record: its message must be taken over. */
  | { readonly kind: 'worker-died' }
  /** A worker died while it acknowledged: that must be finished before anything is told twice. */
  | { readonly kind: 'unacknowledged' };

/** Beyond the time an answer may come, for clocks of two workers that differ, ms. */
export const ANSWER_SLACK_MS = 3_000;

/** The first hindrance of a lane, or undefined when it is free. */
export function hindranceOf(lane: Lane, nowMs: number): Hindrance | undefined {
  if (lane.till !== undefined && lane.till >= nowMs) return { kind: 'busy', untilMs: nowMs + LOOK_AGAIN_MS };
  if (lane.inFlight !== undefined) {
    const answeredBy = (lane.inFlightUntil ?? 0) + ANSWER_SLACK_MS;
    return answeredBy < nowMs ? { kind: 'worker-died' } : { kind: 'busy', untilMs: answeredBy + 1 };
  }

  return lane.acks.length > 0 ? { kind: 'unacknowledged' } : undefined;
}
