/**
 * What a secret looks like in a text that holds one by mistake: a bearer token,
 * the query of a URL (a webhook's is its password), credentials in a URL, a
 * DingTalk signing key, a named token or key.
 */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  [/\bbearer\s+\S+/gi, 'Bearer ***'],
  [/(https?:\/\/[^\s"'?#]+)[?#][^\s"']*/gi, '$1?***'],
  [/:\/\/[^/\s"'<>]*@/g, '://***@'],
  [/\bSEC[0-9a-z]{16,}\b/gi, '***'],
  [/((?:access_)?token|key|sign|signature|secret|password)(=|%3D)[^&\s"'<>,;]+/gi, '$1$2***'],
];

/** A text without whatever looks like a secret in it. Names, ids and addresses stay as they are. */
export function maskSecrets(text: string): string {
  let masked = text;
  for (const [shape, replacement] of SHAPES) masked = masked.replace(shape, replacement);

  return masked;
}

/**
 * The last net under every log line, for `JSON.stringify`: what is logged holds
 * no secret by design; should one ever get there, its value is masked.
 */
export function maskedValue(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? maskSecrets(value) : value;
}
