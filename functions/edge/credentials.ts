/**
 * The token a request presents: `Authorization: Bearer <token>`, `Basic` with
 * the token as the password, or `x-api-key`. Undefined when there is none.
 *
 * `Authorization` of another scheme is left to whoever it is for.
 */
export function presentedToken(headers: Headers): string | undefined {
  const authorization = /^(\S+)\s+(.+)$/.exec(headers.get('authorization')?.trim() ?? '');
  const scheme = authorization?.[1]?.toLowerCase();
  const value = authorization?.[2] ?? '';
  if (scheme === 'bearer') return utf8(value);
  if (scheme === 'basic') return password(value);

  const key = headers.get('x-api-key')?.trim();
  return key === undefined || key === '' ? undefined : utf8(key);
}

/** The part after the first colon: a user name holds none, a password may. */
function password(encoded: string): string {
  const pair = Buffer.from(encoded, 'base64').toString('utf8');

  return pair.slice(pair.indexOf(':') + 1);
}

/** A header arrives as one character per byte; a token beyond ASCII was sent as UTF-8. */
function utf8(value: string): string {
  const bytes = Buffer.from(value, 'latin1');
  if (bytes.toString('latin1') !== value) return value;

  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return value;
  }
}
