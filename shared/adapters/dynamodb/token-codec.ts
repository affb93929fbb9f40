import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type ApiToken, type FormerValue, forgottenAt, isSigned } from '#shared/access/api-token.ts';
import { BOUND_KINDS, type Bounds } from '#shared/access/bounds.ts';
import { isScope } from '#shared/access/scope.ts';
import { needNumber, needText, numeric, readNumber, readText, type StoredItem, text } from './attribute-values.ts';
import { TABLE_SCHEMA } from './table-schema.ts';

/** What of a token is written beside its key. */
export function encodeToken(token: ApiToken): Record<string, AttributeValue> {
  const forgotten = forgottenAt(token);

  return {
    name: text(token.name),
    scopes: text(token.scopes.join(' ')),
    at: numeric(token.createdAt),
    h: text(token.current.hash),
    hs: numeric(token.current.since),
    rev: numeric(token.revision),
    ...(token.form === undefined ? {} : { form: text(token.form) }),
    ...(token.current.sealedKey === undefined ? {} : { seal: text(token.current.sealedKey) }),
    ...(token.bounds === undefined ? {} : { only: text(JSON.stringify(writtenBounds(token))) }),
    ...(token.former.length === 0 ? {} : { former: text(JSON.stringify(token.former)) }),
    ...(token.expiresAt === undefined ? {} : { until: numeric(token.expiresAt) }),
    ...(token.revokedAt === undefined ? {} : { gone: numeric(token.revokedAt) }),
    ...(forgotten === undefined ? {} : { [TABLE_SCHEMA.ttl]: numeric(Math.ceil(forgotten / 1000)) }),
  };
}

/** A signature narrows what a token opens, as a bound does: a version that asks for none must not take it. */
function writtenBounds(token: ApiToken): object {
  return { ...token.bounds, ...(isSigned(token) ? { [SIGNED]: true } : {}) };
}

const SIGNED = 'signed';

/**
 * Reads a token. What a later version wrote may only narrow what it allows: a
 * scope unknown here is left out, and a token bound to something unknown
 * (`only`) allows nothing here, where nobody would keep it to that.
 */
export function decodeToken(item: StoredItem): ApiToken {
  const expiresAt = readNumber(item, 'until');
  const revokedAt = readNumber(item, 'gone');
  const only = readText(item, 'only');
  const sealedKey = readText(item, 'seal');
  const bounds = only === undefined ? undefined : parseBounds(only);

  return {
    id: needText(item, TABLE_SCHEMA.sortKey),
    name: needText(item, 'name'),
    scopes: bounds === 'unknown' ? [] : needText(item, 'scopes').split(' ').filter(isScope),
    ...(readText(item, 'form') === 'robot' ? { form: 'robot' as const } : {}),
    createdAt: needNumber(item, 'at'),
    current: {
      hash: needText(item, 'h'),
      since: needNumber(item, 'hs'),
      ...(sealedKey === undefined ? {} : { sealedKey }),
    },
    former: JSON.parse(readText(item, 'former') ?? '[]') as readonly FormerValue[],
    revision: needNumber(item, 'rev'),
    ...(bounds === undefined || bounds === 'unknown' ? {} : { bounds }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(revokedAt === undefined ? {} : { revokedAt }),
  };
}

/** Bounds of which every kind is known here, and names at least one thing. */
function parseBounds(json: string): Bounds | 'unknown' {
  const { [SIGNED]: _, ...bounds } = Object(JSON.parse(json)) as Readonly<Record<string, unknown>>;
  const kinds = Object.keys(Object(bounds));
  const isKnown =
    kinds.length > 0 && kinds.every((kind) => BOUND_KINDS.some((known) => known === kind && isNames(bounds, known)));

  return isKnown ? (bounds as Bounds) : 'unknown';
}

function isNames(bounds: unknown, kind: (typeof BOUND_KINDS)[number]): boolean {
  const names: unknown = Object.getOwnPropertyDescriptor(Object(bounds), kind)?.value;
  return Array.isArray(names) && names.length > 0 && names.every((name) => typeof name === 'string');
}
