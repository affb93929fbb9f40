import { type CompiledRule, compileRule } from './compile-rule.ts';
import { matchesAll, sharedPatterns } from './matcher.ts';
import { isEmpty, type PushSettings } from './push-settings.ts';
import { indexRules, type RuleIndex } from './rule-index.ts';
import type { Subject } from './subject.ts';
import { OWN_TERMS, type Terms } from './terms.ts';

/** Push settings ready to be asked. */
export interface CompiledPushSettings {
  readonly settings: PushSettings;
  /** All rules, disabled ones too. */
  readonly rules: readonly CompiledRule[];
  readonly index: RuleIndex;
}

/** A channel an alert goes to, and why. */
export interface Destination {
  readonly channel: string;
  /** Name of the rule; absent: nothing else took the alert, so the default channel does. */
  readonly rule?: string;
  readonly terms: Terms;
}

/** Makes settings ready; undefined when they say nothing. Work in proportion to their size, so it is done once. */
export function compilePushSettings(settings: PushSettings): CompiledPushSettings | undefined {
  if (isEmpty(settings)) return undefined;

  const patterns = sharedPatterns();
  const rules = settings.rules.map((rule, place) => compileRule(rule, place, patterns));
  return { settings, rules, index: indexRules(rules.filter(({ rule }) => rule.enabled)) };
}

/**
 * Which channels an alert goes to. The rules are asked in order; the first that fits ends it unless it says
 * `continue`. A channel that several of them name takes the alert once, by the first. What none is for goes to the
 * default channel: never nowhere.
 */
export function route(
  subject: Subject,
  { settings, index }: CompiledPushSettings,
  nowMs: number,
): readonly Destination[] {
  const destinations = new Map<string, Destination>();
  for (const compiled of index.candidates(subject)) {
    if (!isFor(compiled, subject)) continue;

    const { rule } = compiled;
    const terms = termsOf(compiled, nowMs);
    for (const channel of namedFor(compiled, subject))
      if (!destinations.has(channel)) destinations.set(channel, { channel, rule: rule.name, terms });
    if (!rule.continue) break;
  }
  if (destinations.size > 0 || settings.defaultChannel === undefined) return [...destinations.values()];

  return [{ channel: settings.defaultChannel, terms: OWN_TERMS }];
}

/** Whether every part of a rule fits an alert. */
export function isFor({ parts, matchers }: CompiledRule, subject: Subject): boolean {
  return parts.every((part) => part.fits(subject)) && matchesAll(matchers, subject);
}

/** The channels a rule names for an alert's level. */
export function namedFor({ rule }: CompiledRule, { level }: Subject): readonly string[] {
  return 'channels' in rule ? rule.channels : (rule.channelsByLevel[level] ?? []);
}

/** How a rule wants an alert taken now. */
export function termsOf({ rule, window, mark }: CompiledRule, nowMs: number): Terms {
  const always: Terms = {
    ...(rule.recovery === false ? { recovery: 'off' } : {}),
    ...(mark === undefined ? {} : { rule: mark }),
  };
  if (window === undefined || window.isOpen(nowMs)) return always;
  if (window.outside === 'drop') return { ...always, window: { kind: 'dropped' } };

  // One that never opens, as far as anybody can see, holds nothing back.
  const untilMs = window.opensAt(nowMs);
  return untilMs === undefined ? always : { ...always, window: { kind: 'held', untilMs } };
}
