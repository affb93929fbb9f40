import type { Variables } from './variables.ts';

/** `ob_cannot_connected:OB 服务器无法连接`: some templates put the rule before the name. */
const RULE_AND_NAME = /^([a-z][a-z0-9_]{3,80})[:：]\s*(\S.*)$/u;

/** OCP's texts say `告警：NAME，…` or `Alert: NAME, …` (rule pages of its reference, "alert details" and "alert recovery"). */
const NAME_IN_TEXT = /(?:^|[\s，,。;；])(?:告警|警示|Alert|Alarm)\s*[:：]\s*([^，,。.;；\n]{2,80})/u;

/** What an alert is called: its localized name, else its rule, else what its texts call it. Empty when nothing does. */
export function nameOf(variables: Variables, target: string): string {
  for (const variable of ['alarm_name', 'alarm_name_1', 'alarm_name_2', 'alarm_name_3', 'alarm_type']) {
    const name = variables.get(variable)?.trim();
    if (name !== undefined && name !== '') return RULE_AND_NAME.exec(name)?.[2] ?? name;
  }

  return (
    nameInSummary(variables.get('alarm_summary') ?? '', target) || nameInText(variables.get('alarm_description') ?? '')
  );
}

/** The rule that stands before a name, when the notification does not give the rule itself. */
export function ruleInName(variables: Variables): string | undefined {
  return RULE_AND_NAME.exec(variables.get('alarm_name')?.trim() ?? '')?.[1];
}

/** OCP's summaries are nearly all `TARGET NAME`. */
function nameInSummary(summary: string, target: string): string {
  const line = summary.trim();
  return target !== '' && line.startsWith(`${target} `) && line.length < target.length + 120
    ? line.slice(target.length).trim()
    : '';
}

function nameInText(description: string): string {
  return NAME_IN_TEXT.exec(description.slice(0, 2_000))?.[1]?.trim() ?? '';
}
