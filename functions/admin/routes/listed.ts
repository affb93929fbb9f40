import { InvalidCursorError, type Page } from '#shared/delivery/ledger.ts';
import { json } from '../../edge/http-problem.ts';
import { badQuery, type QueryResult } from '../../edge/query.ts';

/** Answers a list: a page of rows as they are shown, or what is wrong with the query. */
export async function listed<Query, Row>(
  read: QueryResult<Query>,
  list: (query: Query) => Promise<Page<Row>>,
  shown: (row: Row) => object,
): Promise<Response> {
  if (read.kind === 'invalid') return badQuery(read.errors);

  try {
    const page = await list(read.values);
    return json({ items: page.items.map(shown), cursor: page.cursor });
  } catch (error) {
    if (!(error instanceof InvalidCursorError)) throw error;

    return badQuery([{ field: 'cursor', message: 'is none that this list gave; begin again without it' }]);
  }
}
