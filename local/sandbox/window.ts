/** Length of the rolling window both products count requests in, ms. */
export const WINDOW_MS = 60_000;

/** Arrival times of the requests of the last minute, ascending, ms. */
export type ArrivalWindow = readonly number[];

/**
 * The window after one more request arrived. Every request counts, refused ones too.
 *
 *     |<------ 60,000 ms ------>|
 *     a .... b .... c .... d    now       `a` left the window when now - a = 60,000
 */
export function arrive(window: ArrivalWindow, nowMs: number): ArrivalWindow {
  return [...window.filter((at) => at > nowMs - WINDOW_MS), nowMs];
}

/** What the rate limit says to a request that has just been counted. */
export type RateDecision =
  | { readonly kind: 'pass' }
  /** Still serving an earlier punishment. */
  | { readonly kind: 'muted'; readonly untilMs: number }
  /** This very request broke the limit; the punishment starts with it. */
  | { readonly kind: 'too-fast'; readonly untilMs: number };

/** What the decision rests on. */
export interface RateState {
  /** Requests of the last minute, the one to decide on included. */
  readonly inMinute: number;
  readonly perMinute: number;
  readonly mutedUntilMs: number;
  readonly muteMs: number;
}

/** Whether a request passes the rate limit. Requests during a mute are refused but don't prolong it. */
export function decideRate(state: RateState, nowMs: number): RateDecision {
  if (nowMs < state.mutedUntilMs) return { kind: 'muted', untilMs: state.mutedUntilMs };
  if (state.inMinute > state.perMinute) return { kind: 'too-fast', untilMs: nowMs + state.muteMs };

  return { kind: 'pass' };
}

/** Calendar month of a time (`2026-11`) in China Standard Time, which is where both products count months. */
export function monthOf(nowMs: number): string {
  return new Date(nowMs + 8 * 3_600_000).toISOString().slice(0, 7);
}
