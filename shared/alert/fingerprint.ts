import { createHash } from 'node:crypto';
import type { ParsedAlert } from './alert.ts';

/** 128 bits, written as 22 characters of base64url: names an alert inside a channel. */
export type Fingerprint = string;

/** The fingerprint of an alert whose sender gave it an id. */
export function fingerprintOfId(source: string, id: string): Fingerprint {
  return digest(['id', source, id]);
}

/**
 * Which alert this is: source + id when the sender gave one, else source +
 * name + target + labels. The same trouble from two redundant senders has the
 * same fingerprint, as have its firing and its recovery.
 */
export function fingerprint(source: string, alert: ParsedAlert): Fingerprint {
  if (alert.id !== undefined && alert.id !== '') return fingerprintOfId(source, alert.id);

  const labels = Object.entries(alert.labels).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return digest(['content', source, alert.name, alert.target, JSON.stringify(labels)]);
}

/** Whether a string has the shape of a fingerprint. */
export function isFingerprint(text: string): text is Fingerprint {
  return /^[\w-]{22}$/.test(text);
}

function digest(parts: readonly string[]): Fingerprint {
  // A length before each part keeps ("ab","c") and ("a","bc") apart.
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:${part}`);

  return hash.digest().subarray(0, 16).toString('base64url');
}
