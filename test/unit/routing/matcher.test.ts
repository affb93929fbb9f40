import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import {
  compileMatcher,
  MAX_MATCHER_LENGTH,
  type Matcher,
  matcherText,
  matches,
  matchesAll,
  parseMatcher,
  sharedPatterns,
} from '#shared/routing/matcher.ts';
import { OPERATORS } from '#shared/routing/matcher-syntax.ts';
import type { Subject } from '#shared/routing/subject.ts';

const SUBJECT: Subject = {
  source: 'ocp',
  name: 'disk_full',
  level: 'critical',
  target: 'host=192.0.2.7',
  group: '["log","4002"]',
  labels: { team: 'dba', level: 'warning', 'ob cluster': 'c-1', 'labels.odd': 'x' },
};

function read(text: string): Matcher {
  const reading = parseMatcher(text);
  if ('problem' in reading) throw new Error(`${text} ${reading.problem}`);
  return reading.matcher;
}

function problem(text: string): string {
  const reading = parseMatcher(text);
  return 'problem' in reading ? reading.problem : `read as ${JSON.stringify(reading.matcher)}`;
}

function met(text: string, subject: Partial<Subject>): boolean {
  return matches(compileMatcher(read(text)), { ...SUBJECT, ...subject });
}

describe("Alertmanager's table of what matches", () => {
  test.each<readonly [operator: Matcher['operator'], value: string, label: string, match: boolean]>([
    ['=', 'bar', 'bar', true],
    ['=', 'bar', 'foo-bar', false],
    ['!=', 'bar', 'bar', false],
    ['!=', 'bar', 'foo-bar', true],
    ['=~', 'bar', 'bar', true],
    ['=~', 'bar', 'foo-bar', false],
    ['=~', '.*bar', 'foo-bar', true],
    ['!~', 'bar', 'bar', false],
    ['!~', 'bar', 'foo-bar', true],
    ['!~', '.*bar', 'foo-bar', false],
    ['=~', 'foo.bar', 'foo-bar', true],
    ['=~', 'foo\\.bar', 'foo-bar', false],
    ['=~', 'foo\\.bar', 'foo.bar', true],
    ['=', 'foo\nbar', 'foo\nbar', true],
    ['=~', 'foo.bar', 'foo\nbar', false],
    ['=~', '(?s)foo.bar', 'foo\nbar', true],
    ['=', '~!="', '~!="', true],
    // Beside Alertmanager's own: an alternation is anchored as a whole, and the end is the end.
    ['=~', 'foo|bar', 'foo-bar', false],
    ['=~', 'foo|bar', 'bar', true],
    ['=~', 'foo|ba.', 'bar', true],
    ['=~', 'foo|ba.', 'foo-bar', false],
    ['=~', 'ba.', 'bar\n', false],
    ['=~', '', '', true],
    ['=~', '', 'x', false],
    ['=~', 'a|', '', true],
    ['=~', '.+', '', false],
    ['!~', '.+', '', true],
    ['=~', '(?i)BAR', 'bar', true],
    ['=~', '停.', '停服', true],
  ])('%s %j on %j: %j', (operator, value, label, match) => {
    const compiled = compileMatcher({ name: 'foo', operator, value });
    expect(matches(compiled, { ...SUBJECT, labels: { foo: label } })).toBe(match);
  });
});

describe('a label that is missing is the empty string', () => {
  test.each([
    ['foo=""', {}, true],
    ['foo=""', { foo: '' }, true],
    ['foo=""', { foo: 'x' }, false],
    ['foo!=""', {}, false],
    ['foo!=""', { foo: 'x' }, true],
    ['foo!=bar', {}, true],
    ['foo=~".*"', {}, true],
    ['foo=~".+"', {}, false],
    ['foo!~".+"', {}, true],
    ['foo=~"a|"', {}, true],
    ['toString=""', {}, true],
    ['__proto__=""', {}, true],
  ])('%s on %j: %j', (text, labels, match) => {
    expect(met(text, { labels })).toBe(match);
  });
});

describe('names that are taken', () => {
  test.each([
    ['alertname=disk_full', true],
    ['name=disk_full', true],
    ['source=ocp', true],
    ['level=critical', true],
    ['target="host=192.0.2.7"', true],
    ['group=~".*4002.*"', true],
    ['level=warning', false],
    ['labels.level=warning', true],
    ['labels.team=dba', true],
    ['team=dba', true],
    ['labels.labels.odd=x', true],
    ['labels.odd=x', false],
    ['labels.name=""', true],
    ['"ob cluster"=c-1', true],
    ['status=""', true],
  ])('%s: %j', (text, match) => {
    expect(met(text, {})).toBe(match);
  });

  test('an alert without a group has an empty one', () => {
    const { group: _, ...ungrouped } = SUBJECT;
    expect(matches(compileMatcher(read('group=""')), ungrouped)).toBe(true);
  });
});

