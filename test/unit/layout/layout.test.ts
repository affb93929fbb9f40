import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideLayout, LAYOUT } from '#shared/layout/layout.ts';

const mark = (version: number, readableFrom: number) => ({ version, readableFrom });

test.each([
  ['nothing was written yet', undefined, mark(1, 1), 'take-over'],
  ['the same version wrote', mark(1, 1), mark(1, 1), 'go-on'],
  ['an older version wrote', mark(1, 1), mark(2, 1), 'take-over'],
  ['a much older version wrote', mark(1, 1), mark(7, 6), 'take-over'],
  ['a newer version wrote what this one may read', mark(2, 1), mark(1, 1), 'go-on'],
  ['a newer version wrote what this one must not touch', mark(3, 2), mark(1, 1), 'refuse'],
] as const)('where %s, the code goes on, takes over or refuses', (_, found, own, kind) => {
  expect(decideLayout(found, own).kind).toBe(kind);
});

test('a refusal says which version it would take', () => {
  expect(decideLayout(mark(9, 8), LAYOUT)).toEqual({
    kind: 'refuse',
    reason: `layout 9, which a version that knows layout ${LAYOUT.version} must not touch (one that knows 8 or more may)`,
  });
});

test('a version can always be rolled back by one', () => {
  expect(LAYOUT.readableFrom).toBeLessThanOrEqual(Math.max(1, LAYOUT.version - 1));
});

test('whatever is found, the code goes on exactly if it knows what the last writer asks for', () => {
  const aMark = fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
    .map(([a, b]) => mark(Math.max(a, b), Math.min(a, b)));
  fc.assert(
    fc.property(aMark, aMark, (found, own) => {
      const refused = decideLayout(found, own).kind === 'refuse';
      expect(refused).toBe(own.version < found.readableFrom);
    }),
  );
});
