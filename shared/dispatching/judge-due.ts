import type { SuppressedReason } from '../admission/admit.ts';
import type { AlertItem } from '../admission/alert-item.ts';
import type { Due } from '../admission/due.ts';
import type { Waiting } from './choose-entries.ts';

/** What is to become of an alert that is due, before anything is said of it. */
export type Judgement =
  | { readonly kind: 'tell' }
  /** Not now: it is due again then, if nothing happens before. `by` is what holds it back. */
  | {
      readonly kind: 'postpone';
      readonly untilMs: number;
      readonly reason: SuppressedReason;
      readonly by: string;
      /** A group may have seen it fire, in a message whose answer was lost: to be remembered until it is told. */
      readonly maybeShown?: true;
    }
  /** Not now, and there will be nothing left to say, but for the end of what a group may have seen fire. */
  | {
      readonly kind: 'withhold';
      readonly reason: SuppressedReason;
      readonly by: string;
      readonly maybeShown?: true;
    };

/** A judgement that keeps an alert from being told now. */
export type HeldBackJudgement = Exclude<Judgement, { kind: 'tell' }>;

/** An alert that is not told now, and why. */
export interface HeldEntry {
  readonly waiting: Waiting;
  readonly judgement: HeldBackJudgement;
}

/** One that was read to be judged. */
export interface Held extends HeldEntry {
  /** As it was when it was judged. */
  readonly item: AlertItem;
}

/** What holds an alert back, why, and until when. */
export interface Holder {
  readonly id: string;
  readonly reason: SuppressedReason;
  readonly untilMs: number;
}

/**
 * What becomes of an alert that something holds back. What lasts longest holds
 * it: when that ends early, the alert is judged again. `maybeShown` says that
 * a message had it firing of which nobody knows whether it was seen; what holds
 * the alert now keeps it out of the repetition.
 *
 * | told                  | now | then |
 * |-----------------------|-----|------|
 * | any                   | F   | told at the end, if it still fires |
 * | F, or perhaps F       | R   | told at the end: people know of it, and it must come to an end for them |
 * | –, R                  | R   | never: they did not hear of its firing either |
 */
export function judgeHeld(
  { status, told, maybeShown }: Pick<AlertItem, 'status' | 'told' | 'maybeShown'>,
  holders: readonly Holder[],
): Judgement {
  const [longest] = holders.toSorted((a, b) => b.untilMs - a.untilMs);
  if (longest === undefined) return { kind: 'tell' };
  const { id: by, reason, untilMs } = longest;
  if (status === 'resolved' && told !== 'firing' && maybeShown !== true) return { kind: 'withhold', reason, by };

  return { kind: 'postpone', untilMs, reason, by, ...(maybeShown === undefined ? {} : { maybeShown }) };
}

/** When an alert is due that is put off: as urgent as before, and as flapping. */
export function postponedDue(due: Due, untilMs: number): Due {
  return { ...due, atMs: untilMs };
}
