/** What is known of a pool's month. */
export interface QuotaCount {
  /** Messages sent in it. */
  readonly used: number;
  /** A robot said that the quota is used up; not asked again before then, ms. */
  readonly goneUntilMs?: number;
}

/** The months of the quota pools, which several robots share. */
export interface QuotaStore {
  /** Asks the table itself; nothing used when nobody counted yet. */
  get(pool: string, month: string): Promise<QuotaCount>;
  /** Counts messages and answers how many there are now, these included. */
  add(pool: string, month: string, messages: number): Promise<number>;
  /** Notes that a robot said the quota is used up. A later end stands. */
  markGone(pool: string, month: string, untilMs: number): Promise<void>;
}
