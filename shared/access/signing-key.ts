import { createCipheriv, createDecipheriv, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/**
 * A signing key, encrypted under the value of its token: who has the table does
 * not have the value, who has the value does not have the table. Text of base64url (docs/decisions/0031).
 */
export type SealedKey = string;

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Seals a key under a token's value. A value seals one key in its life, so that its nonce is used once. */
export function sealKey(signingKey: string, tokenValue: string): SealedKey {
  const { key, nonce } = derive(tokenValue);
  const cipher = createCipheriv(CIPHER, key, nonce);
  const sealed = Buffer.concat([cipher.update(signingKey, 'utf8'), cipher.final()]);

  return Buffer.concat([cipher.getAuthTag(), sealed]).toString('base64url');
}

/** The key, or undefined where it was sealed under another value or is broken. */
export function openKey(sealed: SealedKey, tokenValue: string): string | undefined {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length <= TAG_BYTES) return undefined;
  const { key, nonce } = derive(tokenValue);
  try {
    const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAuthTag(bytes.subarray(0, TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(TAG_BYTES)), decipher.final()]).toString('utf8');
  } catch {
    // Not ours, or changed: nobody's signature fits it.
    return undefined;
  }
}

/** A token is no password that people choose alike, so one step of derivation is enough. */
function derive(tokenValue: string): { readonly key: Buffer; readonly nonce: Buffer } {
  const derived = Buffer.from(hkdfSync('sha256', tokenValue, '', 'tocsin signing key', KEY_BYTES + NONCE_BYTES));

  return { key: derived.subarray(0, KEY_BYTES), nonce: derived.subarray(KEY_BYTES) };
}

/** How long a signature is good, either way, ms (open.dingtalk.com, "Customize robot security settings", read 2026-11-21). */
export const SIGNATURE_VALID_MS = 3_600_000;

/** What a signature turned out to be. */
export type SignatureVerdict = 'right' | 'wrong' | 'expired';

/**
 * Judges `timestamp` and `sign` as DingTalk's robots are given them: HMAC-SHA256
 * of `<timestamp>\n<key>` under the key, in base64. Takes the same time wherever they differ.
 */
export function judgeSignature(
  { timestamp, sign }: { readonly timestamp: string; readonly sign: string },
  signingKey: string,
  nowMs: number,
): SignatureVerdict {
  const expected = createHmac('sha256', signingKey).update(`${timestamp}\n${signingKey}`).digest();
  const given = Buffer.from(sign, 'base64');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'wrong';
  if (!/^\d{1,15}$/.test(timestamp)) return 'wrong';

  return Math.abs(nowMs - Number(timestamp)) <= SIGNATURE_VALID_MS ? 'right' : 'expired';
}
