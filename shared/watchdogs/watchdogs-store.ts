import type { Watchdogs } from './watchdogs.ts';

/** Watchdogs as they are kept. */
export interface StoredWatchdogs {
  readonly watchdogs: Watchdogs;
  /** Who made them: a call of the API or `tocsin.yaml`. Only that may change them. */
  readonly origin: 'api' | 'file';
  /** Counts every change. */
  readonly revision: number;
}

/** Where watchdogs are kept, all of them as one. */
export interface WatchdogsStore {
  /** May be some time old. */
  read(): Promise<StoredWatchdogs | undefined>;
  readFresh(): Promise<StoredWatchdogs | undefined>;
  /** Writes them as the next of `revision - 1`, of which 0 stands for none. */
  write(stored: StoredWatchdogs): Promise<'written' | 'changed-meanwhile'>;
}
