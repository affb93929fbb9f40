import type { ParsedAlert } from '../../alert/alert.ts';
import { MAX_PAIRS } from '../receive.ts';
import { isJsonObject, jsonText } from '../sources/json.ts';
import { keepWithin } from '../sources/keep-within.ts';
import { rawId, rawText } from '../sources/raw-alert.ts';
import { evaluate } from './evaluate.ts';
import { createFieldReader, type FieldAccount } from './field-reader.ts';
import type { SourceMapping } from './source-mapping.ts';

/** An alert as a mapping reads it, out of what, and what became of the fields meanwhile. */
export interface MappedAlert {
  readonly alert: ParsedAlert;
  readonly data: unknown;
  readonly account: FieldAccount;
}

/**
 * Reads the alerts of a JSON body as a mapping says. `base` is what the body is
 * without it. Whatever an expression does, an alert comes of it: what could not
 * be read is named, and the raw text goes along.
 */
export function mapAlerts(body: unknown, mapping: SourceMapping, base: ParsedAlert): readonly MappedAlert[] {
  if (mapping.many === undefined) return [mapOne(body, body, mapping, base)];

  const items = evaluate(mapping.many, body);
  if (items.kind !== 'value' || !Array.isArray(items.value)) return [mapOne(body, body, mapping, base, ['many'])];

  const itemBase = baseAlert(mapping.name);
  const alerts = items.value
    .slice(0, MAX_PAIRS)
    .map((item: unknown) => mapOne({ item, body }, item, mapping, itemBase));
  // Expressions take their time, and a request may not bring more alerts than these anyway. One says so.
  const rest = items.value.length > MAX_PAIRS ? [mapOne(body, body, mapping, base, ['many'])] : [];
  return [...alerts, ...rest];
}

/** What any JSON is without a mapping's word on it. */
export function baseAlert(name: string): ParsedAlert {
  return {
    name,
    level: 'warning',
    status: 'firing',
    target: '',
    summary: '',
    description: '',
    labels: {},
    group: name,
  };
}

function mapOne(
  data: unknown,
  raw: unknown,
  mapping: SourceMapping,
  base: ParsedAlert,
  unreadBefore: readonly string[] = [],
): MappedAlert {
  const account: FieldAccount = { found: new Set(), unread: new Set(unreadBefore) };
  const read = createFieldReader(data, mapping, account);
  // An alert that is named anew lasts from event to event: the time of one event is not when it began.
  const { activeAt, updatedAt, resolvedAt } = mapping.alert.id === undefined ? base : NO_TIMES;
  const status = read.status() ?? base.status;
  const words = {
    name: read.line('name') ?? base.name,
    level: read.level() ?? base.level,
    status,
    target: read.line('target') ?? base.target,
    summary: read.text('summary') ?? base.summary,
    labels: { ...base.labels, ...read.labels() },
  };
  const rawKey = isNamed(account) ? undefined : rawId(rawOf(raw));
  const optional = {
    id: read.line('id') ?? base.id ?? rawKey,
    activeAt: read.time('activeAt') ?? activeAt,
    updatedAt: read.time('updatedAt') ?? updatedAt,
    resolvedAt: status === 'resolved' ? (read.time('resolvedAt') ?? resolvedAt) : undefined,
    url: read.link() ?? base.url,
    group: read.line('group') ?? base.group,
  };
  const description = describe(read.text('description') ?? base.description, raw, account.unread);

  const alert = keepWithin({
    ...words,
    ...given(optional),
    description,
    ...(base.masked === undefined ? {} : { masked: base.masked }),
  });
  return { alert, data, account };
}

const NO_TIMES: Pick<ParsedAlert, 'activeAt' | 'updatedAt' | 'resolvedAt'> = {};

/** Without a word of the sender's in what names it, only its text tells an alert from the next. */
function isNamed({ found }: FieldAccount): boolean {
  return ['name', 'target', 'labels'].some((field) => found.has(field));
}

function rawOf(raw: unknown): string {
  return typeof raw === 'string' ? raw : jsonText(raw);
}

function given<K extends string>(texts: Readonly<Record<K, string | undefined>>): Partial<Record<K, string>> {
  const kept: Partial<Record<K, string>> = {};
  for (const key in texts) if (texts[key] !== undefined) kept[key] = texts[key];
  return kept;
}

/** Without words of its own an alert carries the raw text, and so does one that could not be read whole. */
function describe(description: string, raw: unknown, unread: ReadonlySet<string>): string {
  if (unread.size === 0 && description !== '') return description;

  const fields = unread.size === 0 ? '' : `未能读取的字段 (fields not read): ${[...unread].join(', ')}`;
  const text = rawText(rawOf(raw));
  return [description, fields, text].filter((part) => part !== '').join('\n');
}

/** Whether a body can be mapped at all: expressions look into objects and lists. */
export function isMappable(body: unknown): boolean {
  return isJsonObject(body) || Array.isArray(body);
}
