import { BOUND_KINDS, type BoundKind, type Bounds } from '#shared/access/bounds.ts';
import { isForRobots, type NewToken, type WantedRotation } from '#shared/access/manage-tokens.ts';
import { SCOPES, type Scope } from '#shared/access/scope.ts';
import { TOKEN_FORMS } from '#shared/access/token.ts';
import { type NameResult, parseChannelName, parseName } from '#shared/channels/channel-name.ts';
import {
  type Findings,
  given,
  isRecord,
  matchChoice,
  openSection,
  readChoice,
  readInteger,
  readList,
  refuse,
  refuseAs,
  type Section,
} from '#shared/channels/section.ts';
import type { FieldError } from '#shared/receiving/source.ts';
import { isReservedSource, MAX_SOURCE_LENGTH, RESERVED_SOURCE } from '#shared/receiving/source-name.ts';
import { time } from '../edge/query.ts';

/** What a body asks for, or all that is wrong with it. */
export type TokenInputResult<T> =
  | { readonly kind: 'parsed'; readonly wanted: T }
  | { readonly kind: 'invalid'; readonly errors: readonly FieldError[] };

const DAY_MS = 86_400_000;
/** Longest life that is set: ten years. */
const LIFE_DAYS = { min: 1, max: 3_650 } as const;

/** How long the values before a rotation go on, in s: a day unless said, 30 days at most. */
export const OVERLAP_SECONDS = { min: 0, max: 30 * 86_400, byDefault: 86_400 } as const;

/** Reads a token to be made. Without an end it never ends: that a sender falls silent one day has to be said. */
export function parseNewToken(body: unknown, nowMs: number): TokenInputResult<NewToken> {
  return parse(
    body,
    ['name', 'scopes', 'channels', 'sources', 'form', 'signingKey', 'expiresAt', 'expiresInDays'],
    (top) => {
      const name = readTokenName(top);
      const scopes = readScopes(top);
      const bounds = readBounds(top, scopes);
      const expiresAt = readEnd(top, nowMs);
      const signingKey = readSigningKey(top);
      const form = readChoice(top, 'form', TOKEN_FORMS, 'tocsin');
      const isOdd = !isForRobots({ scopes, ...bounds });
      if (isOdd && signingKey !== undefined) refuse(top, 'signingKey', NOT_FOR_ROBOTS);
      if (isOdd && form === 'robot') refuse(top, 'form', NOT_FOR_ROBOTS);
      return {
        ...{ name, scopes, ...bounds },
        ...(typeof expiresAt === 'number' ? { expiresAt } : {}),
        ...(form === 'tocsin' ? {} : { form }),
        ...(signingKey === undefined ? {} : { signingKey }),
      };
    },
  );
}

/** Reads how to give a token another value; an empty body is one of defaults. */
export function parseRotation(body: unknown, nowMs: number): TokenInputResult<WantedRotation> {
  return parse(body, ['overlapSeconds', 'signingKey', 'expiresAt', 'expiresInDays'], (top) => {
    const overlapMs = readInteger(top, 'overlapSeconds', OVERLAP_SECONDS, OVERLAP_SECONDS.byDefault) * 1000;
    const expiresAt = readEnd(top, nowMs);
    const signingKey = top.fields['signingKey'] === null ? null : readSigningKey(top);
    return {
      overlapMs,
      ...(expiresAt === undefined ? {} : { expiresAt }),
      ...(signingKey === undefined ? {} : { signingKey }),
    };
  });
}

function parse<T>(body: unknown, known: readonly string[], read: (top: Section) => T): TokenInputResult<T> {
  if (!isRecord(body)) return { kind: 'invalid', errors: [{ field: '', message: 'must be a JSON object' }] };
  const findings: Findings = { errors: [], warnings: [] };
  const wanted = read(openSection(body, '', known, findings));

  return findings.errors.length > 0 ? { kind: 'invalid', errors: findings.errors } : { kind: 'parsed', wanted };
}

function readTokenName(top: Section): string {
  const name = parseName(given(top, 'name'));
  if (name.kind === 'name' && !isReservedSource(name.name)) return name.name;

  refuse(top, 'name', name.kind === 'name' ? RESERVED_SOURCE : name.message);
  return '';
}

