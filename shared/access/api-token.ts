import type { Bounds } from './bounds.ts';
import type { Scope } from './scope.ts';
import type { SealedKey } from './signing-key.ts';
import { sameHash, type TokenForm, type TokenHash, type TokenRecord } from './token.ts';

/**
 * A token made over the API, with all its values; of none more than the hash.
 *
 * It is one item, changed as a whole: whatever dies or races, either the old
 * or the new set of values is valid.
 */
export interface ApiToken {
  /** Derived from the name. */
  readonly id: string;
  /** Who holds it. No two that are in force share one. */
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** What it is bound to, from its making to its end. */
  readonly bounds?: Bounds;
  /** What its values look like; absent: our own form. */
  readonly form?: TokenForm;
  /** Ms since the epoch, like all times here. */
  readonly createdAt: number;
  /** It never ends when absent. */
  readonly expiresAt?: number;
  /** The value in force and since when. */
  readonly current: { readonly hash: TokenHash; readonly since: number; readonly sealedKey?: SealedKey };
  /** Values that were replaced and still count, each until its end, newest first. */
  readonly former: readonly FormerValue[];
  readonly revokedAt?: number;
  /** Grows with every write. */
  readonly revision: number;
}

/** A replaced value and from when on it is refused, ms since the epoch. */
export interface FormerValue {
  readonly hash: TokenHash;
  readonly until: number;
  /** The key its requests are signed with, if they must be. */
  readonly sealedKey?: SealedKey;
}

/** Whether a token can be used. */
export type TokenState = 'active' | 'expired' | 'revoked';

/** What has become of a token by a time, ms. */
export function tokenState({ expiresAt, revokedAt }: ApiToken, nowMs: number): TokenState {
  if (revokedAt !== undefined) return 'revoked';

  return expiresAt !== undefined && expiresAt <= nowMs ? 'expired' : 'active';
}

/** The values replaced that still count at a time, ms. */
export function formerValues(token: ApiToken, nowMs: number): readonly FormerValue[] {
  return tokenState(token, nowMs) === 'active' ? token.former.filter(({ until }) => until > nowMs) : [];
}

/** A token that has ended is listed for so long, so that people see why a sender is refused: 30 days, ms. */
export const KEEP_ENDED_MS = 30 * 86_400_000;

/** Whether one of its values counts only beside a signature. */
export function isSigned({ current, former }: Pick<ApiToken, 'current' | 'former'>): boolean {
  return [current, ...former].some(({ sealedKey }) => sealedKey !== undefined);
}

/** When the table may forget a token, ms; undefined while no end is known. */
export function forgottenAt({ expiresAt, revokedAt }: ApiToken): number | undefined {
  const endsAt = revokedAt ?? expiresAt;

  return endsAt === undefined ? undefined : endsAt + KEEP_ENDED_MS;
}

/** What the holder of one value may do; undefined when the token never had it. Compares with every value in constant time. */
export function recordOf(token: ApiToken, hash: TokenHash): TokenRecord | undefined {
  const current = { ...token.current, until: Number.POSITIVE_INFINITY };
  let found: FormerValue | undefined;
  for (const value of [current, ...token.former]) if (sameHash(value.hash, hash)) found ??= value;
  if (found === undefined) return undefined;
  const endsAt = Math.min(found.until, token.expiresAt ?? Number.POSITIVE_INFINITY);

  return {
    hash,
    id: token.id,
    name: token.name,
    scopes: token.scopes,
    ...(endsAt === Number.POSITIVE_INFINITY ? {} : { expiresAt: endsAt }),
    ...(token.bounds === undefined ? {} : { bounds: token.bounds }),
    ...(token.revokedAt === undefined ? {} : { revoked: true }),
    ...(found.sealedKey === undefined ? {} : { sealedKey: found.sealedKey }),
  };
}
