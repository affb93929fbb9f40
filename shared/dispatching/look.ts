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

/** What is due now under the marks, the most urgent class first. */
export async function lookForDue(
  marks: readonly Mark[],
  alerts: Pick<AlertStore, 'due'>,
  nowMs: number,
): Promise<readonly DueEntry[]> {
  const found: DueEntry[] = [];
  for (const dueClass of DUE_CLASSES) {
    const room = MAX_LOOK - found.length;
    if (room <= 0) break;
    const ofClass = marks.filter((mark) => mark.class === dueClass);
    const pages = await Promise.all(ofClass.map((mark) => alerts.due(mark, nowMs, room)));
    found.push(...pages.flat().slice(0, room));
  }

  return found;
}
