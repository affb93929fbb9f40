import type { AuditWord, Change } from '../audit/audit-entry.ts';
import { fieldChanges } from '../audit/field-changes.ts';
import type { ApiToken } from './api-token.ts';

/** What becomes of a token, as the audit has it: that its value changes, and nothing of the value. */
export function tokenChange(
  what: Extract<AuditWord, `token-${string}`>,
  before: ApiToken | undefined,
  after: ApiToken,
): Change {
  const isNew = what === 'token-created';
  const changes = fieldChanges(before === undefined || isNew ? undefined : shown(before), shown(after));

  return {
    what,
    object: after.id,
    changes: what === 'token-rotated' ? [...changes, { field: 'value', before: '***', after: '***' }] : changes,
  };
}

function shown({ name, scopes, bounds, expiresAt, revokedAt, former, current }: ApiToken): object {
  return {
    name,
    scopes,
    ...bounds,
    ...(current.sealedKey === undefined ? {} : { signingKey: '***' }),
    ...(expiresAt === undefined ? {} : { expiresAt: iso(expiresAt) }),
    ...(revokedAt === undefined ? {} : { revokedAt: iso(revokedAt) }),
    ...(former.length === 0 ? {} : { formerValuesUntil: former.map(({ until }) => iso(until)) }),
  };
}

function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}
