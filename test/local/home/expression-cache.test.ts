import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { type ExpressionParser, rememberExpressions } from '#local/embedded-table/expression-cache.ts';

const require = createRequire(import.meta.url);
const PARSERS = {
  update: require('dynalite/db/updateParser') as ExpressionParser,
  condition: require('dynalite/db/conditionParser') as ExpressionParser,
};

/** The parser as it is, and one that remembers, with the count of what it had to read. */
function pair(kind: keyof typeof PARSERS) {
  const { parse } = PARSERS[kind];
  let read = 0;
  const remembering: ExpressionParser = {
    parse: (text, options) => {
      read += 1;
      return parse(text, options);
    },
  };
  rememberExpressions(remembering);

  return { plain: { parse }, remembering, timesRead: () => read };
}

type Values = Readonly<Record<string, object>>;

/** A context as dynalite makes it for each request. */
function contextOf(attrVals: Values, attrNames: Readonly<Record<string, string>> = {}) {
  const all = (names: object) => Object.fromEntries(Object.keys(names).map((name) => [name, true]));

  return {
    attrVals,
    attrNames,
    unusedAttrVals: all(attrVals),
    unusedAttrNames: all(attrNames),
    isReserved: () => false,
    compare: () => false,
  };
}

const N = (n: number) => ({ N: String(n) });

test.each([
  ['update', 'SET a = :x, b = if_not_exists(b, :x), c = if_not_exists(a, if_not_exists(q, :y)) ADD n :n REMOVE d, e'],
  ['update', 'SET l = list_append(l, :l), m.k = :x ADD words :set DELETE old :set'],
  ['update', 'SET #a = :x, v = v + :n'],
  ['condition', 'attribute_not_exists(ep) OR (st = :x AND ep <= :y AND NOT lv > :n)'],
  ['condition', '(attribute_exists(#a) OR own = :x) AND size(fl) < :n AND begins_with(b, :y) AND st IN (:x, :y)'],
] as const)('a remembered %s expression is as if read anew: %s', (kind, text) => {
  const { plain, remembering, timesRead } = pair(kind);
  for (const round of [1, 2, 3]) {
    const values: Values = {
      ':x': { S: `x${round}` },
      ':y': { S: `y${round}` },
      ':n': N(round),
      ':l': { L: [N(round)] },
      ':set': { SS: [`s${round}`] },
      ':unused': { BOOL: true },
    };
    const [expected, actual] = [contextOf(values, { '#a': 'name' }), contextOf(values, { '#a': 'name' })];
    expect(remembering.parse(text, { context: actual })).toEqual(plain.parse(text, { context: expected }));
    expect(actual.unusedAttrVals).toEqual(expected.unusedAttrVals);
    expect(actual.unusedAttrNames).toEqual(expected.unusedAttrNames);
  }
  expect(timesRead()).toBe(1);
});

test('a tree that was written into is not the one that is remembered', () => {
  const { remembering } = pair('update');
  const parse = () => remembering.parse('SET a = :x', { context: contextOf({ ':x': N(1) }) });
  const first = parse() as { sections: { val: unknown }[] };
  for (const section of first.sections) section.val = 'resolved';
  expect(parse()).not.toEqual(first);
});

test.each([
  ['other types of its values', 'SET a = :x', { ':x': N(1) }, { ':x': { S: 'text' } }],
  ['values it is checked by', 'a BETWEEN :x AND :y', { ':x': N(1), ':y': N(2) }, { ':x': N(2), ':y': N(1) }],
])('an expression with %s is read anew', (_what, text, first, second) => {
  const { remembering, timesRead } = pair(text.startsWith('SET') ? 'update' : 'condition');
  remembering.parse(text, { context: contextOf(first) });
  remembering.parse(text, { context: contextOf(second) });
  expect(timesRead()).toBe(2);
});

test('what is wrong is told each time with its own values', () => {
  const { plain, remembering } = pair('update');
  for (const values of [{ ':y': N(1) }, { ':z': N(2) }] as Values[]) {
    const wrong = remembering.parse('SET a = :x', { context: contextOf(values) });
    expect(wrong).toMatch(/not defined; attribute value: :x/);
    expect(wrong).toBe(plain.parse('SET a = :x', { context: contextOf(values) }));
  }
  expect(() => remembering.parse('SET SET', { context: contextOf({}) })).toThrow();
});
