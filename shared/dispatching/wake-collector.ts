import type { Due } from '../admission/due.ts';
import { encodeMark, type Mark } from '../admission/shard.ts';
import { MAX_MARKS } from './look.ts';
import { urgencyOf } from './unite-wake-ups.ts';
import type { WakeUp } from './wake-ups.ts';

/** A wake-up and its time. */
export interface PlannedWakeUp {
  readonly wakeUp: WakeUp;
  readonly atMs: number;
}

/** Times closer than this share a wake-up, ms: alerts of one message become due again together. */
const TOGETHER_MS = 1_000;

/** A wake-up for these marks: too many of them and it looks everywhere. */
export function wakeUpFor(lane: string, marks: readonly string[]): WakeUp {
  if (marks.length <= MAX_MARKS) return { lane, marks };
  const urgent = urgencyOf({ lane, marks });

  return { lane, ...(urgent === undefined ? {} : { urgent }) };
}

/** Gathers what a batch made due into as few wake-ups as it takes: one a lane and time. */
export class WakeCollector {
  readonly #marks = new Map<string, { readonly lane: string; readonly atMs: number; readonly marks: Set<string> }>();

  add(lane: string, mark: Omit<Mark, 'class'>, due: Due, nowMs: number): void {
    // Never early: what is looked for before its time is not found.
    const atMs = due.atMs <= nowMs ? nowMs : Math.ceil(due.atMs / TOGETHER_MS) * TOGETHER_MS;
    const key = `${atMs <= nowMs ? 0 : atMs}/${lane}`;
    const planned = this.#marks.get(key) ?? { lane, atMs, marks: new Set() };
    planned.marks.add(encodeMark({ ...mark, class: due.class }));
    this.#marks.set(key, planned);
  }

  /** The wake-ups gathered, soonest first; the collector is empty afterwards. */
  drain(): readonly PlannedWakeUp[] {
    const planned = [...this.#marks.values()].toSorted((a, b) => a.atMs - b.atMs);
    this.#marks.clear();

    return planned.map(({ lane, atMs, marks }) => ({
      atMs,
      wakeUp: wakeUpFor(lane, [...marks]),
    }));
  }
}
