import type { AlertRef } from '../pacing/lane.ts';
import type { LaneStore } from '../pacing/lane-store.ts';

/**
 * The lanes for one turn, which reads the list of a message once, whoever asks for it. A list never changes: each try to
 * repeat a message has one of its own.
 */
export function withListsOnce(lanes: LaneStore): LaneStore {
  const lists = new Map<string, Promise<readonly AlertRef[]>>();
  return {
    ...lanes,
    readManifest(name, chunks) {
      const list = lists.get(name) ?? lanes.readManifest(name, chunks);
      lists.set(name, list);
      return list;
    },
  };
}
