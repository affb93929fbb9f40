import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fieldChanges, kept } from '#shared/audit/field-changes.ts';

describe('the changes between two objects', () => {
  test('are named by path, one a field, with lists of plain values as one', () => {
    const before = { enabled: true, limits: { perMinute: 20, perHour: null }, robots: [{ name: '1' }], levels: ['a'] };
    const after = {
      enabled: true,
      limits: { perMinute: 10, perHour: 5 },
      robots: [{ name: '1', keyword: 'x' }],
      levels: [],
    };

    expect(fieldChanges(before, after)).toEqual([
      { field: 'limits.perMinute', before: 20, after: 10 },
      { field: 'levels', before: '["a"]', after: '[]' },
      { field: 'limits.perHour', before: null, after: 5 },
      { field: 'robots[0].keyword', before: null, after: 'x' },
    ]);
  });

  test('of one that is new or gone are all its fields', () => {
    expect(fieldChanges(undefined, { a: 1 })).toEqual([{ field: 'a', before: null, after: 1 }]);
    expect(fieldChanges({ a: { b: false } }, undefined)).toEqual([{ field: 'a.b', before: false, after: null }]);
  });

  test('are cut so that an entry fits an item, and say that they are', () => {
    const [change] = fieldChanges({ template: '表'.repeat(9_000) }, { template: 'x' });
    expect(String(change?.before)).toHaveLength(300);
    expect(String(change?.before)).toMatch(/…$/);

    const many = fieldChanges(undefined, Object.fromEntries(Array.from({ length: 250 }, (_, nth) => [`f${nth}`, nth])));
    expect(many).toHaveLength(100);
    expect(many.at(-1)).toEqual({ field: '… and 151 more', before: null, after: null });
    expect(kept(many)).toEqual(many);
  });

  test('whatever the objects hold, are below what an item of the table takes', () => {
    fc.assert(
      fc.property(fc.object({ maxDepth: 4, maxKeys: 40 }), fc.object({ maxDepth: 4 }), (before, after) => {
        const changes = fieldChanges(before, after);

        expect(changes.length).toBeLessThanOrEqual(100);
        // The last of a hundred only says how many more there are.
        const named = changes.filter(({ field }) => !/^… and \d+ more$/.test(field));
        expect(named.every((one) => !Object.is(one.before, one.after) || String(one.before).endsWith('…'))).toBe(true);
        expect(fieldChanges(before, before)).toEqual([]);
      }),
      { numRuns: 100 },
    );
    const worst = Object.fromEntries(
      Array.from({ length: 100 }, (_, nth) => [`${nth}${'\u0001'.repeat(400)}`, '\u0001'.repeat(400)]),
    );
    const bytes = Buffer.byteLength(JSON.stringify(fieldChanges(undefined, worst)));

    expect(bytes).toBeLessThan(380_000);
  });
});
