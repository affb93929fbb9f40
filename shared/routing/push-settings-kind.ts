import type { NamedChannel, SettingsKind } from '../settings/settings-kind.ts';
import { NO_PUSH_SETTINGS, type PushSettings } from './push-settings.ts';
import { judgeChannels, type KnownChannel, readPushSettings } from './push-settings-input.ts';

/** Push settings, as settings that are replaced whole. */
export const PUSH_SETTINGS: SettingsKind<PushSettings> = {
  words: 'push settings',
  path: 'push-settings',
  field: 'pushSettings',
  none: NO_PUSH_SETTINGS,
  emptyBody: '{}',
  read(input, findings) {
    if (input === null || input === undefined) findings.errors.push({ field: '', message: 'must be an object {…}' });
    return readPushSettings(input, '', findings);
  },
  judge: (settings, channels, findings, path) => judgeChannels(settings, path, channels.map(knownChannel), findings),
  // A rule that only moves is named by its place.
  byName: ({ defaultChannel, rules }) => ({
    defaultChannel,
    rules: Object.fromEntries(rules.map((rule, place) => [rule.name, { place, ...rule }])),
  }),
};

/** A channel as far as rules have to do with it. */
function knownChannel({ name, message }: NamedChannel): KnownChannel {
  return message === undefined ? { name } : { name, recovery: message.recovery };
}
