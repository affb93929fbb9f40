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
  return (await lookWhole(marks, alerts, nowMs)).entries;
}

/** What a look found, and whether that is all there is: a shard may hold more than its share of the room. */
export interface Look {
  readonly entries: readonly DueEntry[];
  readonly isWhole: boolean;
}

/** As `lookForDue`, and says whether anything was left behind. */
export async function lookWhole(marks: readonly Mark[], alerts: Pick<AlertStore, 'due'>, nowMs: number): Promise<Look> {
  const found = new Map<string, DueEntry>();
  let isWhole = true;
  for (const dueClass of DUE_CLASSES) {
    for (const some of inBatches(marks.filter((mark) => mark.class === dueClass))) {
      const room = MAX_LOOK - found.size;
      if (room <= 0) return { entries: [...found.values()].slice(0, MAX_LOOK), isWhole: false };
      // Fingerprints fill the shards evenly, so that shares of the room lose little and bound what is held.
      const share = Math.ceil(room / some.length);
      const pages = await Promise.all(some.map((mark) => alerts.due(mark, nowMs, share)));
      isWhole &&= pages.every(({ length }) => length < share);
      // One that changed class between two looks is found twice: the later look is the newer state.
      for (const entry of pages.flat()) found.set(`${entry.channel}/${entry.fingerprint}`, entry);
    }
  }

  return { entries: [...found.values()].slice(0, MAX_LOOK), isWhole: isWhole && found.size <= MAX_LOOK };
}

/** As many marks as a channel has shards: those of one channel are looked at together. */
function inBatches(marks: readonly Mark[]): readonly (readonly Mark[])[] {
  const count = Math.ceil(marks.length / SHARDS.length);
  return Array.from({ length: count }, (_, at) => marks.slice(at * SHARDS.length, (at + 1) * SHARDS.length));
}
