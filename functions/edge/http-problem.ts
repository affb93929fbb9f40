import type { FieldError } from '#shared/receiving/source.ts';

/**
 * Every way a request can fail, with its HTTP status and its title. The word is
 * the last part of the problem's `type`, so a script can tell them apart.
 */
export const PROBLEMS = {
  malformed: [400, 'The request cannot be read'],
  unauthenticated: [401, 'A valid token is needed'],
  forbidden: [403, 'The token does not have the scope this needs'],
  'out-of-bounds': [403, 'The token is bound to something else'],
  'not-believed': [403, 'The message can not be believed'],
  'unknown-route': [404, 'There is no such route'],
  'unknown-source': [404, 'There is no such source format'],
  'unknown-channel': [404, 'There is no such channel'],
  'unknown-delivery': [404, 'There is no such delivery'],
  'unknown-alert': [404, 'There is no such alert'],
  'unknown-dead-letter': [404, 'There is no such dead letter'],
  'unknown-silence': [404, 'There is no such silence'],
  'unknown-token': [404, 'There is no such token'],
  'method-not-allowed': [405, 'The route does not know this method'],
  'name-taken': [409, 'The name is taken'],
  'changed-meanwhile': [409, 'It was changed by someone else meanwhile'],
  referenced: [409, 'Something else names it'],
  'holds-waiting': [409, 'It holds alerts that are not told yet'],
  'managed-by-file': [409, 'It is managed by a file'],
  'not-dead': [409, 'It is not dead any more'],
  'channel-disabled': [409, 'The channel is disabled'],
  'token-ended': [409, 'The token was revoked or has expired'],
  'own-token': [409, 'It is the token this request shows'],
  'too-many-silences': [409, 'There are too many silences'],
  'too-many-values': [409, 'Too many values of the token still count'],
  ambiguous: [409, 'More than one fits'],
  'too-large': [413, 'The request is too large'],
  'unsupported-media-type': [415, 'The content type is not supported'],
  invalid: [422, 'Some fields are not valid'],
  internal: [500, 'Something went wrong here'],
  'no-channel': [503, 'There is no channel to take the alerts'],
  'not-stored': [503, 'The alerts could not be stored'],
  unavailable: [503, 'A part this needs does not answer'],
} as const satisfies Readonly<Record<string, readonly [number, string]>>;

/** The word of one way to fail. */
export type ProblemKind = keyof typeof PROBLEMS;

/** What an error answer says beside its kind. Nothing here may hold a secret. */
export interface ProblemDetails {
  /** What is wrong in this request and what to do about it. */
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  /** Further members of the answer. */
  readonly extra?: Readonly<Record<string, unknown>>;
  readonly headers?: readonly (readonly [string, string])[];
}

/** Fields named at most: an answer from Lambda holds 6 MB, and a request as many alerts × channels. */
const MAX_ERRORS = 10_000;

/** Prefix of the problem types. */
export const PROBLEM_TYPE_PREFIX = 'urn:tocsin:problem:';

/** An error answer as RFC 9457 describes it. */
export function problem(kind: ProblemKind, details: ProblemDetails): Response {
  const [status, title] = PROBLEMS[kind];
  const body = {
    type: `${PROBLEM_TYPE_PREFIX}${kind}`,
    title,
    status,
    detail: details.detail,
    ...(details.errors === undefined ? {} : { errors: details.errors.slice(0, MAX_ERRORS) }),
    ...details.extra,
  };
  const headers = new Headers({ 'content-type': 'application/problem+json' });
  for (const [name, value] of details.headers ?? []) headers.append(name, value);

  return new Response(JSON.stringify(body), { status, headers });
}

/** An error answer to a sender that should come again, after so many seconds. */
export function retryLater(kind: ProblemKind, seconds: number, detail: string): Response {
  return problem(kind, { detail, headers: [['retry-after', String(seconds)]] });
}

/** A successful answer in JSON. */
export function json(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });
}
