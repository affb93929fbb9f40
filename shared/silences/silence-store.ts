import type { Silence } from './silence.ts';

/** What the dispatcher asks of the silences. */
export interface SilenceReader {
  /**
   * Those whose planned end is to come, ended ones among them; at most ten seconds old, so that a new one is in force
   * everywhere after that.
   */
  list(): Promise<readonly Silence[]>;
  /** The same as the table has them now. */
  listFresh(): Promise<readonly Silence[]>;
}

/** What the dispatcher notes on a silence. */
export interface SilenceTally {
  /** That it holds something back in a channel: before it does, so that whoever ends it knows where to look. */
  noteChannel(id: string, channel: string): Promise<void>;
  /** Alerts it held back. Before it is ended for good this may be short of those of a worker that died. */
  count(id: string, alerts: number): Promise<void>;
}

/** Where silences are kept, those that ended for thirty days. */
export interface SilenceStore extends SilenceReader, SilenceTally {
  /** All that are kept, by their planned end. */
  listAll(): Promise<readonly Silence[]>;
  get(id: string): Promise<Silence | undefined>;
  /** Keeps one under its id, in place of one that has it. */
  put(silence: Silence): Promise<void>;
  /** Ends one now, unless it was ended before. */
  end(id: string, atMs: number): Promise<void>;
}
