import type { AlertRef, Lane } from '../pacing/lane.ts';
import type { LaneStore } from '../pacing/lane-store.ts';
import { repetitions } from '../pacing/repetition.ts';
import { refsOf } from './acknowledge-message.ts';
import type { Waiting } from './choose-entries.ts';

/**
 * Of which alerts a robot may have shown what is due of them, though nobody
 * knows: those of messages that wait to be repeated on another way, and those
 * of messages that are not repeated any more. What changed since is news.
 */
export async function doubtfulOn(
  lane: Lane,
  lanes: Pick<LaneStore, 'readManifest'>,
): Promise<(waiting: Waiting) => boolean> {
  const maybeShown = repetitions(lane).filter((message) => message.maybeShown === true);
  const lists = await Promise.all(maybeShown.map((message) => refsOf(message, lanes)));
  const doubtful = new Set([...(lane.doubtful ?? []), ...lists.flat()].map(stateOf));

  return ({ entry }) => doubtful.has(stateOf(entry));
}

function stateOf({ channel, fingerprint, version }: Pick<AlertRef, 'channel' | 'fingerprint' | 'version'>): string {
  return `${channel}/${fingerprint}/${version}`;
}
