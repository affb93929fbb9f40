import { madeOnce } from './made-once.ts';
import type { PushSettingsStore } from './push-settings-store.ts';
import { type CompiledPushSettings, compilePushSettings } from './route.ts';

/** Gives the settings in force ready to be asked: compiled once for each change of them, by the first who asks. */
export function compiledOnce(store: Pick<PushSettingsStore, 'read'>): () => Promise<CompiledPushSettings | undefined> {
  return madeOnce(store, compilePushSettings);
}
