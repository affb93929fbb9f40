import type { ParsedAlert } from '../../../alert/alert.ts';
import { cleanLine, cleanText } from '../clean-text.ts';
import { keepWithin } from '../keep-within.ts';
import { rawId, rawText } from '../raw-alert.ts';
import { readTimestamp } from '../timestamp.ts';
import { webLink } from '../web-link.ts';
import { aggregationGroup, alarmIdentity } from './identity.ts';
import { nameOf, ruleInName } from './name.ts';
import { readState } from './state.ts';
import { buildTarget, readTarget } from './target.ts';
import { type Variables, variableOf } from './variables.ts';
import { levelOf, statusOf } from './words.ts';

/** Variables that have a field of their own in an alert; all others become labels. */
const FIELDS = new Set([
  'alarm_id',
  'alarm_name',
  'alarm_level',
  'alarm_status',
  'alarm_target',
  'alarm_summary',
  'alarm_description',
  'alarm_active_at',
  'alarm_updated_at',
  'alarm_resolved_at',
  'alarm_url',
]);

/** The name of an alert whose notification has none, and no heading. */
const NAMELESS = 'OCP 告警 (OCP alert)';

/** What a notification is beside its variables. */
export interface Context {
  /** Whether its heading, when it has one, announces a recovery. */
  readonly heading: 'firing' | 'recovery' | 'none';
  readonly headingText: string;
  readonly raw: string;
}

/** The alert that a notification's variables describe. */
export function alertOfVariables(given: Variables, context: Context): ParsedAlert {
  const variables = complete(given);
  const target = cleanLine(variables.get('alarm_target') ?? buildTarget(variables));
  const name = cleanLine(nameOf(variables, target));
  const level = levelOf(variables.get('alarm_level') ?? '') ?? 'warning';
  const state = readState(variables, level, context.heading);
  const id = alarmIdentity(variables, name, target) ?? rawId(context.raw);
  const heading = cleanLine(context.headingText);
  const summary = cleanText(variables.get('alarm_summary') ?? '');
  const description = cleanText(variables.get('alarm_description') ?? '');
  const isMute = [name, heading, target, summary, description].every((text) => text === '');

  return keepWithin({
    id: cleanLine(id),
    name: name || heading || NAMELESS,
    level,
    ...state,
    target,
    summary,
    // An id alone ends an alert, but tells nobody what fires.
    description: isMute && state.status === 'firing' ? rawText(context.raw) : description,
    ...times(variables, state.status),
    ...link(variables),
    labels: labelsOf(variables),
    group: cleanLine(aggregationGroup(variables, name, target)),
  });
}

/** What the target says of the object, and the name of the rule, counts behind what the notification says itself. */
function complete(variables: Variables): Variables {
  const all = new Map(variables);
  const rule = ruleInName(variables);
  if (rule !== undefined && !all.has('alarm_type')) all.set('alarm_type', rule);
  for (const [key, value] of readTarget(variables.get('alarm_target') ?? '')) {
    const name = variableOf(key) ?? key;
    if (!all.has(name)) all.set(name, value);
  }
  return all;
}

function times(variables: Variables, status: ParsedAlert['status']) {
  const activeAt = readTimestamp(variables.get('alarm_active_at'));
  const updatedAt = readTimestamp(variables.get('alarm_updated_at'));
  const resolvedAt = status === 'resolved' ? readTimestamp(variables.get('alarm_resolved_at')) : undefined;
  return {
    ...(activeAt === undefined ? {} : { activeAt }),
    ...(updatedAt === undefined ? {} : { updatedAt }),
    ...(resolvedAt === undefined ? {} : { resolvedAt }),
  };
}

function link(variables: Variables): { readonly url?: string } {
  const url = webLink(variables.get('alarm_url') ?? '');
  return url === undefined ? {} : { url };
}

/** The API repeats names and texts in three languages (`alarm_name_1` …). */
const TRANSLATION = /^alarm_(?:name|summary|description)_[123]$/;

/** Everything else that was said; a word or time that could not be read stays as a label under its variable's name. */
function labelsOf(variables: Variables): Readonly<Record<string, string>> {
  const labels: [string, string][] = [];
  for (const [name, value] of variables) {
    if ((FIELDS.has(name) && !isUnread(name, value)) || TRANSLATION.test(name)) continue;
    const text = cleanText(value);
    if (text !== '') labels.push([cleanLine(name), text]);
  }
  return Object.fromEntries(labels);
}

function isUnread(name: string, value: string): boolean {
  if (name === 'alarm_level') return levelOf(value) === undefined;
  if (name === 'alarm_status') return statusOf(value) === undefined;
  return /_at$/.test(name) && readTimestamp(value) === undefined;
}
