import type { StoredSettings } from '../settings/settings-store.ts';
import type { PushSettings } from './push-settings.ts';
import type { PushSettingsStore } from './push-settings-store.ts';

/** Gives what is made of the settings in force: once for each change of them, by the first who asks. */
export function madeOnce<Made>(
  store: Pick<PushSettingsStore, 'read'>,
  make: (settings: PushSettings) => Made | undefined,
): () => Promise<Made | undefined> {
  let known: { readonly from: StoredSettings<PushSettings> | undefined; readonly made: Made | undefined } = {
    from: undefined,
    made: undefined,
  };

  return async () => {
    const from = await store.read();
    if (from !== known.from) known = { from, made: from && make(from.settings) };
    return known.made;
  };
}
