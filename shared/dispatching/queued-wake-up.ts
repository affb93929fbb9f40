import { DUE_CLASSES } from '../admission/due.ts';
import type { WakeUp } from './wake-ups.ts';

/** A wake-up as a message carries it: with its time, since a far one travels in several hops. */
export interface QueuedWakeUp {
  readonly wakeUp: WakeUp;
  readonly atMs: number;
}

/** Reads a message of the queue, or undefined for one that is none of ours. */
export function parseQueuedWakeUp(body: string): QueuedWakeUp | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return undefined;
  }
  const { wakeUp, atMs } = (parsed ?? {}) as { wakeUp?: Partial<Record<keyof WakeUp, unknown>>; atMs?: unknown };
  if (typeof wakeUp?.lane !== 'string' || typeof atMs !== 'number') return undefined;
  const marks = Array.isArray(wakeUp.marks) ? wakeUp.marks.filter((mark) => typeof mark === 'string') : undefined;
  const urgent = DUE_CLASSES.find((one) => one === wakeUp.urgent);

  return {
    atMs,
    wakeUp: {
      lane: wakeUp.lane,
      ...(marks === undefined ? {} : { marks }),
      ...(urgent === undefined ? {} : { urgent }),
    },
  };
}
