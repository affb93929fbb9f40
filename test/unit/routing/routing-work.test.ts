import { describe, expect, test } from 'vitest';
import { compileRule } from '#shared/routing/compile-rule.ts';
import { sharedPatterns } from '#shared/routing/matcher.ts';
import { compilePushSettings, route } from '#shared/routing/route.ts';
import { indexRules } from '#shared/routing/rule-index.ts';
import { anAlert, NOW_MS, settingsOf } from './settings.ts';

/** A thousand rules with a hundred matchers each: a cluster and a tenant, and what no alert has. */
function manyRules(own: (nth: number) => readonly string[]) {
  const rest = Array.from({ length: 97 }, (_, nth) => `label_${nth}!=x`);
  const rules = Array.from({ length: 1_000 }, (_, nth) => ({
    ...{ name: `rule ${nth}`, channels: [`team-${nth % 20}`] },
    match: { labels: [...own(nth), ...rest, `unit=~"unit-${nth}-.*"`] },
  }));
  return settingsOf({ defaultChannel: 'rest', rules });
}

/** An alert that counts how often its labels are looked at. */
function countingAlert(labels: Readonly<Record<string, string>>) {
  let looks = 0;
  const counted = new Proxy(labels, {
    getOwnPropertyDescriptor: (target, name) => {
      looks += 1;
      return Reflect.getOwnPropertyDescriptor(target, name);
    },
  });
  return { alert: anAlert({ labels: counted }), looks: () => looks };
}

describe('among a thousand rules with a hundred matchers each', () => {
  test('an alert meets those that ask for a value it has', () => {
    const compiled = compilePushSettings(manyRules((nth) => [`ob_cluster=c-${nth % 10}`, `tenant=t-${nth}`]));
    if (compiled === undefined) throw new Error('there are rules');
    const { alert, looks } = countingAlert({ ob_cluster: 'c-7', tenant: 't-777', unit: 'unit-777-1' });

    expect(route(alert, compiled, NOW_MS)).toMatchObject([{ rule: 'rule 777' }]);
    // The index asks each name once, the one rule all of its matchers.
    expect(looks()).toBeLessThanOrEqual(2 + 100);
  });

  test('without an exact value to find them by, each is left at its first matcher that does not match', () => {
    const compiled = compilePushSettings(manyRules((nth) => [`tenant=~"t-${nth}(-.*)?"`]));
    if (compiled === undefined) throw new Error('there are rules');
    const none = countingAlert({ ...Object.fromEntries([...Array(97).keys()].map((nth) => [`label_${nth}`, 'x'])) });

    expect(route(none.alert, compiled, NOW_MS)).toMatchObject([{ channel: 'rest' }]);
    expect(none.looks()).toBe(1_000);
  });

  test('no pattern is compiled before an alert needs it', () => {
    let compiled = 0;
    const patterns = sharedPatterns(() => {
      compiled += 1;
      return { test: () => true };
    });
    const { rules } = manyRules((nth) => [`tenant=t-${nth}`, `env=~"prod|.*-${nth % 3}"`]);
    const index = indexRules(rules.map((rule, place) => compileRule(rule, place, patterns)));

    expect(compiled).toBe(0);
    const met = [...index.candidates(anAlert({ labels: { tenant: 't-5' } }))];
    expect(met.map(({ rule }) => rule.name)).toEqual(['rule 5']);
  });
});
