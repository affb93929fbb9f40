import { expect, test } from 'vitest';
import { byName, pageByName } from '#functions/admin/routes/page-by-name.ts';

test('pages of any size hold every name once, in the order of the table, also where names are beyond the 16-bit characters', () => {
  const names = ['（值班）', '🔥 oncall', 'a', '值班', '𠮷野', 'ｚ', 'ä'].toSorted(byName);
  expect(names).toEqual(names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));

  for (let limit = 1; limit <= names.length; limit++) {
    const seen: string[] = [];
    let cursor: string | null | undefined;
    for (let pages = 0; cursor !== null && pages <= names.length; pages++) {
      const page: ReturnType<typeof pageByName<string>> = pageByName(names, (name) => name, {
        limit,
        ...(cursor === undefined ? {} : { cursor }),
      });
      seen.push(...page.items);
      cursor = page.cursor;
    }
    expect(seen).toEqual(names);
  }
});

test('a page goes on after a name that is gone by now', () => {
  expect(pageByName(['a', 'c'], (name) => name, { limit: 5, cursor: 'b' })).toEqual({ items: ['c'], cursor: null });
});
