import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SignatureRule } from './signature-rule.ts';

/** Why a request is not believed to be of its sender. */
export type SignatureRefusal =
  | 'no-signature'
  | 'unreadable-signature'
  | 'no-timestamp'
  | 'unreadable-timestamp'
  | 'out-of-time'
  | 'wrong-signature';

/** Whether a request is signed as its sender's rule says. */
export type SignatureVerdict =
  | { readonly kind: 'right' }
  | { readonly kind: 'refused'; readonly reason: SignatureRefusal };

/** A request as it was signed. */
export interface SignedRequest {
  readonly headers: Headers;
  /** As it arrived, byte by byte. */
  readonly body: Uint8Array;
  readonly nowMs: number;
}

/**
 * Judges a signature as Grafana makes it since version 12 (Grafana
 * documentation, "Configure webhook notifications", HMAC signature, read
 * 2026-11-29): of the body, or where a timestamp header is set up of the
 * seconds, a colon and the body. The time it takes does not tell how much of a
 * signature was right.
 */
export function judgeSignature(
  { headers, body, nowMs }: SignedRequest,
  rule: SignatureRule,
  keys: readonly string[],
): SignatureVerdict {
  const shown = headers.get(rule.header)?.trim() ?? '';
  if (shown === '') return refused('no-signature');
  if (!/^[0-9a-f]{64}$/i.test(shown)) return refused('unreadable-signature');

  const time = readTime(headers, rule, nowMs);
  if (time.kind === 'refused') return time;

  const signature = Buffer.from(shown, 'hex');
  // Every key is tried, also after the right one.
  const fits = keys.map((key) => timingSafeEqual(hmacOf(key, time.prefix, body), signature));
  return fits.includes(true) ? { kind: 'right' } : refused('wrong-signature');
}

/** The keys in a secret: its text, or, while one takes another's place, a JSON list of both. */
export function keysIn(secret: string): readonly string[] {
  const text = secret.trim();
  const list = text.startsWith('[') ? listIn(text) : undefined;
  return (list ?? [text]).filter((key) => key !== '');
}

function listIn(text: string): readonly string[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((key) => typeof key === 'string') ? value : undefined;
  } catch {
    // A key may begin with a bracket. The error would quote it.
    return undefined;
  }
}

function readTime(
  headers: Headers,
  { timestampHeader, maxAgeSeconds }: SignatureRule,
  nowMs: number,
): Extract<SignatureVerdict, { kind: 'refused' }> | { readonly kind: 'read'; readonly prefix: string } {
  if (timestampHeader === undefined) return { kind: 'read', prefix: '' };

  const shown = headers.get(timestampHeader)?.trim() ?? '';
  if (shown === '') return refused('no-timestamp');
  if (!/^\d{1,12}$/.test(shown)) return refused('unreadable-timestamp');

  const apartMs = Math.abs(nowMs - Number(shown) * 1_000);
  return apartMs > maxAgeSeconds * 1_000 ? refused('out-of-time') : { kind: 'read', prefix: `${shown}:` };
}

function hmacOf(key: string, prefix: string, body: Uint8Array): Buffer {
  return createHmac('sha256', key).update(prefix).update(body).digest();
}

function refused(reason: SignatureRefusal): Extract<SignatureVerdict, { kind: 'refused' }> {
  return { kind: 'refused', reason };
}
