import type { CompiledRule, PartName } from './compile-rule.ts';
import { matcherText, matches } from './matcher.ts';
import type { PushMatch, PushRule } from './push-settings.ts';
import { type CompiledPushSettings, type Destination, namedFor, route, termsOf } from './route.ts';
import type { Subject } from './subject.ts';
import type { Terms } from './terms.ts';

/** Whether one part of a rule fits, and what was compared. */
export interface ExplainedPart {
  readonly part: PartName;
  readonly fits: boolean;
  /** What the rule asks for. */
  readonly wanted: readonly string[];
  /** What the alert has; absent for labels. */
  readonly given?: string;
}

/** What came of one rule. */
export interface ExplainedRule {
  readonly rule: string;
  /**
   * `applies`: it fits, and its channels are asked. `not-asked`: it would fit, but a rule before it ended the search.
   * `other`: a part does not fit. `disabled`.
   */
  readonly outcome: 'applies' | 'not-asked' | 'other' | 'disabled';
  /** The channels it names for this level. */
  readonly channels: readonly string[];
  readonly terms: Terms;
  /** Every part it has. Of labels only the matchers that don't match are listed, at most ten. */
  readonly parts: readonly ExplainedPart[];
}

/** Where an alert goes and what each rule has to do with it. */
export interface Explanation {
  readonly destinations: readonly Destination[];
  readonly rules: readonly ExplainedRule[];
}

/** Matchers listed of a rule: with them a person knows why. */
const MAX_MATCHERS = 10;

/** Asks every rule, where `route` stops at the first that ends the search. */
export function explain(subject: Subject, compiled: CompiledPushSettings, nowMs: number): Explanation {
  const rules: ExplainedRule[] = [];
  let isOver = false;
  for (const one of compiled.rules) {
    const explained = explainRule(one, subject, nowMs, isOver);
    if (explained.outcome === 'applies' && !one.rule.continue) isOver = true;
    rules.push(explained);
  }

  return { destinations: route(subject, compiled, nowMs), rules };
}

function explainRule(compiled: CompiledRule, subject: Subject, nowMs: number, isOver: boolean): ExplainedRule {
  const parts = explainParts(compiled, subject);
  const fits = parts.every((part) => part.fits);
  const { rule } = compiled;

  return {
    rule: rule.name,
    outcome: !rule.enabled ? 'disabled' : !fits ? 'other' : isOver ? 'not-asked' : 'applies',
    channels: namedFor(compiled, subject),
    terms: termsOf(compiled, nowMs),
    parts,
  };
}

function explainParts({ rule, parts, matchers }: CompiledRule, subject: Subject): readonly ExplainedPart[] {
  const explained = parts.map(({ part, fits }) => ({
    part,
    fits: fits(subject),
    wanted: wantedBy(rule, part),
    given: givenOf(subject, part),
  }));
  if (matchers.length === 0) return explained;

  const failed = matchers.filter((matcher) => !matches(matcher, subject)).map(matcherText);
  return [...explained, { part: 'labels', fits: failed.length === 0, wanted: failed.slice(0, MAX_MATCHERS) }];
}

function wantedBy(rule: PushRule, part: PartName): readonly string[] {
  if (part === 'channelsByLevel') return 'channelsByLevel' in rule ? Object.keys(rule.channelsByLevel) : [];
  const wanted: PushMatch[keyof PushMatch] = rule.match[part];

  return typeof wanted === 'string' ? [wanted] : (wanted ?? []);
}

function givenOf(subject: Subject, part: PartName): string {
  switch (part) {
    case 'sources':
      return subject.source;
    case 'names':
      return subject.name;
    case 'targets':
      return subject.target;
    case 'groups':
      return [subject.labels['alarm_group'], subject.group].filter((group) => group !== undefined).join(', ');
    case 'levels':
    case 'atLeast':
    case 'channelsByLevel':
      return subject.level;
    case 'labels':
      return '';
    default:
      return part satisfies never;
  }
}
