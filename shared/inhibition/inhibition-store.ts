import type { InhibitionRule } from './inhibition-rule.ts';

/** The rules as they are kept, all of them as one. */
export interface StoredInhibitions {
  readonly rules: readonly InhibitionRule[];
  /** Who made them: a call of the API or `tocsin.yaml`. Only that may change them. */
  readonly origin: 'api' | 'file';
  /** Counts every change. */
  readonly revision: number;
}

/** Who goes by the rules. */
export interface InhibitionReader {
  /** The rules in force, at most ten seconds old. */
  rules(): Promise<readonly InhibitionRule[]>;
}

/** Where the rules are kept. */
export interface InhibitionStore extends InhibitionReader {
  readFresh(): Promise<StoredInhibitions | undefined>;
  /** Writes them as the next of `revision - 1`, of which 0 stands for none. */
  write(stored: StoredInhibitions): Promise<'written' | 'changed-meanwhile'>;
}
