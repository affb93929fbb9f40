/** What fires by the ledger, as far as it was read. */
export interface KnownFiring {
  readonly ids: readonly string[];
  /** There is more in the ledger than was read. */
  readonly isCut: boolean;
}

/** Rows of one source looked at in the ledger. */
export const MOST_KNOWN = 100_000;
