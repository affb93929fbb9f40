import type { ParsedAlert } from '../../../alert/alert.ts';
import { fingerprint } from '../../../alert/fingerprint.ts';
import type { Level } from '../../../alert/level.ts';
import { cleanLine, cleanText } from '../clean-text.ts';
import { labelsOf, lineAt, listAt, present, textAt } from '../fields.ts';
import type { JsonObject } from '../json.ts';
import { keepWithin } from '../keep-within.ts';
import { levelOfLabels } from '../severity.ts';
import { readStringMap } from '../string-map.ts';
import { targetOf } from '../subject.ts';
import { readTimestamp } from '../timestamp.ts';
import { webLink } from '../web-link.ts';

/** Nightingale's own three: 1 critical, 2 warning, 3 info. */
const LEVELS: ReadonlyMap<string, Level> = new Map([
  ['1', 'critical'],
  ['2', 'warning'],
  ['3', 'info'],
]);

/** Annotations that may hold a link, the best first. */
const LINKS = ['dashboard_url', 'dashboard', 'url'] as const;

/** Whether a JSON object is an event of Nightingale. */
export function isEvent(value: JsonObject): boolean {
  return lineAt(value, 'rule_name') !== '';
}

/** The alert of an event. Whom Nightingale would tell (`notify_users_obj`, with their numbers) is not kept. */
export function alertOfEvent(event: JsonObject): ParsedAlert {
  const tags = tagsOf(event);
  const annotations = readStringMap(event['annotations']);
  const name = lineAt(event, 'rule_name');
  const target = lineAt(event, 'target_ident') || cleanLine(targetOf(tags));
  const status = event['is_recovered'] === true || event['is_recovered'] === 1 ? 'resolved' : 'firing';
  const value = lineAt(event, 'trigger_value');
  const runbook = lineAt(event, 'runbook_url');
  const link = [...LINKS.map((key) => annotations.get(key) ?? ''), runbook]
    .map(webLink)
    .find((url) => url !== undefined);

  return keepWithin({
    id: lineAt(event, 'hash') || idOf(event, name, target, tags),
    name,
    level: LEVELS.get(lineAt(event, 'severity')) ?? levelOfLabels(tags),
    status,
    target,
    summary: textAt(event, 'rule_note') || annotations.get('summary') || '',
    description: [annotations.get('description') ?? '', value === '' ? '' : `触发时值 (value): ${value}`]
      .filter((line) => line !== '')
      .join('\n'),
    ...present({
      // The time of the event itself is another with each repeat.
      activeAt: readTimestamp(event['first_trigger_time']),
      updatedAt: readTimestamp(event['trigger_time']),
      resolvedAt: status === 'resolved' ? readTimestamp(event['last_eval_time']) : undefined,
      url: link,
    }),
    labels: {
      ...Object.fromEntries(tags),
      ...labelsOf({
        value,
        runbook_url: runbook,
        group_name: lineAt(event, 'group_name'),
        cluster: lineAt(event, 'cluster'),
      }),
    },
    group: `${lineAt(event, 'cluster')}|${lineAt(event, 'rule_id') || name}`,
  });
}

/** Without a hash: the rule and what it found. */
function idOf(event: JsonObject, name: string, target: string, tags: ReadonlyMap<string, string>): string {
  const found = { name, target, labels: Object.fromEntries(tags) };
  return `rule-${fingerprint(lineAt(event, 'rule_id'), { ...NO_CONTENT, ...found })}`;
}

const NO_CONTENT = { level: 'warning', status: 'firing', summary: '', description: '' } as const;

/** Tags are texts, `key=value`; the rule's name among them is known already. */
function tagsOf(event: JsonObject): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  for (const tag of listAt(event, 'tags')) {
    const [, key = '', value = ''] = typeof tag === 'string' ? (/^([^=]*)=(.*)$/s.exec(tag) ?? []) : [];
    if (cleanLine(key) !== '' && cleanText(value) !== '') tags.set(cleanLine(key), cleanText(value));
  }
  const found = tags.size > 0 ? tags : new Map(readStringMap(event['tags_map']));
  found.delete('rulename');
  return found;
}
