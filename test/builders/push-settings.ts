import { createHash } from 'node:crypto';
import type { PushSettings } from '#shared/routing/push-settings.ts';
import type { StoredSettings } from '#shared/settings/settings-store.ts';

/** Settings of so many rules, each of some two thousand bytes that hardly get smaller. */
export function manyRules(count: number, revision = 1): StoredSettings<PushSettings> {
  const noise = (seed: string) =>
    Array.from({ length: 10 }, (_, nth) => createHash('sha512').update(`${seed} ${nth}`).digest('base64url')).join('');
  const rules = Array.from({ length: count }, (_, nth) => ({
    ...{ name: `rule ${nth}`, enabled: true, channels: ['值班'], continue: false },
    match: { labels: [`a=${noise(`a${nth}`)}`, `b=${noise(`b${nth}`)}`] },
  }));
  return { settings: { defaultChannel: '值班', rules }, origin: 'api', revision };
}
