import type { SilentSpell, SweepMark, WatchState } from './watch-store.ts';
import type { WatchedSource } from './watchdogs.ts';

/** That a source spoke is noted once in this time, ms: so much later than noted it may really have spoken. */
export const NOTE_EVERY_MS = 60_000;

/** A sweep that took it on itself to tell is given this long before another does, ms: longer than one may live. */
export const CLAIM_MS = 5 * 60_000;

/** Sweeps come every minute; after a gap like this the relay may not have been there to be spoken to, ms. */
export const GAP_MS = 5 * 60_000;

const MINUTE_MS = 60_000;

/** What a sweep has to do about a source. */
export type WatchDecision =
  /** It is watched from now on: it gets its whole time first. */
  | { readonly kind: 'begin'; readonly sinceMs: number }
  | { readonly kind: 'leave'; readonly why: 'speaks' | 'told' | 'being-told' | 'not-watched' }
  | { readonly kind: 'tell'; readonly why: 'silent' | 'still-silent' | 'unfinished'; readonly sinceMs: number }
  /** People were told that it is silent, and that is over. */
  | { readonly kind: 'end'; readonly why: 'spoke' | 'not-watched'; readonly silence: SilentSpell }
  /** It is watched no more, and nobody was told anything. */
  | { readonly kind: 'forget' };

/**
 * What is to be done about a source that is watched (`watched`) or was.
 *
 *   heard ──▶ silentAfter ──▶ tell ──▶ repeat ──▶ tell … heard ──▶ end
 *
 * Pure. Silence counts from the last of: it spoke, it was first watched, sweeps
 * came back after a gap. A minute more is given, since it may have spoken so
 * much later than noted.
 */
export function decideWatch(
  watched: WatchedSource | undefined,
  state: WatchState,
  unbrokenSinceMs: number,
  nowMs: number,
): WatchDecision {
  const { silence, watchedSinceMs } = state;
  if (watched === undefined) {
    if (silence !== undefined) return { kind: 'end', why: 'not-watched', silence };
    return watchedSinceMs === undefined ? { kind: 'leave', why: 'not-watched' } : { kind: 'forget' };
  }
  if (watchedSinceMs === undefined) return { kind: 'begin', sinceMs: beginOf(state, nowMs) };

  const sinceMs = quietSince(state);
  if (silence !== undefined) {
    return sinceMs > silence.sinceMs ? { kind: 'end', why: 'spoke', silence } : again(silence, watched, nowMs);
  }
  const silentAtMs = Math.max(sinceMs, unbrokenSinceMs) + watched.silentAfterMinutes * MINUTE_MS + NOTE_EVERY_MS;
  return nowMs < silentAtMs ? { kind: 'leave', why: 'speaks' } : { kind: 'tell', why: 'silent', sinceMs };
}

function again({ sinceMs, claimedAtMs, toldAtMs }: SilentSpell, { repeatMinutes }: WatchedSource, nowMs: number) {
  const isUnfinished = toldAtMs === undefined || toldAtMs < claimedAtMs;
  if (isUnfinished) {
    return nowMs < claimedAtMs + CLAIM_MS
      ? ({ kind: 'leave', why: 'being-told' } as const)
      : ({ kind: 'tell', why: 'unfinished', sinceMs } as const);
  }

  return nowMs < toldAtMs + repeatMinutes * MINUTE_MS
    ? ({ kind: 'leave', why: 'told' } as const)
    : ({ kind: 'tell', why: 'still-silent', sinceMs } as const);
}

/** What it said a moment ago, before the first sweep came, counts; what it said when it was watched before does not. */
function beginOf({ heardAtMs }: WatchState, nowMs: number): number {
  return heardAtMs !== undefined && heardAtMs > nowMs - GAP_MS ? Math.min(heardAtMs, nowMs) : nowMs;
}

/** Since when nothing came: what was said before it was watched is not known. */
export function quietSince({ heardAtMs, watchedSinceMs }: WatchState): number {
  return Math.max(heardAtMs ?? 0, watchedSinceMs ?? 0);
}

/** Whether it spoke since it is watched. */
export function wasHeard({ heardAtMs, watchedSinceMs }: WatchState): boolean {
  return heardAtMs !== undefined && heardAtMs >= (watchedSinceMs ?? 0);
}

/** The mark of a sweep that comes now; the look for silent alerts goes on where it was. */
export function nextMark(before: SweepMark | undefined, nowMs: number): SweepMark {
  const isUnbroken = before !== undefined && nowMs - before.lastAtMs <= GAP_MS;
  return { ...before, lastAtMs: nowMs, unbrokenSinceMs: isUnbroken ? before.unbrokenSinceMs : nowMs };
}
