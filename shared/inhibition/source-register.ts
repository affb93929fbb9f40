import type { Fingerprint } from '../alert/fingerprint.ts';
import type { Subject } from '../routing/subject.ts';

/** An alert that inhibits others while it fires, as it was last received. Times in ms since the epoch. */
export interface InhibitingSource {
  readonly fingerprint: Fingerprint;
  /** The id the ledger shows. */
  readonly id: string;
  readonly subject: Subject;
  /** Start of the episode by the sender's clock, fixed-width UTC; absent when it gave none. */
  readonly episode?: string;
  /** When it was last received as firing. */
  readonly lastAt: number;
  /** When its end was received, or that it is no source any more. */
  readonly endedAt?: number;
  /** Channels its sender's token is bound to: it inhibits in no other. Absent: in all. */
  readonly within?: readonly string[];
  /** Marks (admission/shard.ts) under which it holds, or held, something back. */
  readonly heldIn: readonly string[];
}

/** A firing alert that matches the source side of a rule, as it was just received. */
export type FiringSource = Omit<InhibitingSource, 'endedAt' | 'heldIn'> & {
  /** Until when it may be remembered at most, if it is not received again, ms. */
  readonly keepUntilMs: number;
};

/** How a source ended. */
export interface SourceEnd {
  readonly fingerprint: Fingerprint;
  /** `recovered`: a late copy of its firing is none. `no-source`: it fires, and may be a source again in the same episode. */
  readonly how: 'recovered' | 'no-source';
  readonly episode?: string;
  readonly atMs: number;
  /** Channels the sender's token is bound to: it ends only what such a one noted. */
  readonly within?: readonly string[];
  /**
   * Present where the end says as much as its firing: it is noted even if that was never seen, so that a firing which
   * comes late is known for what it is.
   */
  readonly unseen?: Pick<FiringSource, 'id' | 'subject' | 'keepUntilMs'>;
}

/** What the dispatcher asks and notes of the sources. */
export interface SourceReader {
  /** All that are remembered, ended ones among them, as the table has them now. */
  list(): Promise<readonly InhibitingSource[]>;
  /** That it holds something back under these marks: before it does, so that whoever ends it knows where to look. */
  noteHeld(fingerprint: Fingerprint, marks: readonly string[]): Promise<void>;
}

/** The alerts that inhibit others, over all channels. */
export interface SourceRegister extends SourceReader {
  /** Notes that a source fires. A late copy of an episode that is over changes nothing, nor does a bound sender what others noted. */
  note(source: FiringSource): Promise<void>;
  /**
   * Ends one that fires; answers it, or undefined when none does in that episode. One that had become no source, and now
   * recovers, is noted as recovered and keeps its end: what it held was let go then.
   */
  end(end: SourceEnd): Promise<InhibitingSource | undefined>;
}
