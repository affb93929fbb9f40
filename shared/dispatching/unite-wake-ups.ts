import type { DueClass } from '../admission/due.ts';
import { decodeMark } from '../admission/shard.ts';
import type { WakeUp } from './wake-ups.ts';

/** The most urgent class a wake-up is about, or undefined where it may be about anything. */
export function urgencyOf({ marks, urgent }: WakeUp): DueClass | undefined {
  if (marks === undefined) return urgent;
  const classes = marks.map((mark) => decodeMark(mark)?.class);
  // A mark nobody can read may stand for anything.
  return classes.includes(undefined) ? undefined : worstOf(classes);
}

/** One wake-up for several of a lane; one that looks everywhere stands for all. */
export function uniteWakeUps(first: WakeUp, ...others: readonly WakeUp[]): WakeUp {
  const all = [first, ...others];
  const marks = all.map((one) => one.marks);
  if (!marks.includes(undefined)) {
    return { lane: first.lane, marks: [...new Set(marks.flatMap((one) => one ?? []))] };
  }
  const classes = all.map(urgencyOf);
  const urgent = classes.includes(undefined) ? undefined : worstOf(classes);

  return { lane: first.lane, ...(urgent === undefined ? {} : { urgent }) };
}

/** The more urgent of classes; undefined for none. */
export function worstOf(classes: readonly (DueClass | undefined)[]): DueClass | undefined {
  return classes.reduce<DueClass | undefined>((worst, one) => {
    if (one === undefined) return worst;
    return worst === undefined || one < worst ? one : worst;
  }, undefined);
}
