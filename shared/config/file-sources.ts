import type { AlertStatus } from '../alert/alert.ts';
import { LEVELS, type Level } from '../alert/level.ts';
import { didYouMean } from '../channels/did-you-mean.ts';
import {
  type Findings,
  given,
  isRecord,
  matchChoice,
  openSection,
  readList,
  readText,
  refuse,
  refuseAs,
  type Section,
} from '../channels/section.ts';
import { faultOf } from '../receiving/mapping/evaluate.ts';
import {
  BUILT_IN_KINDS,
  MAPPED_FIELDS,
  type MappingDefaults,
  type SourceMapping,
} from '../receiving/mapping/source-mapping.ts';
import { readChannelNames } from './channel-names-input.ts';
import { parseEventPattern } from './event-pattern-input.ts';

/** Sources a file can have: all of them are one item of the table. */
const MAX_SOURCES = 100;

/** The most all of them may take together, in bytes of JSON: DynamoDB's item holds 400 kB. */
const MAX_BYTES = 300_000;

const MAX_EXPRESSION = 1_000;
const STATUSES = ['firing', 'resolved'] as const;

/** Reads the `sources:` of `tocsin.yaml`. Every mistake is reported with its field. */
export function parseFileSources(top: Section): readonly SourceMapping[] {
  const { findings } = top;
  const sources = readList(top, 'sources', MAX_SOURCES).map((entry, index) =>
    parseSource(entry, `sources[${index}]`, findings),
  );
  const seen = new Set<string>();
  for (const [index, { name }] of sources.entries()) {
    if (name !== '' && seen.has(name))
      refuse(top, `sources[${index}].name`, 'is the name of another source in this file too');
    seen.add(name);
  }
  if (Buffer.byteLength(JSON.stringify(sources)) > MAX_BYTES)
    refuse(top, 'sources', `must take at most ${MAX_BYTES} bytes as JSON all together`);

  return sources;
}

const KNOWN = ['name', 'match', 'channels', 'many', 'alert', 'levels', 'statuses', 'defaults'] as const;

function parseSource(entry: unknown, path: string, findings: Findings): SourceMapping {
  if (!isRecord(entry)) findings.errors.push({ field: path, message: 'must be an object with at least a name' });
  const section = openSection(isRecord(entry) ? entry : {}, path, KNOWN, findings);
  const alert = openSection(given(section, 'alert'), `${path}.alert`, [...MAPPED_FIELDS, 'labels'], findings);
  const match = given(section, 'match');
  const pattern = match === undefined ? undefined : parseEventPattern(match, `${path}.match`, findings);
  const many = readExpression(section, 'many');
  const channels = readChannelNames(section);
  const labels = readLabels(alert);

  return {
    name: isRecord(entry) ? readName(section) : '',
    ...(pattern === undefined ? {} : { match: pattern }),
    ...(channels.length === 0 ? {} : { channels }),
    ...(many === undefined ? {} : { many }),
    alert: Object.fromEntries(
      MAPPED_FIELDS.flatMap((field) => {
        const expression = readExpression(alert, field);
        return expression === undefined ? [] : [[field, expression]];
      }),
    ),
    ...(labels === undefined ? {} : { labels }),
    levels: readTable(section, 'levels', LEVELS),
    statuses: readTable(section, 'statuses', STATUSES),
    defaults: readDefaults(section),
  };
}

/** It is a part of a path and the name of a sender. */
function readName(section: Section): string {
  const name = readText(section, 'name', 64) ?? '';
  if (!/^[a-z0-9][a-z0-9_-]*$/.test(name)) {
    refuse(section, 'name', 'is required: small letters, digits, - and _, as in /v1/alerts/orders');
    return '';
  }
  if (BUILT_IN_KINDS.some((kind) => kind === name)) {
    refuse(section, 'name', `must not be the name of a built-in source (${BUILT_IN_KINDS.join(', ')})`);
    return '';
  }
  return name;
}

function readExpression(section: Section, field: string): string | undefined {
  const value = given(section, field);
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || value.trim() === '' || value.length > MAX_EXPRESSION)
    return refuseAs(
      section,
      field,
      `must be a JMESPath expression of at most ${MAX_EXPRESSION} characters, as detail.id`,
    );

  const fault = faultOf(value);
  return fault === undefined
    ? value
    : refuseAs(
        section,
        field,
        `is no JMESPath expression (jmespath.org): it ${fault}; a text of your own stands under defaults, or in quotes within quotes`,
      );
}

function readLabels(alert: Section): SourceMapping['labels'] {
  const value = given(alert, 'labels');
  if (value === undefined || !isRecord(value)) return readExpression(alert, 'labels');

  const labels: Section = { prefix: `${alert.prefix}labels.`, fields: value, findings: alert.findings };
  return Object.fromEntries(
    Object.keys(value).flatMap((name) => {
      const expression = readExpression(labels, name);
      return expression === undefined ? [] : [[name, expression]];
    }),
  );
}

/** The sender's words and what they mean; case does not count. */
function readTable<T extends string>(
  section: Section,
  field: string,
  words: readonly T[],
): Readonly<Record<string, T>> {
  const value = given(section, field) ?? {};
  if (!isRecord(value)) return refuseAs(section, field, `must be a table, as { SEV1: ${words[0]} }`) ?? {};

  return Object.fromEntries(
    Object.entries(value).flatMap(([theirs, ours]) => {
      const word = words.find((known) => known === ours);
      if (word !== undefined) return [[theirs.trim().toLowerCase(), word]];
      const meant = typeof ours === 'string' ? didYouMean(ours, words) : undefined;
      const advice = meant === undefined ? '' : `: did you mean ${meant}?`;
      refuse(section, `${field}.${theirs}`, `must be one of ${words.join(', ')}${advice}`);
      return [];
    }),
  );
}

function readDefaults(section: Section): MappingDefaults {
  const path = `${section.prefix}defaults`;
  const known = ['level', 'status', 'name', 'target', 'summary'] as const;
  const defaults = openSection(given(section, 'defaults'), path, known, section.findings);
  const level: Level | undefined = readWord(defaults, 'level', LEVELS);
  const status: AlertStatus | undefined = readWord(defaults, 'status', STATUSES);
  const [name, target, summary] = [
    readText(defaults, 'name', 200),
    readText(defaults, 'target', 500),
    readText(defaults, 'summary', 1_000),
  ];

  return {
    ...(level === undefined ? {} : { level }),
    ...(status === undefined ? {} : { status }),
    ...(name === undefined ? {} : { name }),
    ...(target === undefined ? {} : { target }),
    ...(summary === undefined ? {} : { summary }),
  };
}

function readWord<T extends string>(section: Section, field: string, words: readonly T[]): T | undefined {
  const value = given(section, field);
  return value === undefined ? undefined : matchChoice(section, field, value, words);
}
