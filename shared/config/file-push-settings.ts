import { given, type Section, warn } from '../channels/section.ts';
import { channelsOf, type PushSettings } from '../routing/push-settings.ts';
import { isGiven, readPushSettings } from '../routing/push-settings-input.ts';
import type { FileSettings } from '../settings/file-settings.ts';

const FIELD = 'pushSettings';

/**
 * Reads the `pushSettings:` of `tocsin.yaml` as the API would. A channel they
 * name may be one made over the API, of which nobody knows here: that it is
 * not in the file is only said.
 */
export function parseFilePushSettings(
  top: Section,
  fileChannels: readonly string[],
  lineOf: (field: string) => number,
): FileSettings<PushSettings> | undefined {
  if (!isGiven(top, FIELD)) return undefined;

  const settings = readPushSettings(given(top, FIELD), FIELD, top.findings);
  const named = [
    ...(settings.defaultChannel === undefined ? [] : [{ channel: settings.defaultChannel, field: 'defaultChannel' }]),
    ...settings.rules.flatMap((rule, index) =>
      channelsOf(rule).map(({ channel, field }) => ({ channel, field: `rules[${index}].${field}` })),
    ),
  ];
  for (const { channel, field } of named) {
    if (fileChannels.includes(channel)) continue;
    warn(top, `${FIELD}.${field}`, `"${channel}" is no channel of this file: one made over the API has to be there`);
  }

  return { settings, lineOf };
}
