import type { Audit } from '../audit/audit.ts';
import type { Change } from '../audit/audit-entry.ts';
import { type ApiToken, tokenState } from './api-token.ts';
import type { Bounds } from './bounds.ts';
import { type Rotation, rotate } from './rotate-token.ts';
import type { Scope } from './scope.ts';
import { sealKey } from './signing-key.ts';
import { composeToken, hashToken, type TokenForm, tokenIdOf } from './token.ts';
import { tokenChange } from './token-change.ts';
import type { TokenStore } from './token-store.ts';

/** What managing tokens needs of the world. */
export interface TokenPorts {
  readonly tokens: Pick<TokenStore, 'get' | 'list' | 'write'>;
  /** Around every write of a token. */
  readonly audit: Audit;
  /** 256 bits that nobody guesses, in characters that survive headers, shells and URLs. */
  makeSecret(): string;
  /** Forgets what this process remembers of tokens, so that a change is in force here at once. */
  forget(): void;
  now(): number;
}

/** A token to be made. */
export interface NewToken {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly bounds?: Bounds;
  readonly expiresAt?: number;
  /** What its values look like; absent: our own form. */
  readonly form?: TokenForm;
  /** A secret: what senders sign with. Only of a token for nothing but robots' messages. */
  readonly signingKey?: string;
}

/** What is asked of a rotation. */
export interface WantedRotation extends Omit<Rotation, 'hash' | 'sealedKey'> {
  /** A secret: what senders sign with from now on; `null` for no signature. */
  readonly signingKey?: string | null;
}

/** A token with its new value, which is told this once and kept nowhere. */
export interface ToldToken {
  readonly token: ApiToken;
  /** A secret. */
  readonly value: string;
}

/** What came of making a token. */
export type CreateTokenResult =
  | ({ readonly kind: 'created' } & ToldToken)
  | { readonly kind: 'name-taken' }
  /** There are no such channels to bind it to. */
  | { readonly kind: 'unknown-channels'; readonly names: readonly string[] };

/** What came of giving a token another value. */
export type RotateTokenResult =
  | ({ readonly kind: 'rotated' } & ToldToken)
  | { readonly kind: 'not-found' }
  /** It was revoked or has expired. */
  | { readonly kind: 'ended' }
  | { readonly kind: 'too-many-values' }
  /** Its signing key is sealed under the value it replaces, and has to be given again. */
  | { readonly kind: 'signing-key-needed' }
  /** A signing key is for a token bound to channels that may only send. */
  | { readonly kind: 'not-for-signing' }
  | { readonly kind: 'changed-meanwhile' };

/** What came of withdrawing a token. */
export type RevokeTokenResult =
  | { readonly kind: 'revoked' }
  | { readonly kind: 'not-found' }
  /** Whoever calls shows this very token. */
  | { readonly kind: 'own-token' }
  | { readonly kind: 'changed-meanwhile' };

/** Makes a token. One of the same name that has ended gives way. */
export async function createToken(wanted: NewToken, ports: TokenPorts): Promise<CreateTokenResult> {
  const nowMs = ports.now();
  const id = tokenIdOf(wanted.name);
  const former = await ports.tokens.get(id);
  if (former !== undefined && tokenState(former, nowMs) === 'active') return { kind: 'name-taken' };

  const value = composeToken(id, ports.makeSecret(), wanted.form);
  const over = former?.revision ?? 0;
  const { signingKey, ...asked } = wanted;
  const current = { hash: hashToken(value), since: nowMs, ...sealed(signingKey, value) };
  const token: ApiToken = { ...asked, id, createdAt: nowMs, current, former: [], revision: over + 1 };
  const written = await write(token, over, tokenChange('token-created', former, token), ports);
  return written === 'written' ? { kind: 'created', token, value } : { kind: 'name-taken' };
}

/** Gives a token another value; those before it go on for the overlap. */
export async function rotateToken(
  id: string,
  { signingKey, ...wanted }: WantedRotation,
  ports: TokenPorts,
): Promise<RotateTokenResult> {
  const nowMs = ports.now();
  const token = await ports.tokens.get(id);
  if (token === undefined) return { kind: 'not-found' };
  if (tokenState(token, nowMs) !== 'active') return { kind: 'ended' };
  if (signingKey === undefined && token.current.sealedKey !== undefined) return { kind: 'signing-key-needed' };
  if (typeof signingKey === 'string' && !isForRobots(token)) return { kind: 'not-for-signing' };

  const value = composeToken(id, ports.makeSecret(), token.form);
  const next = rotate(token, { ...wanted, hash: hashToken(value), ...sealed(signingKey, value) }, nowMs);
  if (next === 'too-many-values') return { kind: next };

  const written = await write(next, token.revision, tokenChange('token-rotated', token, next), ports);
  return written === 'written' ? { kind: 'rotated', token: next, value } : { kind: written };
}

function sealed(signingKey: string | null | undefined, value: string): { readonly sealedKey?: string } {
  return typeof signingKey === 'string' ? { sealedKey: sealKey(signingKey, value) } : {};
}

/** Whether a token is for robots' messages and nothing else: only such a one may have a signing key, or look like a robot's. */
export function isForRobots({ scopes, bounds }: Pick<NewToken, 'scopes' | 'bounds'>): boolean {
  return scopes.length === 1 && scopes[0] === 'ingest' && bounds?.channels !== undefined;
}

/** Tries of a revocation against somebody who rotates at the same time. */
const MAX_TRIES = 5;

/**
 * Withdraws a token, all its values at once. One that has ended already stays
 * as it is. Nobody withdraws the token he shows: so a token for `admin` is left.
 */
export async function revokeToken(
  id: string,
  callerId: string | undefined,
  ports: TokenPorts,
): Promise<RevokeTokenResult> {
  if (id === callerId) return { kind: 'own-token' };

  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const token = await ports.tokens.get(id);
    if (token === undefined) return { kind: 'not-found' };
    if (tokenState(token, ports.now()) !== 'active') return { kind: 'revoked' };

    const revoked = { ...token, former: [], revokedAt: ports.now(), revision: token.revision + 1 };
    if (callerId !== undefined && (await touch(callerId, ports)) === 'refused') continue;
    const change = tokenChange('token-revoked', token, revoked);
    if ((await write(revoked, token.revision, change, ports)) === 'written') return { kind: 'revoked' };
  }

  return { kind: 'changed-meanwhile' };
}

/**
 * Writes the caller's own token anew as it is, between looking at the other one
 * and revoking that. Of two who revoke each other each would have to be written
 * by the other before it was looked at, which is before it was written itself:
 * so one of them fails, and a token for `admin` is left. The same holds in a
 * ring of more.
 */
async function touch(callerId: string, { tokens, now }: TokenPorts): Promise<'touched' | 'refused'> {
  const own = await tokens.get(callerId);
  if (own === undefined || tokenState(own, now()) !== 'active') return 'refused';

  const written = await tokens.write({ ...own, revision: own.revision + 1 }, own.revision);
  return written === 'written' ? 'touched' : 'refused';
}

async function write(token: ApiToken, over: number, change: Change, { tokens, forget, audit }: TokenPorts) {
  try {
    return await audit(
      change,
      () => tokens.write(token, over),
      (result) => result === 'written',
    );
  } finally {
    // Also after a failure: the write may have come through.
    forget();
  }
}
