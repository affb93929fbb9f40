/** Settings of one kind as they are kept, all of them as one. */
export interface StoredSettings<Settings> {
  readonly settings: Settings;
  /** Who made them: a call of the API or `tocsin.yaml`. Only that may change them. */
  readonly origin: 'api' | 'file';
  /** Counts every change. */
  readonly revision: number;
}

/** Where settings of one kind are kept. */
export interface SettingsStore<Settings> {
  /** May be some time old. */
  read(): Promise<StoredSettings<Settings> | undefined>;
  readFresh(): Promise<StoredSettings<Settings> | undefined>;
  /** Writes them as the next of `revision - 1`, of which 0 stands for none. */
  write(stored: StoredSettings<Settings>): Promise<'written' | 'changed-meanwhile'>;
}
