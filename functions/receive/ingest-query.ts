import { didYouMean } from '#shared/channels/did-you-mean.ts';
import type { FieldError } from '#shared/receiving/source.ts';
import { MAX_SOURCE_LENGTH } from '#shared/receiving/source-name.ts';

/** What the query of an ingest route says. */
export type IngestQuery =
  | { readonly kind: 'read'; readonly source?: string; readonly channels?: readonly string[] }
  | { readonly kind: 'invalid'; readonly errors: readonly FieldError[] };

/** What is asked of an ingest route: a format, and what its path and its query say. */
export interface Asked {
  readonly kind: string;
  readonly query: IngestQuery;
  /** What the answer is to say. */
  readonly notes?: readonly string[];
}

const KNOWN = ['channel', 'source'];

/**
 * Reads `?source=` and `?channel=a,b`. Empty ones count as absent. Unknown ones
 * are left alone, since senders add their own, but for a slip of the pen: an
 * alert meant for one channel must not go to all of them.
 */
export function readIngestQuery(query: URLSearchParams): IngestQuery {
  const slips = [...new Set(query.keys())].flatMap((name) => {
    const meant = KNOWN.includes(name) ? undefined : didYouMean(name, KNOWN);
    return meant === undefined ? [] : [{ field: name, message: `is not a parameter here; did you mean ${meant}?` }];
  });
  if (slips.length > 0) return { kind: 'invalid', errors: slips };

  const source = query.get('source')?.trim() ?? '';
  if (source.length > MAX_SOURCE_LENGTH || /\p{Cc}/u.test(source)) {
    const message = `must be at most ${MAX_SOURCE_LENGTH} characters without control characters`;
    return { kind: 'invalid', errors: [{ field: 'source', message }] };
  }

  const names = query.getAll('channel').flatMap((list) => list.split(','));
  const channels = [...new Set(names.map((name) => name.trim().normalize('NFC')))].filter((name) => name !== '');
  return {
    kind: 'read',
    ...(source === '' ? {} : { source }),
    ...(channels.length === 0 ? {} : { channels }),
  };
}
