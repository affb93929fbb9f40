import type { CompiledRule, RuleKey } from './compile-rule.ts';
import { type Subject, subjectValue } from './subject.ts';

/** Which rules an alert has to be held against, in their order: the others can't be for it. */
export interface RuleIndex {
  candidates(subject: Subject): Iterable<CompiledRule>;
}

/**
 * Files each rule under the rarest value it asks for: of a thousand rules that all ask for one cluster and each for a
 * tenant of its own, an alert then meets the one of its tenant. Rules that ask for no exact value are met by all.
 */
export function indexRules(rules: readonly CompiledRule[]): RuleIndex {
  const uses = countUses(rules);
  const byName = new Map<string, Map<string, CompiledRule[]>>();
  const always: CompiledRule[] = [];
  for (const rule of rules) {
    const key = rarest(rule.keys, uses);
    if (key === undefined) always.push(rule);
    else for (const value of new Set(key.values)) bucket(byName, key.name, value).push(rule);
  }

  return {
    candidates(subject) {
      const found = [...byName].flatMap(([name, byValue]) => byValue.get(subjectValue(subject, name)) ?? []);
      return found.length === 0
        ? always
        : merged(
            always,
            found.sort((a, b) => a.place - b.place),
          );
    },
  };
}

/** Both in one order, a rule at a time: mostly one of the first ends the search. */
function* merged(some: readonly CompiledRule[], others: readonly CompiledRule[]): Iterable<CompiledRule> {
  let [at, otherAt] = [0, 0];
  for (;;) {
    const [one, other] = [some[at], others[otherAt]];
    if (one === undefined && other === undefined) return;
    if (other === undefined || (one !== undefined && one.place < other.place)) {
      if (one !== undefined) yield one;
      at += 1;
    } else {
      yield other;
      otherAt += 1;
    }
  }
}

function countUses(rules: readonly CompiledRule[]): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  for (const { keys } of rules)
    for (const { name, values } of keys)
      for (const value of values) uses.set(useOf(name, value), (uses.get(useOf(name, value)) ?? 0) + 1);

  return uses;
}

function useOf(name: string, value: string): string {
  return `${name}\n${value}`;
}

function rarest(keys: readonly RuleKey[], uses: ReadonlyMap<string, number>): RuleKey | undefined {
  const use = ({ name, values }: RuleKey) =>
    values.reduce((sum, value) => sum + (uses.get(useOf(name, value)) ?? 0), 0);
  return keys.reduce<RuleKey | undefined>(
    (best, key) => (best === undefined || use(key) < use(best) ? key : best),
    undefined,
  );
}

function bucket(byName: Map<string, Map<string, CompiledRule[]>>, name: string, value: string): CompiledRule[] {
  const byValue = byName.get(name) ?? new Map<string, CompiledRule[]>();
  byName.set(name, byValue);
  const rules = byValue.get(value) ?? [];
  byValue.set(value, rules);
  return rules;
}
