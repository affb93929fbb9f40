import { InvalidCursorError, type Page } from '#shared/delivery/ledger.ts';
import { json } from '../../edge/http-problem.ts';
import { badQuery, type QueryResult } from '../../edge/query.ts';

/** Answers a list: a page of rows as they are shown, what is wrong with the query, or the answer given instead of a page. */
export async function listed<Query, Row>(
  read: QueryResult<Query>,
  list: (query: Query) => Promise<Page<Row> | Response>,
  shown: (row: Row) => object,
): Promise<Response> {
  if (read.kind === 'invalid') return badQuery(read.errors);

  try {
    const page = await list(read.values);
    if (page instanceof Response) return page;
    return json({ items: page.items.map(shown), cursor: page.cursor });
  } catch (error) {
    if (!(error instanceof InvalidCursorError)) throw error;

    return badQuery([{ field: 'cursor', message: 'is none that this list gave; begin again without it' }]);
  }
}
