import { shownName } from '#shared/channels/section.ts';
import { isTimeZone } from '#shared/channels/time-zone.ts';
import type { FieldError } from '#shared/receiving/source.ts';
import { problem } from './http-problem.ts';

/** What a query parameter came to: a value, or what is wrong with it. */
export type Read<T> = { readonly value: T } | { readonly error: string };

/** Reads one parameter; undefined when the request does not have it. */
export type Reader<T> = (text: string | undefined) => Read<T>;

/** The values of a query, or every parameter that is not valid. */
export type QueryResult<T> =
  | { readonly kind: 'read'; readonly values: T }
  | { readonly kind: 'invalid'; readonly errors: readonly FieldError[] };

/** A reader for every parameter; one that is absent is absent among the values too. */
export type Readers<T> = { readonly [Name in keyof T]-?: Reader<T[Name] | undefined> };

/** Reads all parameters of a query. Unknown and repeated ones are refused by name: a typo must not list everything. */
export function readQuery<T>(query: URLSearchParams, readers: Readers<T>): QueryResult<T> {
  const errors: FieldError[] = [];
  for (const name of new Set(query.keys())) {
    if (!Object.hasOwn(readers, name))
      errors.push({ field: shownName(name), message: 'is not a parameter of this route' });
    else if (query.getAll(name).length > 1) errors.push({ field: name, message: 'is given more than once' });
  }

  const values: Record<string, unknown> = {};
  for (const [name, reader] of Object.entries<Reader<unknown>>(readers)) {
    const result = reader(query.get(name)?.trim() || undefined);
    if ('error' in result) errors.push({ field: name, message: result.error });
    else if (result.value !== undefined) values[name] = result.value;
  }

  return errors.length > 0 ? { kind: 'invalid', errors } : { kind: 'read', values: values as T };
}

/** The answer to a query with parameters that are not valid. */
export function badQuery(errors: readonly FieldError[]): Response {
  return problem('malformed', { detail: 'Some query parameters are not valid.', errors });
}

/** Any text. */
export const text: Reader<string | undefined> = (value) => ({ value });

/** How many items a page has at most. */
export const MAX_LIMIT = 1_000;

/** A whole number from 1 to 1,000. */
export function limit(byDefault: number): Reader<number> {
  return (value) => {
    if (value === undefined) return { value: byDefault };
    const number = /^\d{1,4}$/.test(value) ? Number(value) : 0;

    return number >= 1 && number <= MAX_LIMIT
      ? { value: number }
      : { error: `must be a whole number from 1 to ${MAX_LIMIT}` };
  };
}

/** A time zone by its IANA name. */
export const timeZone: Reader<string | undefined> = (value) =>
  value === undefined || isTimeZone(value)
    ? { value }
    : { error: 'must be an IANA time zone, for example Asia/Shanghai or UTC' };

/** One of some words. */
export function oneOf<Word extends string>(words: readonly Word[]): Reader<Word | undefined> {
  return (value) => {
    const word = words.find((known) => known === value);

    return value === undefined || word !== undefined
      ? { value: word }
      : { error: `must be one of ${words.join(', ')}` };
  };
}

/**
 * A point in time in ms: RFC 3339 with an offset, or ms since the epoch. An
 * offset's `+` that was not percent-encoded arrives as a space.
 */
export const time: Reader<number | undefined> = (value) => {
  if (value === undefined) return { value: undefined };
  if (/^\d{1,15}$/.test(value)) return { value: Number(value) };

  const written = value.replace(/ (?=\d\d:\d\d$)/, '+');
  const ms = RFC_3339.test(written) ? Date.parse(written) : Number.NaN;
  return Number.isNaN(ms)
    ? { error: 'must be a time like 2026-11-21T10:00:00Z, or milliseconds since 1970' }
    : { value: ms };
};

const RFC_3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;
