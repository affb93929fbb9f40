import { createHmac } from 'node:crypto';

/**
 * The signature of DingTalk's security setting: HMAC-SHA256 of
 * `<timestamp>\n<key>` under the key itself, in base64 and not yet
 * percent-encoded (open.dingtalk.com, "Customize robot security settings",
 * read 2026-11-21).
 */
export function signature(timestampMs: number, signatureKey: string): string {
  return createHmac('sha256', signatureKey).update(`${timestampMs}\n${signatureKey}`).digest('base64');
}

/**
 * The webhook URL with `timestamp` and `sign` in its query. To be made anew for
 * every attempt: the signature is good for an hour.
 *
 * Text work rather than `URL`: a malformed URL must not throw an error that
 * carries it, and the token must stay byte for byte as the vendor gave it.
 */
export function signedUrl(webhookUrl: string, signatureKey: string, nowMs: number): string {
  const [address = '', ...rest] = (webhookUrl.split('#')[0] ?? '').split('?');
  // A URL copied from a signed request brings an old signature along.
  const kept = rest
    .join('?')
    .split('&')
    .filter((pair) => pair !== '' && !/^(?:timestamp|sign)=/.test(pair));
  // A base64 MAC always ends in `=`: encoding it twice, or not at all, never works.
  const sign = encodeURIComponent(signature(nowMs, signatureKey));

  return `${address}?${[...kept, `timestamp=${nowMs}`, `sign=${sign}`].join('&')}`;
}
