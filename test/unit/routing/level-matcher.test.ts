import { describe, expect, test } from 'vitest';
import { LEVELS } from '#shared/alert/level.ts';
import { parseMatcher } from '#shared/routing/matcher.ts';
import { storedMatchers } from '#shared/routing/stored-matchers.ts';

const ADVICE = 'there are down, critical, warning, caution, info (a label of that name is labels.level)';

function problem(text: string): string | undefined {
  const reading = parseMatcher(text);
  return 'problem' in reading ? reading.problem : undefined;
}

describe('a matcher of a level there is not', () => {
  test.each([
    ['level=dwn', 'asks for the level "dwn", which no alert has: did you mean down?'],
    ['level!=criticl', 'asks for the level "criticl", which no alert has: did you mean critical?'],
    ['"level"="Warning"', 'asks for the level "Warning", which no alert has: did you mean warning?'],
    ['level=~"down|critcal"', 'asks for the level "critcal", which no alert has: did you mean critical?'],
    ['level!~"(?:warnin|info)"', 'asks for the level "warnin", which no alert has: did you mean warning?'],
    ['level=error', `asks for the level "error", which no alert has: ${ADVICE}`],
    ['level=严重', `asks for the level "严重", which no alert has: ${ADVICE}`],
    ['level=""', `asks for the level "", which no alert has: ${ADVICE}`],
    [`level=${'x'.repeat(40)}`, `asks for the level "${'x'.repeat(32)}…", which no alert has: ${ADVICE}`],
    ['level=~"crit"', `asks for the level "crit", which no alert has: ${ADVICE}`],
    ['level=~"P[0-9]"', `has a pattern that fits no level: ${ADVICE}`],
    ['level!~"wran.*"', `has a pattern that fits no level: ${ADVICE}`],
  ])('%s is refused', (text, expected) => {
    expect(problem(text)).toBe(expected);
  });
});

test.each([
  ...LEVELS.map((level) => `level=${level}`),
  'level!=down',
  'level!=""',
  'level=~"down|critical"',
  'level=~"(warning|info)"',
  'level=~".*"',
  'level=~"crit.*|p1"',
  'level=~"(?i)DOWN"',
  'labels.level=dwn',
  'severity=dwn',
])('%s is taken', (text) => {
  expect(problem(text)).toBeUndefined();
});

test('what was stored before it was looked at counts as it did: for no alert, or for all', () => {
  const [one, another] = storedMatchers(['level=dwn', 'level!=dwn']);

  expect(LEVELS.map((level) => one?.accepts(level))).toEqual(LEVELS.map(() => false));
  expect(LEVELS.map((level) => another?.accepts(level))).toEqual(LEVELS.map(() => true));
});
