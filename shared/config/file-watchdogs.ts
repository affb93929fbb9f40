import { given, type Section, warn } from '../channels/section.ts';
import { isGiven } from '../routing/push-settings-input.ts';
import type { FileSettings } from '../settings/file-settings.ts';
import type { Watchdogs } from '../watchdogs/watchdogs.ts';
import { readWatchdogs } from '../watchdogs/watchdogs-input.ts';

const FIELD = 'watchdogs';

/**
 * Reads the `watchdogs:` of `tocsin.yaml` as the API would. A channel they name
 * may be one made over the API, of which nobody knows here: that it is not in
 * the file is only said.
 */
export function parseFileWatchdogs(
  top: Section,
  fileChannels: readonly string[],
  lineOf: (field: string) => number,
): FileSettings<Watchdogs> | undefined {
  if (!isGiven(top, FIELD)) return undefined;

  const watchdogs = readWatchdogs(given(top, FIELD), FIELD, top.findings);
  for (const [index, { channels }] of watchdogs.sources.entries()) {
    for (const [at, channel] of channels.entries()) {
      if (fileChannels.includes(channel)) continue;
      const field = `${FIELD}.sources[${index}].channels[${at}]`;
      warn(top, field, `"${channel}" is no channel of this file: one made over the API has to be there`);
    }
  }

  return { settings: watchdogs, lineOf };
}
