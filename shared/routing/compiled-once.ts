import type { PushSettingsStore, StoredPushSettings } from './push-settings-store.ts';
import { type CompiledPushSettings, compilePushSettings } from './route.ts';

/** Gives the settings in force ready to be asked: compiled once for each change of them, by the first who asks. */
export function compiledOnce(store: Pick<PushSettingsStore, 'read'>): () => Promise<CompiledPushSettings | undefined> {
  let known: { readonly from: StoredPushSettings | undefined; readonly compiled: CompiledPushSettings | undefined } = {
    from: undefined,
    compiled: undefined,
  };

  return async () => {
    const from = await store.read();
    if (from !== known.from) known = { from, compiled: from && compilePushSettings(from.settings) };
    return known.compiled;
  };
}
