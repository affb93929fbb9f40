import { keyOf } from '../admission/alert-store.ts';
import type { AlertRef, Lane, LaneMessage } from './lane.ts';

/*
 * Alerts that a robot may have shown, though nobody knows:
 *
 *   lost ──▶ in a message to repeat ──┬── repeated, told ──────────────────────────▶ known
 *                                     ├── left out, or told in another state ──▶ doubtful on the lane
 *                                     ├── repeated with news, told or lost ────▶ the news is doubtful on the lane
 *                                     └── given up ────────────────────────────▶ doubtful on the lane
 *   doubtful ──┬── told, and it says that it may be a repeat ──▶ known
 *              ├── put off ──▶ doubtful; the alert remembers it as well (`maybeShown`); the lane, when the first is due
 *              ├── no room on the lane ──▶ the alert alone remembers it, where it was firing
 *              └── nothing left to tell ──▶ forgotten by the idle lane
 */

/**
 * Alerts of which a lane remembers at most that they may have been shown; the newest count. Where there are more, one of
 * them is enough for the message that tells them all. But each alert that a group may have seen firing must come to an
 * end for it: what has no room here is remembered by the alerts themselves (remember-doubtful.ts).
 */
const MOST_DOUBTFUL = 50;

/** The lane that remembers of these alerts that they may have been shown. */
export function doubting(lane: Lane, refs: readonly AlertRef[]): Lane {
  if (refs.length === 0) return lane;
  const added = new Set(refs.map(stateOf));
  const former = (lane.doubtful ?? []).filter((ref) => !added.has(stateOf(ref)));

  const all = [...former, ...refs];
  const { doubtfulDueAt: _older, ...anew } = lane;
  const crowdedOut = [...(lane.crowdedOut ?? []), ...withoutRoom(all)];

  return {
    ...withDoubtful(anew, all.slice(-MOST_DOUBTFUL)),
    ...(crowdedOut.length === 0 ? {} : { crowdedOut }),
  };
}

/** Those of doubtful alerts for which there is no room on a lane, or in a message on it. */
export function withoutRoom(refs: readonly AlertRef[]): readonly AlertRef[] {
  return refs.slice(0, -MOST_DOUBTFUL);
}

/** The lane that remembers of these alerts, and of no others, that they may have been shown. */
export function withDoubtful(lane: Lane, refs: readonly AlertRef[]): Lane {
  const { doubtful: _former, doubtfulDueAt, ...rest } = lane;
  if (refs.length === 0) return rest;

  return { ...rest, doubtful: refs, ...(doubtfulDueAt === undefined ? {} : { doubtfulDueAt }) };
}

/**
 * Whether a look has to reckon with what is doubtful, for which nobody is woken. Where all of it is put off it need not:
 * whatever makes that due earlier, an end of its silence or a change, wakes somebody.
 */
export function isDoubtDue({ doubtful, doubtfulDueAt = 0 }: Lane, nowMs: number): boolean {
  return doubtful !== undefined && doubtfulDueAt <= nowMs;
}

/** A message that repeats another, and leaves these alerts of it out or tells them in another state. */
export function leaving(message: LaneMessage, refs: readonly AlertRef[]): LaneMessage {
  return refs.length === 0 ? message : { ...message, doubtful: refs.slice(-MOST_DOUBTFUL) };
}

/** A message that may show these alerts in another state than they count as told in. */
export function showing(message: LaneMessage, refs: readonly AlertRef[]): LaneMessage {
  return refs.length === 0 ? message : { ...message, mayShow: refs.slice(-MOST_DOUBTFUL) };
}

/** An alert in one of its states. */
export function stateOf(ref: Pick<AlertRef, 'channel' | 'fingerprint' | 'version'>): string {
  return `${keyOf(ref)}/${ref.version}`;
}
