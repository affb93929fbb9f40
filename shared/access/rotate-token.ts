import { type ApiToken, formerValues } from './api-token.ts';
import type { SealedKey } from './signing-key.ts';
import type { TokenHash } from './token.ts';

/** How a token gets another value. */
export interface Rotation {
  readonly hash: TokenHash;
  /** The key the new value's requests are signed with, if they must be. */
  readonly sealedKey?: SealedKey;
  /** How long the values before it still count, ms. */
  readonly overlapMs: number;
  /** The token's new end, ms since the epoch; `null` takes its end away, absent keeps it. */
  readonly expiresAt?: number | null;
}

/** Values that may count beside the one in force: more, and somebody rotates without using what he gets. */
export const MAX_FORMER_VALUES = 8;

/**
 * The token with another value. Every value before it counts at most as long
 * as the overlap says, and none longer than it would have: so a rotation whose
 * answer was lost can be repeated without cutting off who still uses the first
 * value, and an overlap of nothing cuts off everyone else.
 */
export function rotate(token: ApiToken, rotation: Rotation, nowMs: number): ApiToken | 'too-many-values' {
  const until = nowMs + rotation.overlapMs;
  const { since: _, ...last } = token.current;
  const replaced = { ...last, until: Math.min(until, token.expiresAt ?? until) };
  const former = [
    replaced,
    ...formerValues(token, nowMs).map((value) => ({ ...value, until: Math.min(value.until, until) })),
  ].filter((value) => value.until > nowMs);
  if (former.length > MAX_FORMER_VALUES) return 'too-many-values';

  const { expiresAt: oldEnd, ...rest } = token;
  const end = rotation.expiresAt === undefined ? oldEnd : (rotation.expiresAt ?? undefined);
  return {
    ...rest,
    ...(end === undefined ? {} : { expiresAt: end }),
    current: {
      hash: rotation.hash,
      since: nowMs,
      ...(rotation.sealedKey === undefined ? {} : { sealedKey: rotation.sealedKey }),
    },
    former,
    revision: token.revision + 1,
  };
}
