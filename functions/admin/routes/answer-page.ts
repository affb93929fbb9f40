import type { Page } from '#shared/delivery/ledger.ts';
import { BYTE_ORDER_MARK, type CsvRow, csvLine, csvRow } from '../../edge/csv.ts';
import { json } from '../../edge/http-problem.ts';
import { LIST_TYPES, type ListFormat } from '../list-format.ts';

/** How a page is to be answered. */
export interface PageLook {
  readonly name: string;
  readonly format: ListFormat;
  readonly columns: readonly string[];
  /** Of the request: the next page's differs in its cursor. */
  readonly url: string;
}

/**
 * A page in the format wanted. As a table or as lines it has no room for the
 * cursor: `Link` has the next page's address and `x-next-cursor` the cursor.
 * Only the first page begins with the byte order mark and the names of the
 * columns, so that the pages can be put together as they are.
 */
export function answerPage({ items, cursor }: Page<CsvRow>, { name, format, columns, url }: PageLook): Response {
  if (format === 'json') return json({ items, cursor });

  const isFirst = !new URL(url).searchParams.has('cursor');
  const head = format === 'csv' && isFirst ? BYTE_ORDER_MARK + csvLine(columns) : '';
  const body = items.map((row) => (format === 'csv' ? csvRow(row, columns) : `${JSON.stringify(row)}\n`));
  const headers = {
    'content-type': LIST_TYPES[format],
    'content-disposition': `attachment; filename="tocsin-${name}.${format}"`,
    ...(cursor === null ? {} : { link: `<${nextOf(url, cursor)}>; rel="next"`, 'x-next-cursor': cursor }),
  };

  return new Response(head + body.join(''), { headers });
}

/** By path: behind a proxy the host we see may not be the one that was asked. */
function nextOf(url: string, cursor: string): string {
  const next = new URL(url);
  next.searchParams.set('cursor', cursor);

  return next.pathname + next.search;
}
