import { isRecord, openSection } from '../channels/section.ts';
import { type NotReplaced, replaceSettings, type SettingsPorts } from '../settings/replace-settings.ts';
import type { SettingsKind } from '../settings/settings-kind.ts';
import { judgeRuleChannels, readInhibitions, shownRule } from './inhibition-input.ts';
import type { InhibitionRule } from './inhibition-rule.ts';

/** Inhibition rules, as settings that are replaced whole. */
export const INHIBITIONS: SettingsKind<readonly InhibitionRule[]> = {
  words: 'inhibition rules',
  path: 'inhibitions',
  field: 'inhibitions',
  none: [],
  emptyBody: '{"rules":[]}',
  read(input, findings) {
    if (isRecord(input)) return readInhibitions(openSection(input, '', ['rules'], findings), 'rules');
    findings.errors.push({ field: '', message: 'must be an object {"rules": […]}' });
    return [];
  },
  judge(rules, channels, findings) {
    const known = channels.map(({ name }) => name);
    judgeRuleChannels(rules, 'rules', known, findings);
  },
  byName: (rules) => Object.fromEntries(rules.map((rule) => [rule.name, shownRule(rule)])),
};

/** What became of a replacement. */
export type ReplaceInhibitionsResult =
  | { readonly kind: 'replaced'; readonly rules: readonly InhibitionRule[] }
  | NotReplaced;

/** Replaces all of the rules by the input, or changes nothing. */
export async function replaceInhibitions(
  input: unknown,
  ports: SettingsPorts<readonly InhibitionRule[]>,
): Promise<ReplaceInhibitionsResult> {
  const result = await replaceSettings(INHIBITIONS, input, ports);
  return result.kind === 'replaced' ? { kind: result.kind, rules: result.settings } : result;
}