describe("Alertmanager's table of what is read", () => {
  test.each<readonly [what: string, text: string, ...expected: readonly [string, Matcher['operator'], string]]>([
    ['equals', '{foo=bar}', 'foo', '=', 'bar'],
    ['equals with trailing comma', '{foo=bar,}', 'foo', '=', 'bar'],
    ['not equals', '{foo!=bar}', 'foo', '!=', 'bar'],
    ['match regex', '{foo=~[a-z]+}', 'foo', '=~', '[a-z]+'],
    ["doesn't match regex", '{foo!~[a-z]+}', 'foo', '!~', '[a-z]+'],
    ['equals unicode emoji', '{foo=🙂}', 'foo', '=', '🙂'],
    ['equals unicode emoji as bytes in quotes', '{"foo"="\\xf0\\x9f\\x99\\x82"}', 'foo', '=', '🙂'],
    ['equals unicode emoji as code points in quotes', '{"foo"="\\U0001f642"}', 'foo', '=', '🙂'],
    ['equals unicode sentence', '{foo=🙂bar}', 'foo', '=', '🙂bar'],
    ['equals without braces', 'foo=bar', 'foo', '=', 'bar'],
    ['equals without braces but with trailing comma', 'foo=bar,', 'foo', '=', 'bar'],
    ['not equals without braces', 'foo!=bar', 'foo', '!=', 'bar'],
    ['match regex without braces', 'foo=~[a-z]+', 'foo', '=~', '[a-z]+'],
    ["doesn't match regex without braces", 'foo!~[a-z]+', 'foo', '!~', '[a-z]+'],
    ['equals in quotes', '{"foo"="bar"}', 'foo', '=', 'bar'],
    ['equals in quotes and with trailing comma', '{"foo"="bar",}', 'foo', '=', 'bar'],
    ['not equals in quotes', '{"foo"!="bar"}', 'foo', '!=', 'bar'],
    ['match regex in quotes', '{"foo"=~"[a-z]+"}', 'foo', '=~', '[a-z]+'],
    ["doesn't match regex in quotes", '{"foo"!~"[a-z]+"}', 'foo', '!~', '[a-z]+'],
    ['equals unicode emoji in quotes', '{"foo"="🙂"}', 'foo', '=', '🙂'],
    ['equals unicode sentence in quotes', '{"foo"="🙂bar"}', 'foo', '=', '🙂bar'],
    ['equals with newline in quotes', '{"foo"="bar\\n"}', 'foo', '=', 'bar\n'],
    ['equals with tab in quotes', '{"foo"="bar\\t"}', 'foo', '=', 'bar\t'],
    ['equals with escaped quotes in quotes', '{"foo"="\\"bar\\""}', 'foo', '=', '"bar"'],
    ['equals with escaped backslash in quotes', '{"foo"="bar\\\\"}', 'foo', '=', 'bar\\'],
    ['equals without braces in quotes', '"foo"="bar"', 'foo', '=', 'bar'],
    ['equals without braces in quotes with trailing comma', '"foo"="bar",', 'foo', '=', 'bar'],
    ['spaces around each token', ' foo =~ "b a r" ', 'foo', '=~', 'b a r'],
    ['a name in quotes that needs them', '"a b"!="c"', 'a b', '!=', 'c'],
    ['an octal byte', 'foo="\\101"', 'foo', '=', 'A'],
    // What only the syntax before 0.27 takes.
    ['tricky', 'tricky=~~~', 'tricky', '=~', '~~'],
    ['trickier', 'trickier==\\\\=\\=\\"', 'trickier', '=', '=\\=\\="'],
    ['a backslash that nothing follows up', 'foo=~"\\d+"', 'foo', '=~', '\\d+'],
    ['a backslash without quotes', 'foo=~/api/v\\d+', 'foo', '=~', '/api/v\\d+'],
    ['spaces without quotes', 'foo=bar baz', 'foo', '=', 'bar baz'],
    ['a quantity without quotes', 'foo=~a{2,3}', 'foo', '=~', 'a{2,3}'],
    ['a comma in quotes', 'foo="bar,quux"', 'foo', '=', 'bar,quux'],
    ['a line feed as it is, in quotes', 'foo="a\nb"', 'foo', '=', 'a\nb'],
    ['a quotation', 'quote="She said: \\"Hi!\\""', 'quote', '=', 'She said: "Hi!"'],
  ])('%s', (_, text, name, operator, value) => {
    expect(parseMatcher(text)).toEqual({ matcher: { name, operator, value } });
  });

  test.each([
    ['no input', '', /is empty/],
    ['open and closing braces', '{}', /no operator/],
    ['two', 'foo="bar",bar="baz"', /one matcher/],
    ['two without quotes', 'foo=bar,bar=baz', /one matcher/],
    ['no open brace', 'foo=bar}', /one matcher/],
    ['open brace', '{foo=bar', /one matcher/],
    ['close brace without an open one', '"foo"="bar"}', /one matcher/],
    ['invalid unicode', '"foo"="\\xf0\\x9f"', /no UTF-8/],
    ['half a pair', '"foo"="\\ud800"', /can't stand between quotes/],
    ['no value', 'job=', /has no value; write NAME=""/],
    ['an open quote', 'job="value', /one matcher/],
    ['a stray quote', 'job=value"', /one matcher/],
    ['no operator', 'job', /no operator/],
    ['no name', '=bar', /one matcher/],
    ['an empty name', '""=bar', /empty name/],
    ['a name that needs quotes', 'invalid name="x"', /one matcher.*double quotes/],
    ['an invalid pattern', 'foo=~"invalid[regexp"', /RE2 refuses: missing closing \]/],
    ['looking ahead', 'foo=~"a(?=b)"', /no look-around/],
    ['a back reference', 'foo!~"(a)\\\\1"', /no back references/],
    ['too many repetitions', 'foo=~"a{1001}"', /invalid repeat count/],
    ['too long', `foo=${'x'.repeat(MAX_MATCHER_LENGTH)}`, /has 4100 characters, at most 4096/],
  ])('%s is refused', (_, text, words) => {
    expect(problem(text)).toMatch(words);
  });
});

