/** One rule: while a firing alert matches its source side, alerts that match its target side are not told. */
export interface InhibitionRule {
  readonly name: string;
  /** All of them must match the alert that inhibits (routing/matcher.ts). */
  readonly sourceMatchers: readonly string[];
  /** All of them must match the alert that is inhibited. */
  readonly targetMatchers: readonly string[];
  /** What both must have in common, by the names matchers use; an alert without one has the empty text. */
  readonly equal: readonly string[];
  /** Channels in which it inhibits; absent: all. The alert that inhibits may go anywhere. */
  readonly channels?: readonly string[];
  /** A source that is not received again for this long counts as over, ms. */
  readonly sourceTimeoutMs: number;
}

/** How long a source counts that is not received again, where its rule does not say, ms. */
export const DEFAULT_SOURCE_TIMEOUT_MS = 6 * 3_600_000;
/** The longest a rule may let it count, ms. */
export const MAX_SOURCE_TIMEOUT_MS = 7 * 86_400_000;
