import type { SuppressedReason } from '../admission/admit.ts';
import type { AlertItem } from '../admission/alert-item.ts';
import type { Waiting } from './choose-entries.ts';
import type { Held, Holder } from './judge-due.ts';

/** One kind of thing that keeps alerts from being told: silences, firing alerts that inhibit others. */
export interface Judge {
  /** The word of what it holds back. */
  readonly reason: SuppressedReason;
  /** What it goes by as things are now; undefined when it has nothing to do with any of these. */
  open(waiting: readonly Waiting[]): Promise<Session | undefined>;
}

/**
 * What a judge goes by during one look. `held` are those it holds back itself.
 *
 *   open ─▶ isCandidate, holdersOf ─▶ noteHeld ─▶ (postponed) ─▶ overMeanwhile ─▶ count
 */
export interface Session {
  /** Whether an alert has to be read to know: false only where its brief makes that certain. */
  isCandidate(one: Waiting): boolean;
  /** What holds an alert back now. */
  holdersOf(item: AlertItem): readonly Holder[];
  /** Before they are put off, so that whoever ends what holds them knows where to look. */
  noteHeld(held: readonly Held[]): Promise<void>;
  /** After they were put off: those whose holder ended in the meantime. */
  overMeanwhile(held: readonly Held[]): Promise<readonly Held[]>;
  /** Takes down those that it holds back for the first time. */
  count(held: readonly Held[]): Promise<void>;
}
