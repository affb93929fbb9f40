import { createHash, timingSafeEqual } from 'node:crypto';
import type { Bounds } from './bounds.ts';
import type { Scope } from './scope.ts';
import type { SealedKey } from './signing-key.ts';

/** SHA-256 of a token, in hex: all that is kept of it. */
export type TokenHash = string;

/** A token as it is stored: by its hash, never by itself. */
export interface TokenRecord {
  readonly hash: TokenHash;
  /** Who holds it, for logs. */
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** From when on it is refused, ms since the epoch. It never ends when absent. */
  readonly expiresAt?: number;
  /** Of a token made over the API, which of them it is. */
  readonly id?: string;
  /** What it is bound to; absent, it reaches everything its scopes allow. */
  readonly bounds?: Bounds;
  /** Somebody has withdrawn it. */
  readonly revoked?: true;
  /** It counts only beside a signature by this key. */
  readonly sealedKey?: SealedKey;
}

/** A token as somebody shows it: what it is looked up by. The token itself goes no further. */
export interface ShownToken {
  readonly hash: TokenHash;
  /** A token made over the API says which of them it is; of any other nothing is known. */
  readonly id?: string;
}

/** Bounds of a token's length in characters: below, it could be guessed; above, it would not fit a header. */
export const TOKEN_LENGTH = { min: 16, max: 512 } as const;

const CONTROL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** Whether a text can be a token: 16 or more printable characters, without space around them. */
export function isToken(text: string): boolean {
  const length = [...text].length;

  return length >= TOKEN_LENGTH.min && length <= TOKEN_LENGTH.max && text.trim() === text && !CONTROL.test(text);
}

/**
 * The hash under which a token is known. A bare SHA-256 is enough: a token is
 * no password that people choose alike, and it is checked on every request.
 */
export function hashToken(token: string): TokenHash {
  return createHash('sha256').update(token, 'utf8').digest('hex');
}

/** What is known of a token from itself. */
export function shownToken(token: string): ShownToken {
  const id = (OWN_FORM.exec(token) ?? ROBOT_FORM.exec(token))?.[1];

  return { hash: hashToken(token), ...(id === undefined ? {} : { id }) };
}

/** Whether a text has the form of an id: what has not names no token, and need not fit a key of the table. */
export function isTokenId(text: string): boolean {
  return /^[0-9a-f]{16}$/.test(text);
}

/** `tocsin_<id>_<secret>`: scanners for leaked secrets know it by its beginning, and the table is asked for one item. */
const OWN_FORM = /^tocsin_([0-9a-f]{16})_/;

/** `<id><secret>` in 64 hexadecimal digits, as DingTalk's robots have it: some senders take no other. */
const ROBOT_FORM = /^([0-9a-f]{16})[0-9a-f]{48}$/;

/** What the values of a token look like. */
export const TOKEN_FORMS = ['tocsin', 'robot'] as const;

/** One of the looks of a token's values: our own, or that of a DingTalk robot's token. */
export type TokenForm = (typeof TOKEN_FORMS)[number];

/** A token to be made over the API: which one it is, and what nobody guesses. */
export function composeToken(id: string, secret: string, form: TokenForm = 'tocsin'): string {
  // 192 bits are left of the secret, whatever alphabet it is written in.
  return form === 'robot' ? id + hashToken(secret).slice(0, 48) : `tocsin_${id}_${secret}`;
}

/** The id of the token of a name: derived from it, so that the table itself keeps names unique. */
export function tokenIdOf(name: string): string {
  return hashToken(name).slice(0, 16);
}

/** Whether two hashes are equal, taking the same time wherever they differ. */
export function sameHash(a: TokenHash, b: TokenHash): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);

  return left.length === right.length && timingSafeEqual(left, right);
}
