import { LANGUAGES, type Language } from '#shared/channels/channel.ts';
import { InvalidCursorError, type Page } from '#shared/delivery/ledger.ts';
import type { RouteRequest } from '../../edge/app.ts';
import type { CsvRow } from '../../edge/csv.ts';
import { json } from '../../edge/http-problem.ts';
import { wantedLanguage } from '../../edge/language.ts';
import {
  badQuery,
  MAX_LIMIT,
  oneOf,
  type QueryResult,
  type Reader,
  type Readers,
  readQuery,
} from '../../edge/query.ts';
import { LIST_FORMATS, type ListFormat, wantedFormat } from '../list-format.ts';
import { answerPage } from './answer-page.ts';

/** A list that can be answered in several formats and languages. */
export interface Listing<Query, Row> {
  /** What the file is called, and its rows. */
  readonly name: string;
  readonly readers: Readers<Query>;
  /** A page, or the answer given instead. */
  readonly list: (query: Query) => Promise<Page<Row> | Response>;
  readonly columns: readonly string[];
  readonly shown: (row: Row, language: Language) => CsvRow;
}

/** What every list reads beside its own parameters. */
interface Look {
  readonly format?: ListFormat;
  readonly language?: Language;
}

/** An answer from Lambda holds 6 MB, in which each quote of JSON counts twice. */
const MAX_ROWS_BYTES = 5_000_000;

/** Answers a list: a page of rows as they are shown, or what is wrong with the query. */
export async function listed<Query extends { readonly limit: number }, Row>(
  { request, query }: RouteRequest,
  { name, readers, list, columns, shown }: Listing<Query, Row>,
): Promise<Response> {
  const look = readQuery<Look>(only(query, LOOK, 'in'), { format: oneOf(LIST_FORMATS), language: LANGUAGE });
  const read = readQuery<Query>(only(query, LOOK, 'out'), readers);
  const errors = [look, read].flatMap((each) => (each.kind === 'invalid' ? each.errors : []));
  if (look.kind === 'invalid' || read.kind === 'invalid') return badQuery(errors);

  const format = wantedFormat(look.values.format, request.headers);
  const language = wantedLanguage(look.values.language, request.headers);
  // Whoever takes a table away wants more than a screen shows.
  const wanted = format === 'json' || query.has('limit') ? read.values : { ...read.values, limit: MAX_LIMIT };
  return orBadCursor(async () => {
    const page = await fitting(wanted, list, (row) => shown(row, language));
    return page instanceof Response ? page : answerPage(page, { name, format, columns, url: request.url });
  });
}

/** The answer, or that the cursor is none of the list's. */
export async function orBadCursor(answer: () => Promise<Response>): Promise<Response> {
  try {
    return await answer();
  } catch (error) {
    if (!(error instanceof InvalidCursorError)) throw error;

    return badQuery([{ field: 'cursor', message: 'is none that this list gave; begin again without it' }]);
  }
}

/** Reads the language of sentences. */
export const LANGUAGE: Reader<Language | undefined> = oneOf(LANGUAGES);

const LOOK = ['format', 'language'];

function only(query: URLSearchParams, names: readonly string[], which: 'in' | 'out'): URLSearchParams {
  return new URLSearchParams([...query].filter(([name]) => names.includes(name) === (which === 'in')));
}

/** A page whose rows fit an answer. Where they don't, a shorter one is read, so that its cursor is right. */
async function fitting<Query extends { readonly limit: number }, Row, Shown extends object>(
  query: Query,
  list: (query: Query) => Promise<Page<Row> | Response>,
  shown: (row: Row) => Shown,
): Promise<Page<Shown> | Response> {
  for (let { limit } = query; ; ) {
    const page = await list({ ...query, limit });
    if (page instanceof Response) return page;
    const rows = page.items.map(shown);
    const fit = countFitting(rows);
    if (fit === rows.length) return { items: rows, cursor: page.cursor };
    limit = Math.max(1, Math.min(fit, limit - 1));
  }
}

/** One row always fits: an alert has 20 kB at most, an entry of the audit less than 200. */
function countFitting(rows: readonly object[]): number {
  let left = MAX_ROWS_BYTES;
  const tooMany = rows.findIndex((row) => {
    left -= Buffer.byteLength(JSON.stringify(JSON.stringify(row)));
    return left < 0;
  });

  return tooMany < 0 ? rows.length : Math.max(1, tooMany);
}

/** Answers a list that is for programs only: JSON, and no sentences in it. */
export async function listedAsJson<Query extends { readonly limit: number }, Row>(
  read: QueryResult<Query>,
  list: (query: Query) => Promise<Page<Row>>,
  shown: (row: Row) => object,
): Promise<Response> {
  if (read.kind === 'invalid') return badQuery(read.errors);

  return orBadCursor(async () => {
    const page = await fitting(read.values, list, shown);
    return page instanceof Response ? page : json(page);
  });
}
