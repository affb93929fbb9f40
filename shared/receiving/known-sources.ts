/** The names senders gave, so that an alert can be found by its id alone. */
export interface KnownSources {
  /** Remembers a name; writes only one this process has not seen yet. */
  note(source: string): Promise<void>;
  list(): Promise<readonly string[]>;
}
