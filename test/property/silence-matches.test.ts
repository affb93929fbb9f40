import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeBrief, encodeBrief } from '#shared/admission/brief.ts';
import type { Alert } from '#shared/alert/alert.ts';
import { LEVELS } from '#shared/alert/level.ts';
import { matcherText } from '#shared/routing/matcher.ts';
import { isSilenced, mayBeSilenced } from '#shared/silences/silence-matches.ts';

/** Names as they come: short, long beyond what a brief holds, with spaces of all kinds, in any script. */
const words = fc.oneof(
  fc.constantFrom(
    'disk full',
    ' disk  full ',
    'disk\tfull',
    '内存不足',
    'OB 服务器无法连接',
    '',
    'x'.repeat(60),
    '磁'.repeat(30),
  ),
  fc.string({ maxLength: 80, unit: 'grapheme' }),
);
const alert: fc.Arbitrary<Alert> = fc.record({
  id: fc.constant('1'),
  source: fc.constant('native'),
  name: words,
  level: fc.constantFrom(...LEVELS),
  status: fc.constantFrom('firing', 'resolved'),
  target: words,
  summary: fc.constant(''),
  description: fc.constant(''),
  labels: fc.dictionary(fc.constantFrom('team', 'name', 'level'), words),
});
const matcher = fc.record({
  name: fc.constantFrom('name', 'alertname', 'level', 'target', 'team', 'labels.level', 'source'),
  operator: fc.constantFrom('=', '!=', '=~', '!~'),
  value: fc.oneof(fc.constantFrom('warning', 'down|critical', '.*', 'native', 'disk.*'), words),
} as const);

test('an alert that a silence is for is never told from its brief as one it is not for', () => {
  fc.assert(
    fc.property(alert, fc.array(matcher, { minLength: 1, maxLength: 3 }), fc.boolean(), (one, matchers, exact) => {
      // As often as not the matchers are made of the alert itself.
      const own = matchers.map((each) =>
        exact && each.operator === '=' && (each.name === 'name' || each.name === 'target')
          ? { ...each, value: one[each.name] }
          : each,
      );
      const texts = own.map(matcherText);
      const silence = { matchers: texts, excludedObjects: [] };
      let silenced: boolean;
      try {
        silenced = isSilenced(silence, one);
      } catch {
        // A pattern that RE2 refuses is never stored.
        return;
      }

      if (silenced) expect(mayBeSilenced(silence, decodeBrief(encodeBrief(one, 'group')))).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});
