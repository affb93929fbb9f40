import { LEVELS, type Level, levelNumber } from '../alert/level.ts';
import { compileGlob, isGlob } from './glob.ts';
import { type CompiledMatcher, compileMatcher, type PatternReader, parseMatcher } from './matcher.ts';
import type { Operator } from './matcher-syntax.ts';
import { isRemembered, type PushMatch, type PushRule } from './push-settings.ts';
import { ruleMark } from './rule-mark.ts';
import { type Subject, subjectValue } from './subject.ts';
import { type CompiledWindow, compileWindow } from './window.ts';

/** The parts of a match that may be given. */
export type PartName = keyof PushMatch | 'channelsByLevel';

/** One part of a rule, ready to be asked. */
export interface CompiledPart {
  readonly part: PartName;
  fits(subject: Subject): boolean;
}

/** A value only alerts have that the rule is for; a rule with several such values is found by each. */
export interface RuleKey {
  /** As a matcher names it. */
  readonly name: string;
  readonly values: readonly string[];
}

/** A rule ready to be asked. */
export interface CompiledRule {
  readonly rule: PushRule;
  /** Place in the order, from 0. */
  readonly place: number;
  /** The cheapest first, since the first that does not fit ends it. */
  readonly parts: readonly CompiledPart[];
  readonly matchers: readonly CompiledMatcher[];
  readonly window?: CompiledWindow;
  /** By which alerts remember it, where they do. */
  readonly mark?: string;
  /** Alerts without one of these values are not for it. */
  readonly keys: readonly RuleKey[];
}

/** Makes a rule ready. What was stored was judged before, so a part that can't be read is a broken table. */
export function compileRule(rule: PushRule, place: number, patterns: PatternReader): CompiledRule {
  const matchers = (rule.match.labels ?? []).map((text) => compileMatcher(readStored(text), patterns));
  const window = rule.window === undefined ? {} : { window: compileWindow(rule.window) };

  return {
    rule,
    place,
    parts: partsOf(rule, patterns),
    matchers: matchers.toSorted((a, b) => costOf(a) - costOf(b)),
    ...window,
    ...(isRemembered(rule) ? { mark: ruleMark(rule.name) } : {}),
    keys: keysOf(rule.match, matchers),
  };
}

function readStored(text: string) {
  const reading = parseMatcher(text, 'stored');
  if ('problem' in reading) throw new Error(`a stored matcher ${reading.problem}`);
  return reading.matcher;
}

/** What most alerts fail at goes first: few have the value that is asked for, nearly all lack the one that is not wanted. */
const OPERATORS_BY_COST: readonly Operator[] = ['=', '=~', '!=', '!~'];

function costOf({ operator }: CompiledMatcher): number {
  return OPERATORS_BY_COST.indexOf(operator);
}

function partsOf(rule: PushRule, patterns: PatternReader): readonly CompiledPart[] {
  const { levels, atLeast, sources, names, targets, groups } = rule.match;
  const part = (name: PartName, fits: CompiledPart['fits']): CompiledPart => ({ part: name, fits });
  const byLevel = 'channelsByLevel' in rule ? rule.channelsByLevel : undefined;

  return [
    ...(byLevel === undefined ? [] : [part('channelsByLevel', ({ level }) => byLevel[level] !== undefined)]),
    ...(levels === undefined ? [] : [part('levels', isOneOf(levels))]),
    ...(atLeast === undefined ? [] : [part('atLeast', isOneOf(worseOrEqual(atLeast)))]),
    ...(sources === undefined
      ? []
      : [
          part(
            'sources',
            fitsOne(sources, ({ source }) => [source]),
          ),
        ]),
    ...(targets === undefined
      ? []
      : [
          part(
            'targets',
            fitsOne(targets, ({ target }) => [target]),
          ),
        ]),
    ...(groups === undefined ? [] : [part('groups', fitsOne(groups, groupsOf))]),
    ...(names === undefined
      ? []
      : [
          part(
            'names',
            fitsOne(names, ({ name }) => [name], patterns),
          ),
        ]),
  ];
}

function worseOrEqual(level: Level): readonly Level[] {
  return LEVELS.filter((one) => levelNumber(one) <= levelNumber(level));
}

function isOneOf(levels: readonly Level[]): CompiledPart['fits'] {
  const wanted = new Set(levels);
  return ({ level }) => wanted.has(level);
}

/** OCP's rule group is a label; what a source groups by is a field. */
function groupsOf(subject: Subject): readonly string[] {
  return [subjectValue(subject, 'labels.alarm_group'), subject.group ?? ''];
}

/** The pattern between slashes, where a text is one. */
export function patternOfName(text: string): string | undefined {
  return /^\/(?<pattern>.*)\/$/s.exec(text)?.groups?.['pattern'];
}

function fitsOne(
  wanted: readonly string[],
  valuesOf: (subject: Subject) => readonly string[],
  patterns?: PatternReader,
): CompiledPart['fits'] {
  const patternOf = (text: string) => (patterns === undefined ? undefined : patternOfName(text));
  const exact = new Set(wanted.filter((text) => patternOf(text) === undefined && !isGlob(text)));
  const tests = wanted.flatMap((text) => {
    const pattern = patternOf(text);
    if (pattern !== undefined) return [(value: string) => patterns?.(pattern).test(value) === true];
    return isGlob(text) ? [compileGlob(text)] : [];
  });

  return (subject) => valuesOf(subject).some((value) => exact.has(value) || tests.some((test) => test(value)));
}

function keysOf({ sources, names, targets }: PushMatch, matchers: readonly CompiledMatcher[]): readonly RuleKey[] {
  const equal = matchers.filter(({ operator, value }) => operator === '=' && value !== '');
  const fields = [
    { name: 'source', values: sources, isPlain: isExact },
    { name: 'target', values: targets, isPlain: isExact },
    { name: 'name', values: names, isPlain: (text: string) => isExact(text) && patternOfName(text) === undefined },
  ];

  return [
    ...equal.map(({ name, value }) => ({ name, values: [value] })),
    ...fields.flatMap(({ name, values, isPlain }) => (values?.every(isPlain) ? [{ name, values }] : [])),
  ];
}

function isExact(text: string): boolean {
  return !isGlob(text);
}
