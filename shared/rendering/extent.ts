/** How much of a list a message tells. */
export interface Extent {
  /** Entries listed by name, from the first. */
  readonly shown: number;
  /** Whether each entry says all it would, or only what and where. */
  readonly detail: 'full' | 'brief';
}
