import type { AlertStore, DueEntry } from '../admission/alert-store.ts';
import { DUE_CLASSES } from '../admission/due.ts';
import { decodeMark, type Mark, SHARDS } from '../admission/shard.ts';
import type { Channel } from '../channels/channel.ts';

/** Alerts one message can take; the rest waits for the next. Bounds a worker's memory. */
export const MAX_LOOK = 12_000;

/** More marks than this and a look everywhere costs no more. */
export const MAX_MARKS = 8;

/** Where to look: under the marks of a wake-up, else in every class and shard of the lane's channels. */
export function marksToLook(wakeUpMarks: readonly string[] | undefined, channels: readonly Channel[]): readonly Mark[] {
  if (wakeUpMarks !== undefined && wakeUpMarks.length <= MAX_MARKS) {
    const marks = wakeUpMarks.map(decodeMark).filter((mark) => mark !== undefined);
    return marks.filter((mark) => channels.some(({ name }) => name === mark.channel));
  }

  return DUE_CLASSES.flatMap((dueClass) =>
    channels.flatMap(({ name }) => [...SHARDS].map((shard) => ({ channel: name, shard, class: dueClass }))),
  );
}

/** What is due now under the marks, the most urgent class first, each alert once. */
export async function lookForDue(
  marks: readonly Mark[],
  alerts: Pick<AlertStore, 'due'>,
  nowMs: number,
): Promise<readonly DueEntry[]> {
  const found = new Map<string, DueEntry>();
  for (const dueClass of DUE_CLASSES) {
    for (const some of inBatches(marks.filter((mark) => mark.class === dueClass))) {
      const room = MAX_LOOK - found.size;
      if (room <= 0) break;
      // Fingerprints fill the shards evenly, so that shares of the room lose little and bound what is held.
      const share = Math.ceil(room / some.length);
      const pages = await Promise.all(some.map((mark) => alerts.due(mark, nowMs, share)));
      // One that changed class between two looks is found twice: the later look is the newer state.
      for (const entry of pages.flat()) found.set(`${entry.channel}/${entry.fingerprint}`, entry);
    }
  }

  return [...found.values()].slice(0, MAX_LOOK);
}

/**
 * Whether a look that found so much has certainly found all. Of n entries found
 * no shard gave more than n, and each could have given a share of what was left
 * of the room; one of many may have left some behind in a shard that holds more than others.
 */
export function isWhole(found: number): boolean {
  return found < (MAX_LOOK - found) / SHARDS.length;
}

/** As many marks as a channel has shards: those of one channel are looked at together. */
function inBatches(marks: readonly Mark[]): readonly (readonly Mark[])[] {
  const count = Math.ceil(marks.length / SHARDS.length);
  return Array.from({ length: count }, (_, at) => marks.slice(at * SHARDS.length, (at + 1) * SHARDS.length));
}
