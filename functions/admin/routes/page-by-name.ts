import type { Page } from '#shared/delivery/ledger.ts';

/** The order in which the table keeps names: by their bytes in UTF-8. JavaScript's own differs beyond U+FFFF. */
export function byName(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** A page of a list that is short enough to be read as a whole; the cursor is the last name of the page before. */
export function pageByName<T>(
  items: readonly T[],
  nameOf: (item: T) => string,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string },
): Page<T> {
  const rest = cursor === undefined ? items : items.filter((item) => byName(nameOf(item), cursor) > 0);
  const page = rest.slice(0, limit);
  const last = page.at(-1);

  return { items: page, cursor: rest.length > page.length && last !== undefined ? nameOf(last) : null };
}
