import { expect, test } from 'vitest';
import { decideAccess } from '#shared/access/decide-access.ts';
import { SCOPES, type Scope } from '#shared/access/scope.ts';
import { hashToken } from '#shared/access/token.ts';

const holder = (scopes: readonly Scope[], expiresAt?: number) => ({
  hash: hashToken('fake-token-0123456789'),
  name: 'holder',
  scopes,
  ...(expiresAt === undefined ? {} : { expiresAt }),
});

test('an unknown token allows nothing', () => {
  for (const needed of SCOPES) {
    expect(decideAccess(undefined, needed, 0)).toEqual({ kind: 'unauthenticated', reason: 'unknown' });
  }
});

test('admin includes every scope and no other scope includes another', () => {
  for (const held of SCOPES) {
    for (const needed of SCOPES) {
      const allowed = held === 'admin' || held === needed;
      expect(decideAccess(holder([held]), needed, 0)).toEqual(
        allowed ? { kind: 'allowed', caller: { name: 'holder' } } : { kind: 'forbidden', needed, name: 'holder' },
      );
    }
  }
});

test('a token without scopes is known and allows nothing', () => {
  expect(decideAccess(holder([]), 'read', 0)).toMatchObject({ kind: 'forbidden', needed: 'read' });
});

test('a token ends at its time, whatever it may do', () => {
  expect(decideAccess(holder(['admin'], 1_000), 'read', 999).kind).toBe('allowed');
  expect(decideAccess(holder(['admin'], 1_000), 'read', 1_000)).toEqual({ kind: 'unauthenticated', reason: 'expired' });
  expect(decideAccess(holder([], 1_000), 'read', 1_000)).toEqual({ kind: 'unauthenticated', reason: 'expired' });
});