test('all matchers have to match, and none is none too many', () => {
  const compiled = ['team=dba', 'level=critical'].map((text) => compileMatcher(read(text)));

  expect(matchesAll(compiled, SUBJECT)).toBe(true);
  expect(matchesAll(compiled, { ...SUBJECT, level: 'info' })).toBe(false);
  expect(matchesAll([], SUBJECT)).toBe(true);
});

test('an equal pattern of many matchers is compiled once, and only when it is asked', () => {
  let compiled = 0;
  const patterns = sharedPatterns((pattern) => {
    compiled += 1;
    return { test: (text) => text === pattern };
  });
  const many = Array.from({ length: 100 }, () =>
    compileMatcher({ name: 'team', operator: '=~', value: 'd.a' }, patterns),
  );

  expect(compiled).toBe(0);
  for (const matcher of many) matches(matcher, SUBJECT);
  expect(compiled).toBe(1);
});

test('a quantifier behind a group of flags counts for the character before that, as the engine has it', () => {
  const matcher = compileMatcher(read('foo=~"-(?i)*[ab].+"'));
  const fits = ['ab', '-ab', '--AB', '-'].map((foo) => matches(matcher, { ...SUBJECT, labels: { foo } }));

  expect(fits).toEqual([true, true, true, false]);
});

test('a pattern that makes a backtracking engine take years is answered at once', () => {
  const evil = compileMatcher(read('foo=~"(a|a)*(a|aa)+$"'));
  const before = performance.now();

  expect(matches(evil, { ...SUBJECT, labels: { foo: `${'a'.repeat(20_000)}!` } })).toBe(false);
  expect(performance.now() - before).toBeLessThan(2_000);
});

const ANY_MATCHER = fc.record({
  name: fc.string({ minLength: 1, maxLength: 20, unit: 'binary' }).filter((name) => name !== 'labels.'),
  operator: fc.constantFrom(...OPERATORS),
  value: fc.string({ maxLength: 40, unit: 'binary' }),
});

property.prop([ANY_MATCHER])('a matcher written as text is read as the same one', (matcher) => {
  const literal = { ...matcher, operator: matcher.operator.startsWith('!') ? ('!=' as const) : ('=' as const) };
  expect(parseMatcher(matcherText(literal))).toEqual({ matcher: literal });
});

property.prop([ANY_MATCHER])('a matcher survives being stored as JSON', (matcher) => {
  expect(JSON.parse(JSON.stringify(matcher))).toEqual(matcher);
});

property.prop([fc.string({ maxLength: 60, unit: 'binary' })])('any text is read or refused in words', (text) => {
  const reading = parseMatcher(text);
  expect('matcher' in reading || reading.problem.length > 0).toBe(true);
});

const LETTERS = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '-'), maxLength: 6 });
const PATTERN = fc
  .array(fc.constantFrom('a', 'b', '-', '.', '.*', '.+', 'a+', 'b*', 'a?', 'b{2}', '(?:a|b)', '[ab]?', '\\n', '|'), {
    maxLength: 5,
  })
  .map((parts) => parts.join(''));

property.prop([PATTERN, LETTERS], { numRuns: 2_000 })(
  'a pattern without anything of its own means what it means elsewhere',
  (pattern, text) => {
    const compiled = compileMatcher({ name: 'foo', operator: '=~', value: pattern });
    expect(compiled.accepts(text)).toBe(new RegExp(`^(?:${pattern})$`).test(text));
  },
);
