import { LEVELS, type Level } from '../alert/level.ts';
import { type Findings, given, matchChoice, openSection, readList, refuse, type Section } from '../channels/section.ts';
import { patternOfName } from './compile-rule.ts';
import { MAX_MATCHER_LENGTH, parseMatcher } from './matcher.ts';
import type { PushMatch } from './push-settings.ts';
import { readRegularExpression } from './regular-expression.ts';

const KNOWN = ['sources', 'names', 'levels', 'atLeast', 'targets', 'groups', 'labels'] as const;

/** Entries a part can have. */
const MAX_ENTRIES = 100;

/** Reads which alerts a rule is for. A part that is there asks for something: an empty one is refused. */
export function readMatch(value: unknown, path: string, findings: Findings): PushMatch {
  const section = openSection(value, path, KNOWN, findings);
  const levels = isThere(section, 'levels') ? readLevels(section) : undefined;
  const atLeast = given(section, 'atLeast');
  const level = atLeast === undefined ? undefined : matchChoice(section, 'atLeast', atLeast, LEVELS);
  if (atLeast !== undefined && levels !== undefined)
    refuse(section, 'atLeast', 'and levels exclude each other: keep one');

  return {
    ...readTexts(section, 'sources'),
    ...readTexts(section, 'names', problemOfName),
    ...(levels === undefined ? {} : { levels }),
    ...(level === undefined ? {} : { atLeast: level }),
    ...readTexts(section, 'targets'),
    ...readTexts(section, 'groups'),
    ...readTexts(section, 'labels', problemOfMatcher),
  };
}

type TextPart = 'sources' | 'names' | 'targets' | 'groups' | 'labels';

function readTexts(
  section: Section,
  field: TextPart,
  problemOf: (text: string) => string | undefined = () => undefined,
): Partial<Record<TextPart, readonly string[]>> {
  if (!isThere(section, field)) return {};

  const texts = readList(section, field, MAX_ENTRIES).map((value, index) => {
    const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
    const problem = text === '' ? 'must be a text' : text.length > MAX_MATCHER_LENGTH ? TOO_LONG : problemOf(text);
    if (problem !== undefined) refuse(section, `${field}[${index}]`, problem);
    return text;
  });
  return { [field]: [...new Set(texts)] };
}

const TOO_LONG = `must be at most ${MAX_MATCHER_LENGTH} characters long`;

function problemOfName(text: string): string | undefined {
  const pattern = patternOfName(text);
  const reading = pattern === undefined ? undefined : readRegularExpression(pattern);

  return reading !== undefined && 'problem' in reading
    ? `is a pattern that RE2 refuses: ${reading.problem}`
    : undefined;
}

function problemOfMatcher(text: string): string | undefined {
  const reading = parseMatcher(text);
  return 'problem' in reading ? reading.problem : undefined;
}

function readLevels(section: Section): readonly Level[] {
  const levels = readList(section, 'levels', LEVELS.length).flatMap(
    (value, index) => matchChoice(section, `levels[${index}]`, value, LEVELS) ?? [],
  );
  return [...new Set(levels)];
}

function isThere(section: Section, field: string): boolean {
  const value = given(section, field);
  if (Array.isArray(value) && value.length === 0)
    refuse(section, field, 'must not be empty: leave it out to match everything');

  return value !== undefined;
}
