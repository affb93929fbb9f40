import { problemOfLevel } from './level-matcher.ts';
import { type MatcherParts, type Operator, readParts } from './matcher-syntax.ts';
import { type RegularExpression, readRegularExpression } from './regular-expression.ts';
import { type Subject, subjectValue } from './subject.ts';

/**
 * One condition on an alert, with Alertmanager's meaning: a pattern (`=~`, `!~`) has to match the whole value, and what
 * an alert doesn't have is the empty string, so `team=""` is met by alerts without a team and `team!=""` by those with one.
 *
 * Plain data: it may be stored as JSON and compiled by whoever reads it. What its name stands for: `subjectValue`.
 */
export interface Matcher {
  readonly name: string;
  readonly operator: Operator;
  readonly value: string;
}

/** A text as a matcher, or what is wrong with it: a clause whose subject is the text. */
export type MatcherReading = { readonly matcher: Matcher } | { readonly problem: string };

/** A matcher ready for use. */
export interface CompiledMatcher extends Matcher {
  /** Whether a value satisfies it. */
  readonly accepts: (value: string) => boolean;
}

/** Characters a matcher may have: room for the names of some hundred hosts. */
export const MAX_MATCHER_LENGTH = 4_096;

/**
 * Reads `name=value`, `name!=value`, `name=~pattern` or `name!~pattern`; names and values may stand in double quotes.
 * One that was `stored`, and so judged before, is not judged again: it counts as it is, and its pattern is not looked at
 * until it is asked.
 */
export function parseMatcher(text: string, origin: 'new' | 'stored' = 'new'): MatcherReading {
  if (text.length > MAX_MATCHER_LENGTH)
    return { problem: `has ${text.length} characters, at most ${MAX_MATCHER_LENGTH} are read; write two of them` };

  const reading = readParts(text);
  if ('problem' in reading) return reading;
  return origin === 'stored' ? { matcher: reading.parts } : judge(reading.parts);
}

function judge(parts: MatcherParts): MatcherReading {
  if (parts.name === '' || parts.name === 'labels.') return { problem: 'has an empty name' };
  const problem = problemOfPattern(parts) ?? problemOfLevel(parts);
  return problem === undefined ? { matcher: parts } : { problem };
}

function problemOfPattern({ operator, value }: MatcherParts): string | undefined {
  if (operator === '=' || operator === '!=') return undefined;

  const reading = readRegularExpression(value);
  return 'problem' in reading ? `has a pattern that RE2 refuses: ${reading.problem}` : undefined;
}

/** How patterns are compiled; whoever compiles many matchers shares one, so that an equal pattern is compiled once. */
export type PatternReader = (pattern: string) => RegularExpression;

/** Makes a stored matcher ready. A pattern is compiled when it is first asked: of many matchers few are. */
export function compileMatcher(matcher: Matcher, read: PatternReader = sharedPatterns()): CompiledMatcher {
  const { value } = matcher;
  switch (matcher.operator) {
    case '=':
      return { ...matcher, accepts: (text) => text === value };
    case '!=':
      return { ...matcher, accepts: (text) => text !== value };
    case '=~':
      return { ...matcher, accepts: (text) => read(value).test(text) };
    case '!~':
      return { ...matcher, accepts: (text) => !read(value).test(text) };
    default:
      return matcher.operator satisfies never;
  }
}

/** Remembers what was compiled, as long as it lives itself. */
export function sharedPatterns(read: PatternReader = readStored): PatternReader {
  const known = new Map<string, RegularExpression>();
  return (pattern) => {
    const found = known.get(pattern) ?? remembering(read(pattern));
    known.set(pattern, found);
    return found;
  };
}

/** Values a pattern remembers: alerts of a storm share theirs. */
const REMEMBERED = 8;

function remembering(expression: RegularExpression): RegularExpression {
  const answers = new Map<string, boolean>();
  return {
    test(text) {
      const known = answers.get(text);
      if (known !== undefined) return known;

      if (answers.size >= REMEMBERED) answers.clear();
      const answer = expression.test(text);
      answers.set(text, answer);
      return answer;
    },
  };
}

/** What was stored was judged before. */
function readStored(pattern: string): RegularExpression {
  const reading = readRegularExpression(pattern);
  if ('problem' in reading) throw new Error(`a stored pattern is none: ${reading.problem}`);
  return reading.expression;
}

/** Whether an alert satisfies a matcher. */
export function matches(matcher: CompiledMatcher, subject: Subject): boolean {
  return matcher.accepts(subjectValue(subject, matcher.name));
}

/** Whether an alert satisfies all of them; so it does if there are none. */
export function matchesAll(matchers: readonly CompiledMatcher[], subject: Subject): boolean {
  return matchers.every((matcher) => matches(matcher, subject));
}

/** A matcher as a text that is read as the same one. */
export function matcherText({ name, operator, value }: Matcher): string {
  return `${/^[^\s\p{White_Space}{}!=~,\\"'`]+$/u.test(name) ? name : quoted(name)}${operator}${quoted(value)}`;
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, String.raw`\$&`).replaceAll('\n', String.raw`\n`)}"`;
}
