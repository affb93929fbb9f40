import { describe, expect, test } from 'vitest';
import type { CapCounts } from '#shared/pacing/lane.ts';
import { countRules, countsOfRule, mostOf, withoutAlerts } from '#shared/pacing/rule-counts.ts';

const HOUR = { hour: '2026-11-21T08+08:00', day: '2026-11-21' };
const BEFORE: CapCounts = { ...HOUR, hourCount: 7, dayCount: 70, rules: { a: [2, 20], b: [3, 30] } };

describe('what one rule told', () => {
  test('is counted in the hour and day of its channel', () => {
    expect(countsOfRule(BEFORE, 'b')).toEqual({ ...HOUR, hourCount: 3, dayCount: 30 });
  });

  test.each<[string, CapCounts | undefined]>([
    ['nothing was told', undefined],
    ['no rule told anything', { ...HOUR, hourCount: 7, dayCount: 70 }],
    ['another rule told something', { ...BEFORE, rules: { a: [2, 20] } }],
  ])('is nothing where %s', (_, counts) => {
    expect(countsOfRule(counts, 'b')).toBeUndefined();
  });
});

describe('counting what rules told', () => {
  test('begins with what there is', () => {
    expect(countRules(undefined, HOUR, { a: 4 })).toEqual({ a: [4, 4] });
    expect(countRules({ ...HOUR, hourCount: 7, dayCount: 70 }, HOUR, { a: 4 })).toEqual({ a: [4, 4] });
  });

  test('goes on in the same hour, and leaves other rules as they are', () => {
    expect(countRules(BEFORE, HOUR, { a: 4, c: 1 })).toEqual({ a: [6, 24], b: [3, 30], c: [1, 1] });
  });

  test('begins the hour anew, for all rules, and goes on with the day', () => {
    expect(countRules(BEFORE, { ...HOUR, hour: '2026-11-21T09+08:00' }, { a: 4 })).toEqual({ a: [4, 24], b: [0, 30] });
  });

  test('forgets what was told another day', () => {
    expect(countRules(BEFORE, { hour: '2026-11-22T00+08:00', day: '2026-11-22' }, { a: 4 })).toEqual({ a: [4, 4] });
  });
});

test('of two counts of a message the larger holds, by channel and rule', () => {
  const one = { dba: { a: 2, b: 5 }, ops: { a: 1 } };
  const other = { dba: { a: 3, c: 1 }, web: { d: 4 } };

  expect(mostOf(one, other)).toEqual({ dba: { a: 3, b: 5, c: 1 }, ops: { a: 1 }, web: { d: 4 } });
  expect(mostOf({}, one)).toEqual(one);
  expect(mostOf(one, {})).toEqual(one);
});

test('without some of its alerts a message counts less by each, for their channel and rule, and for nothing else', () => {
  const counts = { dba: { a: 2, b: 5 }, ops: { a: 1 } };
  const one = { channel: 'dba', mark: 'a' };

  expect(withoutAlerts(counts, [one, { channel: 'dba' }, { channel: 'web', mark: 'b' }])).toEqual({
    ...counts,
    dba: { a: 1, b: 5 },
  });
  expect(withoutAlerts(counts, [one, one, one, { channel: 'ops', mark: 'a' }])).toEqual({ dba: { b: 5 } });
  expect(withoutAlerts(counts, [])).toEqual(counts);
});
