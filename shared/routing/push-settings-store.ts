import type { SettingsStore, StoredSettings } from '../settings/settings-store.ts';
import type { PushSettings } from './push-settings.ts';

/** Where push settings are kept. */
export interface PushSettingsStore extends SettingsStore<PushSettings> {
  /** May be some seconds old. The same object until they change, so that what is made of them can be kept beside it. */
  read(): Promise<StoredSettings<PushSettings> | undefined>;
}
