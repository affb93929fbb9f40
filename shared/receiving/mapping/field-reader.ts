import type { AlertStatus } from '../../alert/alert.ts';
import { type Level, levelOfNumber } from '../../alert/level.ts';
import { cleanLine, cleanText } from '../sources/clean-text.ts';
import { isJsonObject, jsonText } from '../sources/json.ts';
import { levelOfWord } from '../sources/severity.ts';
import { readTimestamp } from '../sources/timestamp.ts';
import { webLink } from '../sources/web-link.ts';
import { evaluate } from './evaluate.ts';
import type { Expression, MappedField, SourceMapping } from './source-mapping.ts';

/** Reads an alert's fields as a mapping says; undefined where it says nothing, or what it says yields nothing. */
export interface FieldReader {
  text(field: 'summary' | 'description'): string | undefined;
  line(field: 'id' | 'name' | 'target' | 'group'): string | undefined;
  time(field: 'activeAt' | 'updatedAt' | 'resolvedAt'): string | undefined;
  link(): string | undefined;
  level(): Level | undefined;
  status(): AlertStatus | undefined;
  labels(): Readonly<Record<string, string>>;
}

/** Words that say that trouble is over, where the mapping has no word for it. */
const OVER = new Set(['resolved', 'ok', 'recovered', 'recovery', 'closed', 'cleared', 'normal', 'inactive']);

/** Labels one alert keeps at most. */
const MAX_LABELS = 100;

/** What became of the fields while they were read, by name. */
export interface FieldAccount {
  /** An expression yielded it. */
  readonly found: Set<string>;
  /** An expression failed, or yielded what the field can't be. */
  readonly unread: Set<string>;
}

/** A reader over some data, which keeps account of what it read. */
export function createFieldReader(data: unknown, mapping: SourceMapping, { found, unread }: FieldAccount): FieldReader {
  const find = (expression: Expression | undefined, field: string): unknown => {
    if (expression === undefined) return undefined;
    const result = evaluate(expression, data);
    if (result.kind === 'failed') unread.add(field);
    return result.kind === 'value' ? result.value : undefined;
  };
  const value = (field: MappedField): unknown => find(mapping.alert[field], field);
  const textOf = (field: MappedField): string => {
    const text = cleanText(plain(value(field)));
    if (text !== '') found.add(field);
    return text;
  };
  const defaults = new Map<string, string>(Object.entries(mapping.defaults));
  const orDefault = (text: string, field: string): string | undefined => (text === '' ? defaults.get(field) : text);
  const checked = <T>(field: MappedField, read: (text: string) => T | undefined): T | undefined => {
    const text = textOf(field);
    const result = text === '' ? undefined : read(text);
    if (text !== '' && result === undefined) unread.add(field);
    return result;
  };

  return {
    text: (field) => orDefault(textOf(field), field),
    line: (field) => orDefault(cleanLine(textOf(field)), field),
    time: (field) => checked(field, (text) => readTimestamp(text)),
    link: () => checked('url', webLink),
    level: () => checked('level', (text) => levelOf(text, mapping)) ?? mapping.defaults.level,
    status: () => checked('status', (text) => statusOf(text, mapping)) ?? mapping.defaults.status,
    labels: () => {
      const labels = labelsOf(mapping.labels, find);
      if (Object.keys(labels).length > 0) found.add('labels');
      return labels;
    },
  };
}

function levelOf(text: string, { levels }: SourceMapping): Level | undefined {
  const word = text.toLowerCase();
  return lookUp(levels, word) ?? levelOfNumber(Number(word)) ?? levelOfWord(word);
}

/** An unknown word fires: trouble that nobody is told of is worse. With a table of one's own it is named as unread. */
function statusOf(text: string, { statuses }: SourceMapping): AlertStatus | undefined {
  const word = text.toLowerCase();
  const told = lookUp(statuses, word);
  if (told !== undefined || Object.keys(statuses).length > 0) return told;

  return OVER.has(word) ? 'resolved' : 'firing';
}

function lookUp<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}

function labelsOf(
  labels: SourceMapping['labels'],
  find: (expression: Expression, field: string) => unknown,
): Readonly<Record<string, string>> {
  if (labels === undefined) return {};

  const found =
    typeof labels === 'string'
      ? find(labels, 'labels')
      : Object.fromEntries(Object.entries(labels).map(([name, one]) => [name, find(one, `labels.${name}`)]));
  const entries = isJsonObject(found) ? Object.entries(found) : [];
  return Object.fromEntries(
    entries
      .slice(0, MAX_LABELS)
      .map(([name, value]) => [cleanLine(name), cleanText(plain(value))] as const)
      .filter(([name, value]) => name !== '' && value !== ''),
  );
}

/** A value as text: objects and lists as their JSON, nothing as the empty text. */
function plain(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : jsonText(value);
}
