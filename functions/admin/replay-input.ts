import { LEVELS } from '#shared/alert/level.ts';
import {
  type Findings,
  given,
  isRecord,
  matchChoice,
  openSection,
  readText,
  refuse,
  refuseAs,
  type Section,
} from '#shared/channels/section.ts';
import type { DeadLetterFilter } from '#shared/dead-letters/dead-letter-filter.ts';
import type { FieldError } from '#shared/receiving/source.ts';
import { time } from '../edge/query.ts';

/** Which dead letters to replay, read from a request body, or all that is wrong with it. */
export type ReplayInputResult =
  | { readonly kind: 'parsed'; readonly filter: DeadLetterFilter & { readonly cursor?: string } }
  | { readonly kind: 'invalid'; readonly errors: readonly FieldError[] };

const TEXTS = ['channel', 'name', 'target', 'source', 'reason'];
const FILTERS = [...TEXTS, 'level', 'since', 'until'];
/** Longest text of a filter, in characters: an alert's name may be long. */
const MAX_TEXT = 1_024;

/** Reads a filter. An empty one would mean every channel's dead letters: that has to be said. */
export function parseReplayInput(body: unknown): ReplayInputResult {
  const findings: Findings = { errors: [], warnings: [] };
  if (!isRecord(body)) return { kind: 'invalid', errors: [{ field: '', message: 'must be a JSON object' }] };

  const top = openSection(body, '', [...FILTERS, 'cursor'], findings);
  const texts = Object.fromEntries(
    [...TEXTS, 'cursor'].flatMap((field) => {
      const text = readText(top, field, MAX_TEXT);
      return text === undefined ? [] : [[field, text]];
    }),
  );
  const times = Object.fromEntries(
    ['since', 'until'].flatMap((field) => {
      const ms = readTime(top, field);
      return ms === undefined ? [] : [[field, ms]];
    }),
  );
  const word = given(top, 'level');
  const level = word === undefined ? undefined : matchChoice(top, 'level', word, LEVELS);
  const filter: DeadLetterFilter & { readonly cursor?: string } = {
    ...texts,
    ...times,
    ...(level === undefined ? {} : { level }),
  };
  const isEmpty = FILTERS.every((field) => !Object.hasOwn(filter, field));
  if (isEmpty && findings.errors.length === 0)
    refuse(top, 'channel', `or another of ${FILTERS.join(', ')} is required`);

  return findings.errors.length > 0 ? { kind: 'invalid', errors: findings.errors } : { kind: 'parsed', filter };
}

function readTime(top: Section, field: string): number | undefined {
  const value = given(top, field);
  const read = time(typeof value === 'number' ? String(value) : typeof value === 'string' ? value : undefined);
  if (value !== undefined && typeof value !== 'number' && typeof value !== 'string') {
    return refuseAs(top, field, 'must be a time');
  }

  return 'error' in read ? refuseAs(top, field, read.error) : read.value;
}
