import type { Brief } from '../admission/brief.ts';
import { mayMatch } from '../admission/may-match.ts';
import { OWN_SOURCE } from '../notices/own-source.ts';
import { isCanary } from '../receiving/canary.ts';
import { matches, matchesAll } from '../routing/matcher.ts';
import { storedMatchers } from '../routing/stored-matchers.ts';
import { type Subject, subjectValue } from '../routing/subject.ts';
import type { InhibitionRule } from './inhibition-rule.ts';

/** Whether a rule lets this alert inhibit others while it fires. */
export function isSource({ sourceMatchers }: InhibitionRule, subject: Subject): boolean {
  return !isExempt(subject) && matchesAll(storedMatchers(sourceMatchers), subject);
}

/** Whether a rule lets this alert be inhibited. */
export function isTarget({ targetMatchers }: InhibitionRule, subject: Subject): boolean {
  return !isExempt(subject) && matchesAll(storedMatchers(targetMatchers), subject);
}

/**
 * Whether one alert, while it fires, inhibits another: as Alertmanager has it
 * (https://prometheus.io/docs/alerting/latest/configuration/#inhibit_rule,
 * read 2026-11-29).
 *
 * | | |
 * |---|---|
 * | the one is a source, the other a target, all of `equal` is equal | inhibited |
 * | a label of `equal` that one lacks and the other has empty | equal |
 * | a label of `equal` that both lack | equal |
 * | both are sources and targets alike | not: neither would ever be told |
 */
export function inhibits(rule: InhibitionRule, source: Subject, target: Subject): boolean {
  return inhibiting(rule, [{ subject: source }])(target).length > 0;
}

/**
 * Which of many alerts inhibit one, as `inhibits` has it, in their order. They are judged once, by the first target, and
 * found by what `equal` names: a thousand of them and ten thousand targets are eleven thousand judgements, not ten million.
 */
export function inhibiting<T extends { readonly subject: Subject }>(
  rule: InhibitionRule,
  candidates: readonly T[],
): (target: Subject) => readonly T[] {
  let groups: Groups<T> | undefined;
  return (target) => {
    if (!isTarget(rule, target)) return [];
    groups ??= groupsOf(rule, candidates);
    const { all, noTargets } = groups;
    const key = keyOf(rule, target);
    return (all.has(key) && isSource(rule, target) ? noTargets : all).get(key) ?? [];
  };
}

/** The sources of a rule, by what `equal` names. */
interface Groups<T> {
  readonly all: ReadonlyMap<string, readonly T[]>;
  /** Without those that are targets too: these inhibit no target that is a source too. */
  readonly noTargets: ReadonlyMap<string, readonly T[]>;
}

function groupsOf<T extends { readonly subject: Subject }>(rule: InhibitionRule, candidates: readonly T[]): Groups<T> {
  const sources = candidates.filter(({ subject }) => isSource(rule, subject));
  const byKey = (some: readonly T[]) => Map.groupBy(some, ({ subject }) => keyOf(rule, subject));
  return { all: byKey(sources), noTargets: byKey(sources.filter(({ subject }) => !isTarget(rule, subject))) };
}

function keyOf({ equal }: InhibitionRule, subject: Subject): string {
  return JSON.stringify(equal.map((name) => subjectValue(subject, name)));
}

/** Whether a rule may be for an alert of which only its brief is known: false only where that is certain. */
export function mayBeTarget({ targetMatchers }: InhibitionRule, brief: Brief): boolean {
  return brief.isCanary !== true && storedMatchers(targetMatchers).every((matcher) => mayMatch(matcher, brief));
}

/** What stays the same of an alert, whatever becomes of it: an end often says less than its firing, and levels change. */
const LASTING: readonly string[] = ['name', 'alertname', 'source'];
/** A label that stays the same where an alert bears it: the rule of OCP. An end may lack it. */
const LASTING_LABEL = 'alarm_type';

/** Whether an alert that is no source now may have been one before. */
export function mayHaveBeenSource({ sourceMatchers }: InhibitionRule, subject: Subject): boolean {
  if (isExempt(subject)) return false;
  return storedMatchers(sourceMatchers).every((one) => {
    if (one.name === LASTING_LABEL && subjectValue(subject, one.name) === '') return true;
    return (one.name !== LASTING_LABEL && !LASTING.includes(one.name)) || matches(one, subject);
  });
}

/** What the relay says of itself, and its heartbeat, say whether alerts get through: they have no part in this. */
function isExempt(subject: Subject): boolean {
  return subject.source === OWN_SOURCE || isCanary(subject);
}
