import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type ApiToken, type FormerValue, forgottenAt } from '#shared/access/api-token.ts';
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
    ...(token.former.length === 0 ? {} : { former: text(JSON.stringify(token.former)) }),
    ...(token.expiresAt === undefined ? {} : { until: numeric(token.expiresAt) }),
    ...(token.revokedAt === undefined ? {} : { gone: numeric(token.revokedAt) }),
    ...(forgotten === undefined ? {} : { [TABLE_SCHEMA.ttl]: numeric(Math.ceil(forgotten / 1000)) }),
  };
}

/**
 * Reads a token. What a later version wrote may only narrow what it allows: a
 * scope unknown here is left out, and a token bound to something (`only`)
 * allows nothing here, where nobody would keep it to that.
 */
export function decodeToken(item: StoredItem): ApiToken {
  const expiresAt = readNumber(item, 'until');
  const revokedAt = readNumber(item, 'gone');
  const isBound = item['only'] !== undefined;

  return {
    id: needText(item, TABLE_SCHEMA.sortKey),
    name: needText(item, 'name'),
    scopes: isBound ? [] : needText(item, 'scopes').split(' ').filter(isScope),
    createdAt: needNumber(item, 'at'),
    current: { hash: needText(item, 'h'), since: needNumber(item, 'hs') },
    former: JSON.parse(readText(item, 'former') ?? '[]') as readonly FormerValue[],
    revision: needNumber(item, 'rev'),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(revokedAt === undefined ? {} : { revokedAt }),
  };
}
