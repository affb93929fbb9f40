import type { PushSettings } from './push-settings.ts';

/** Push settings as they are kept. */
export interface StoredPushSettings {
  readonly settings: PushSettings;
  /** Who made them: a call of the API or `tocsin.yaml`. Only that may change them. */
  readonly origin: 'api' | 'file';
  /** Counts every change. */
  readonly revision: number;
}

/** Where push settings are kept, all of them as one. */
export interface PushSettingsStore {
  /** May be some seconds old. The same object until they change, so that what is made of them can be kept beside it. */
  read(): Promise<StoredPushSettings | undefined>;
  readFresh(): Promise<StoredPushSettings | undefined>;
  /** Writes them as the next of `revision - 1`, of which 0 stands for none. */
  write(stored: StoredPushSettings): Promise<'written' | 'changed-meanwhile'>;
}
