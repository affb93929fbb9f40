import type { Bounds } from './bounds.ts';
import { covers, type Scope } from './scope.ts';
import type { TokenRecord } from './token.ts';

/** Whose token a request shows. */
export interface Caller {
  readonly name: string;
  /** Of a token made over the API; the first tokens have none. */
  readonly id?: string;
  /** What the token is bound to. */
  readonly bounds?: Bounds;
}

/** Whether a caller may go on, and why not. */
export type AccessDecision =
  | { readonly kind: 'allowed'; readonly caller: Caller }
  /** `expired` and `revoked` are only told to someone who holds the token; who holds none learns nothing. */
  | { readonly kind: 'unauthenticated'; readonly reason: 'unknown' | 'expired' | 'revoked' }
  | { readonly kind: 'forbidden'; readonly needed: Scope; readonly name: string };

/** Whether the holder of a token may do what needs a scope, at a time in ms. No token found means nobody. */
export function decideAccess(token: TokenRecord | undefined, needed: Scope, nowMs: number): AccessDecision {
  if (token === undefined) return { kind: 'unauthenticated', reason: 'unknown' };
  if (token.revoked === true) return { kind: 'unauthenticated', reason: 'revoked' };
  if (token.expiresAt !== undefined && token.expiresAt <= nowMs) return { kind: 'unauthenticated', reason: 'expired' };
  if (!covers(token.scopes, needed)) return { kind: 'forbidden', needed, name: token.name };

  return { kind: 'allowed', caller: callerOf(token) };
}

function callerOf({ name, id, bounds }: TokenRecord): Caller {
  return { name, ...(id === undefined ? {} : { id }), ...(bounds === undefined ? {} : { bounds }) };
}
