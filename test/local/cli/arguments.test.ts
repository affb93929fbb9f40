import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { gather, gatherPairs, parseSpan, parseTime, wholeNumber } from '#local/cli/arguments.ts';
import { decideConfirmation } from '#local/cli/confirm.ts';
import { advanceTail, beginTail } from '#local/cli/tail-window.ts';

const NOW = Date.parse('2026-11-21T10:00:00Z');

describe('arguments', () => {
  test.each([
    ['90s', 90_000],
    ['2h', 7_200_000],
    ['1w', 604_800_000],
    ['2', undefined],
    ['h', undefined],
    ['2 h', undefined],
    ['-2h', undefined],
  ])('%s is a span of %s ms', (text, ms) => {
    expect(parseSpan(text)).toBe(ms);
  });

  test('a time is a span before now, or has its offset', () => {
    expect(parseTime('30m', NOW)).toBe('2026-11-21T09:30:00.000Z');
    expect(parseTime('2026-11-21T10:00:00+08:00', NOW)).toBe('2026-11-21T02:00:00.000Z');
    for (const text of ['2026-11-21T10:00:00', 'yesterday', '2026-13-01T00:00:00Z'])
      expect(() => parseTime(text, NOW)).toThrow(/2h/);
  });

  test('lists and pairs are gathered, also from options that are repeated', () => {
    expect(gather('b, c', gather('a,'))).toEqual(['a', 'b', 'c']);
    expect(gatherPairs('b=1=2', gatherPairs('a=x'))).toEqual({ a: 'x', b: '1=2' });
    expect(() => gatherPairs('=x')).toThrow('name=value');
    expect(() => wholeNumber('0', 1, 5)).toThrow('from 1 to 5');
    expect(() => wholeNumber('1.5', 1, 5)).toThrow('whole number');
  });
});

test.each([
  [true, false, 'go'],
  [true, true, 'go'],
  [false, true, 'ask'],
  [false, false, 'refuse'],
] as const)('with --yes %s and a terminal %s the answer is %s', (yes, terminal, decision) => {
  expect(decideConfirmation(yes, { stdin: terminal, stdout: terminal })).toBe(decision);
  if (decision === 'ask') expect(decideConfirmation(yes, { stdin: true, stdout: false })).toBe('refuse');
});

describe('a tail', () => {
  const rowsOf = (seconds: readonly number[]) =>
    seconds.map((second, at) => ({ id: `${second}-${at}`, at: new Date(NOW + second * 1000).toISOString() }));
  const SECONDS = fc.array(fc.integer({ min: 0, max: 600 }), { maxLength: 30 });

  property.prop([SECONDS, SECONDS, fc.integer({ min: 0, max: 5 })])(
    'tells each attempt recorded after it began once, although records come late',
    (before, after, lines) => {
      const past = rowsOf(before).toSorted((a, b) => (a.at < b.at ? 1 : -1));
      let window = beginTail(past.slice(0, Math.max(1, lines)), lines);
      const newest = Math.max(0, ...before);
      const recorded = [...past];
      const told: string[] = [];
      const coming = rowsOf(after.map((second) => newest + 1 + second)).map(({ id, at }) => ({ id: `new-${id}`, at }));
      for (const row of coming.toSorted((a, b) => (a.at < b.at ? -1 : 1))) {
        recorded.push(row);
        const asked = recorded.filter(({ at }) => window.since === undefined || at >= window.since);
        const next = advanceTail(
          window,
          asked.toSorted((a, b) => (a.at < b.at ? 1 : -1)),
        );
        told.push(...next.fresh.map(({ id }) => id));
        window = next.window;
      }

      expect([...told].sort()).toEqual(coming.map(({ id }) => id).sort());
    },
  );

  test('tells what was recorded up to a minute late, and nothing that was before it', () => {
    const [old, first] = rowsOf([1, 100]);
    if (old === undefined || first === undefined) throw new Error('two rows');
    const window = beginTail([first], 1);
    expect(window.since).toBe('2026-11-21T10:00:40.000Z');
    const [late] = rowsOf([101]).map(({ at }) => ({ id: 'late', at }));
    if (late === undefined) throw new Error('a row');
    const { fresh } = advanceTail(window, [late, first, old]);
    expect(fresh).toEqual([late]);
  });
});
