/** What is known of a source that is watched, or was. Times in ms. */
export interface WatchState {
  readonly source: string;
  /** When it last spoke; absent before the first time. */
  readonly heardAtMs?: number;
  /** Since when it is watched; absent while it is not. */
  readonly watchedSinceMs?: number;
  /** Present while people are told, or about to be told, that it is silent. */
  readonly silence?: SilentSpell;
  /** Counts what sweeps write; 0 before the first. */
  readonly version: number;
}

/** A silence people hear of. Times in ms. */
export interface SilentSpell {
  /** When it last spoke before, or its watching began: names the episode. */
  readonly sinceMs: number;
  /** When a sweep took it on itself to tell. */
  readonly claimedAtMs: number;
  /** When it was last told for certain; absent before the first time. */
  readonly toldAtMs?: number;
  /** Channels that were told, or may have been. */
  readonly channels: readonly string[];
}

/** When sweeps were there, so that a relay that stood still takes nobody for silent. Times in ms. */
export interface SweepMark {
  readonly lastAtMs: number;
  /** Since when they come without a gap. */
  readonly unbrokenSinceMs: number;
  /** Where the look for silent alerts goes on; absent at its beginning. */
  readonly cursor?: string;
}

/** All that is kept of watched sources. */
export interface Watches {
  readonly states: readonly WatchState[];
  readonly mark?: SweepMark;
}

/** Where that is kept. */
export interface WatchStore {
  /** Notes that a source spoke. */
  hear(source: string, atMs: number): Promise<void>;
  /** Read consistently. */
  list(): Promise<Watches>;
  /** Writes what a sweep knows of a source, unless another sweep wrote meanwhile, or the source was heard since it was read. */
  advance(from: WatchState, to: Pick<WatchState, 'watchedSinceMs' | 'silence'>): Promise<'written' | 'refused'>;
  /** Forgets a source that is watched no more; not before `expiresAtMs`, and not if it is watched again. */
  forget(from: WatchState, expiresAtMs: number): Promise<'written' | 'refused'>;
  mark(mark: SweepMark): Promise<void>;
}