function readScopes(top: Section): readonly Scope[] {
  const list = given(top, 'scopes') ?? [];
  if (Array.isArray(list) && list.length === 0) refuse(top, 'scopes', `must name at least one of ${SCOPES.join(', ')}`);
  const words = readList(top, 'scopes', SCOPES.length);
  const scopes = words.flatMap((word, at) => matchChoice(top, `scopes[${at}]`, word, SCOPES) ?? []);

  return SCOPES.filter((scope) => scopes.includes(scope));
}

/** Why a token can have no signing key, or not look like a robot's. */
export const NOT_FOR_ROBOTS =
  'is for a token with the scope ingest alone that is bound to channels, which opens nothing but these';

/** Characters of a signing key; DingTalk's own have 67. */
const MAX_SIGNING_KEY = 256;

function readSigningKey(top: Section): string | undefined {
  const key = given(top, 'signingKey');
  if (key === undefined) return undefined;
  if (typeof key === 'string' && key.length <= MAX_SIGNING_KEY && /^[^\s\p{Cc}]+$/u.test(key)) return key;

  return refuseAs(top, 'signingKey', `must be a text of 1 to ${MAX_SIGNING_KEY} characters without spaces, like SEC…`);
}

/** Names a token can be bound to, of a kind. */
const MAX_BOUND = 50;

function readBounds(top: Section, scopes: readonly Scope[]): { readonly bounds?: Bounds } {
  const channels = readNames(top, 'channels', parseChannelName);
  const sources = readNames(top, 'sources', parseSourceName);
  if (channels === undefined && sources === undefined) return {};
  if (scopes.includes('admin')) {
    const message = 'must be left out with the scope admin, which is of the whole relay: give ingest, read or operate';
    for (const kind of BOUND_KINDS) if (given(top, kind) !== undefined) refuse(top, kind, message);
  }

  return { bounds: { ...(channels && { channels }), ...(sources && { sources }) } };
}

/** Undefined when the body does not say it. An empty list would be a token for nothing. */
function readNames(
  top: Section,
  field: BoundKind,
  parseOne: (value: unknown) => NameResult,
): readonly string[] | undefined {
  const list = given(top, field);
  if (list === undefined) return undefined;
  if (Array.isArray(list) && list.length === 0) refuse(top, field, `must name at least one, or be left out`);

  const names = readList(top, field, MAX_BOUND).flatMap((value, at) => {
    const result = parseOne(value);
    if (result.kind === 'name') return [result.name];
    refuse(top, `${field}[${at}]`, result.message);
    return [];
  });
  return [...new Set(names)];
}

/** A sender's name as `?source=` takes it. */
function parseSourceName(value: unknown): NameResult {
  const name = typeof value === 'string' ? value.trim() : '';
  const isFit = name !== '' && name.length <= MAX_SOURCE_LENGTH && !/\p{Cc}/u.test(name);

  return isFit
    ? { kind: 'name', name }
    : { kind: 'unfit', message: `must be a text of 1 to ${MAX_SOURCE_LENGTH} characters without control characters` };
}

/** Ms since the epoch; null where the body says that there is no end, undefined where it says nothing. */
function readEnd(top: Section, nowMs: number): number | null | undefined {
  const [at, days] = [given(top, 'expiresAt'), given(top, 'expiresInDays')];
  if (at !== undefined && days !== undefined) return refuseAs(top, 'expiresInDays', 'or expiresAt, not both');
  if (days !== undefined) {
    const life = readInteger(top, 'expiresInDays', LIFE_DAYS, null);
    return life === null ? undefined : nowMs + life * DAY_MS;
  }
  if (at === undefined) return top.fields['expiresAt'] === null ? null : undefined;

  const read = time(typeof at === 'number' || typeof at === 'string' ? String(at) : 'neither');
  if ('error' in read) return refuseAs(top, 'expiresAt', read.error);
  const end = read.value ?? 0;
  return end > nowMs && end <= nowMs + LIFE_DAYS.max * DAY_MS
    ? end
    : refuseAs(top, 'expiresAt', `must be a time to come, within ${LIFE_DAYS.max} days`);
}
