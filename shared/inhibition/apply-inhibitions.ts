import { settleSettings } from '../settings/file-settings.ts';
import type { SettingsPorts } from '../settings/replace-settings.ts';
import type { InhibitionRule } from './inhibition-rule.ts';
import { INHIBITIONS } from './manage-inhibitions.ts';

/** The inhibition rules of a file, where it has any. */
export interface FileInhibitions {
  readonly rules: readonly InhibitionRule[];
  readonly lineOf: (field: string) => number;
}

/**
 * Makes the rules be those of the file; where it has none any more, those it
 * brought go, and the API may make some. Answers what is odd about them: that a
 * rule names a channel that is not there harms nobody.
 */
export async function applyInhibitions(
  file: FileInhibitions | undefined,
  channelNames: readonly string[],
  ports: Pick<SettingsPorts<readonly InhibitionRule[]>, 'store' | 'audit'>,
): Promise<readonly string[]> {
  await settleSettings(INHIBITIONS, file?.rules, ports);
  return warningsOf(file?.rules ?? [], channelNames);
}

function warningsOf(rules: readonly InhibitionRule[], known: readonly string[]): readonly string[] {
  return rules.flatMap(({ channels = [] }, at) =>
    channels
      .filter((name) => !known.includes(name))
      .map((name) => `${INHIBITIONS.field}[${at}].channels names ${name}, and there is no such channel`),
  );
}
