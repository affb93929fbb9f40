import { type AlertKey, keyOf } from '../admission/alert-store.ts';
import { stateOf } from '../pacing/doubt.ts';
import type { Lane } from '../pacing/lane.ts';
import type { LaneStore } from '../pacing/lane-store.ts';
import { repetitions } from '../pacing/repetition.ts';
import { refsOf } from './acknowledge-message.ts';
import type { Waiting } from './choose-entries.ts';

/** What a robot may have shown of alerts, though nobody knows. */
export interface Doubtful {
  /** Whether what is due of an alert may have been shown. What changed since is news. */
  maybeShown(waiting: Waiting): boolean;
  /** Whether an alert may have been seen firing, whatever became of it since. */
  seenFiring(alert: AlertKey): boolean;
  /** The same alerts; those say so which may have been seen firing, whatever became of them since. */
  readonly marked: Marking;
}

/** Marks those of alerts that may have been seen firing. Where there are none it answers the very same list. */
export type Marking = (waiting: readonly Waiting[]) => readonly Waiting[];

/**
 * The alerts of messages that wait to be repeated, and of messages that are not
 * repeated any more. Their lists may be long: it is asked only of what is told
 * now, or kept from being told.
 */
export async function doubtfulOn(lane: Lane, lanes: Pick<LaneStore, 'readManifest'>): Promise<Doubtful> {
  const maybeShown = repetitions(lane).filter((message) => message.maybeShown === true);
  const lists = await Promise.all(maybeShown.map((message) => refsOf(message, lanes)));
  const refs = [...(lane.doubtful ?? []), ...lists.flat()];
  const states = new Set(refs.map(stateOf));
  const firing = new Set(refs.filter(({ status }) => status === 'firing').map(keyOf));
  const seenFiring = (alert: AlertKey) => firing.has(keyOf(alert));

  return {
    maybeShown: ({ entry }) => states.has(stateOf(entry)),
    seenFiring,
    marked(waiting) {
      if (!waiting.some(({ entry }) => seenFiring(entry))) return waiting;
      return waiting.map((one) =>
        seenFiring(one.entry) ? { ...one, entry: { ...one.entry, maybeShown: true } } : one,
      );
    },
  };
}
