/** How a list is answered: one JSON object, a JSON object a line, or a table for a spreadsheet. */
export const LIST_FORMATS = ['json', 'jsonl', 'csv'] as const;

/** One of them. */
export type ListFormat = (typeof LIST_FORMATS)[number];

/** Content type of each. */
export const LIST_TYPES: Readonly<Record<ListFormat, string>> = {
  json: 'application/json',
  jsonl: 'application/x-ndjson',
  csv: 'text/csv; charset=utf-8',
};

const ACCEPTED: Readonly<Record<string, ListFormat>> = {
  'application/json': 'json',
  'application/x-ndjson': 'jsonl',
  'application/jsonl': 'jsonl',
  'text/csv': 'csv',
};

/** The format the query names, else the first of `Accept` that we write, else JSON. */
export function wantedFormat(named: ListFormat | undefined, headers: Headers): ListFormat {
  if (named !== undefined) return named;

  const types = (headers.get('accept') ?? '').split(',').map((part) => part.split(';')[0]?.trim().toLowerCase() ?? '');
  return types.flatMap((type) => (Object.hasOwn(ACCEPTED, type) ? (ACCEPTED[type] ?? []) : []))[0] ?? 'json';
}
