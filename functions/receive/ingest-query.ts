import type { FieldError } from '#shared/receiving/source.ts';

/** Longest name of a sender, in characters. */
const MAX_SOURCE_LENGTH = 128;

/** What the query of an ingest route says. */
export type IngestQuery =
  | { readonly kind: 'read'; readonly source?: string; readonly channels?: readonly string[] }
  | { readonly kind: 'invalid'; readonly errors: readonly FieldError[] };

/**
 * Reads `?source=` and `?channel=a,b`. Empty ones count as absent and unknown
 * ones are left alone: a refused request is an alert that nobody sees.
 */
export function readIngestQuery(query: URLSearchParams): IngestQuery {
  const source = query.get('source')?.trim() ?? '';
  if (source.length > MAX_SOURCE_LENGTH || /\p{Cc}/u.test(source)) {
    const message = `must be at most ${MAX_SOURCE_LENGTH} characters without control characters`;
    return { kind: 'invalid', errors: [{ field: 'source', message }] };
  }

  const names = query.getAll('channel').flatMap((list) => list.split(','));
  const channels = [...new Set(names.map((name) => name.trim()))].filter((name) => name !== '');
  return {
    kind: 'read',
    ...(source === '' ? {} : { source }),
    ...(channels.length === 0 ? {} : { channels }),
  };
}
