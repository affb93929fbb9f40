import type { ParsedAlert } from '../alert/alert.ts';
import type { TemplateRemark } from '../channels/template-remark.ts';
import { readTemplate } from './template-problems.ts';
import { variablesOf } from './template-variables.ts';

/** Variables that show a text of the alert. */
const SHOWN_BY: Readonly<Record<'name' | 'target' | 'summary' | 'description', readonly string[]>> = {
  name: ['name', 'alarm_name', 'title'],
  target: ['target', 'alarm_target', 'place', 'target_detail'],
  summary: ['summary', 'alarm_summary', 'note'],
  description: ['description', 'alarm_description', 'detail'],
};

const MARKUP = [
  { pattern: /!\[[^\]\n]*\]\(/, what: 'image' },
  { pattern: /\[[^\]\n]*\]\(/, what: 'link' },
  { pattern: /<@|@all\b/i, what: 'mention' },
  { pattern: /<\/?[a-z]+[^<>\n]*>/i, what: 'tag' },
] as const;

/**
 * Where a template shows text of this alert that would be markup if it were
 * the template's own. It is shown as the characters it is made of: whoever can
 * send an alert could else fake links and call everyone.
 */
export function remarksOnAlert(template: string, alert: ParsedAlert): readonly TemplateRemark[] {
  const { readable } = readTemplate(template);
  if (readable === undefined) return [];

  const uses = variablesOf(readable).given;
  return (['name', 'target', 'summary', 'description'] as const).flatMap((field): readonly TemplateRemark[] => {
    const use = uses.find(({ name }) => SHOWN_BY[field].includes(name));
    const markup = MARKUP.find(({ pattern }) => pattern.test(alert[field]));
    if (use === undefined || markup === undefined) return [];

    const message = `the ${markup.what} in this alert's ${field} is shown as plain characters: text of alerts is never markup`;
    return [{ severity: 'hint', line: use.line, column: use.column, message }];
  });
}
