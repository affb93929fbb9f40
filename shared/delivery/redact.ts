import type { RobotSecret } from '../channels/secret-store.ts';

/** What stands in the place of something removed. */
const REMOVED = '***';

/** Characters of a robot's words that are kept; the longest real answers have about 300. */
const MAX_KEPT = 500;
/** Characters looked at: a hostile server must not cost more than this. */
const MAX_READ = 4_096;

/** A value shorter than this is found in ordinary words, and removing it would only garble them. */
const SHORTEST_SECRET = 4;

/** A shorter part of a secret tells nothing of use, and is found in ordinary words. */
const SHORTEST_RUN = 8;
const RUN = new RegExp(`[A-Za-z0-9]{${SHORTEST_RUN},}`, 'g');

const HEX_GROUPS = '[0-9a-f]{1,4}(?::[0-9a-f]{1,4})*';

/** What a secret or an address looks like when we don't know it. Applied in this order. */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  [/((?:access_)?token|key|sign|signature|secret|password)(=|%3D)[^&\s"'<>,;]+/gi, `$1$2${REMOVED}`],
  // Greedy up to the last `@`: a password may hold one.
  [/:\/\/[^/\s"'<>]*@/g, `://${REMOVED}@`],
  [/\bBasic\s+[\w+/=-]{6,}/gi, `Basic ${REMOVED}`],
  [/\bSEC[0-9a-z]{16,}\b/gi, REMOVED],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, REMOVED],
  [/(?<![0-9a-z])[0-9a-f]{32,}(?![0-9a-z])/gi, REMOVED],
  [/(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.]*\d)/g, REMOVED],
  [/(?<![\w:])(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}(?![\w:])/gi, REMOVED],
  [new RegExp(`(?<![\\w:])(?:${HEX_GROUPS})?::${HEX_GROUPS}(?![\\w:])`, 'gi'), REMOVED],
  [new RegExp(`(?<![\\w:])${HEX_GROUPS}::(?![\\w:])`, 'gi'), REMOVED],
];

/**
 * A robot's words without what must not be shown: tokens, keys, signatures,
 * credentials in URLs, and the addresses robots like to tell (WeCom ends its
 * errors with the caller's). On one line, at most 500 characters.
 *
 * `secrets` are values to remove wherever they stand, whatever they look like;
 * take them from `secretValues`.
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  let words = text;
  for (const secret of spellings(secrets)) words = words.replaceAll(secret, REMOVED);
  // A secret cut in two is no longer recognised, so the run of characters at the cut goes with it.
  if (words.length > MAX_READ) words = words.slice(0, MAX_READ).replace(/\S*$/, '');
  for (const [shape, replacement] of SHAPES) words = words.replace(shape, replacement);

  return shorten(
    words
      .toWellFormed()
      .replace(/[\s\p{Cc}]+/gu, ' ')
      .trim(),
  );
}

/** Everything in a robot's secret that must never be shown, for `redact` and for tests. */
export function secretValues(secret: RobotSecret): readonly string[] {
  const query = secret.webhookUrl.split('#')[0]?.split('?').slice(1).join('?') ?? '';
  const values = [
    secret.webhookUrl,
    ...query.split('&').map((pair) => pair.slice(pair.indexOf('=') + 1)),
    secret.signatureKey ?? '',
    secret.proxyAuth ?? '',
    secret.proxyAuth?.split(':').slice(1).join(':') ?? '',
  ];

  return [...new Set(values)].filter((value) => value.length >= SHORTEST_SECRET);
}

/**
 * How a server may write the secrets it was sent; long ones first, for one may
 * contain another. Percent-encoding, JSON and HTML, once or several times over,
 * leave letters and digits as they are, so runs of these are removed too.
 */
function spellings(secrets: readonly string[]): readonly string[] {
  const values = secrets.flatMap((secret) => [secret, decoded(secret)]);
  // The words in a URL outside its query are no secrets.
  const runs = values.filter((value) => !value.includes('://')).flatMap((value) => value.match(RUN) ?? []);
  const all = [...values, ...values.map(encoded), ...runs, ...[...values, ...runs].flatMap(inBase64)];

  return [...new Set(all)].filter((value) => value.length >= SHORTEST_SECRET).sort((a, b) => b.length - a.length);
}

/**
 * The characters of base64 that depend on the value alone. What stands before
 * it in the encoded text shifts it by up to two bytes.
 */
function inBase64(value: string): readonly string[] {
  const shifted = [0, 1, 2].map((before) => Buffer.concat([Buffer.alloc(before), Buffer.from(value)]));
  const whole = (text: string, bytes: Buffer, before: number): string =>
    text.slice(before === 0 ? 0 : 4, Math.floor(bytes.length / 3) * 4);

  return shifted
    .flatMap((bytes, before) => [
      whole(bytes.toString('base64'), bytes, before),
      whole(bytes.toString('base64url'), bytes, before),
    ])
    .filter((text) => text.length >= SHORTEST_RUN);
}

function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not percent-encoded: it is its own decoded form.
    return text;
  }
}

function shorten(words: string): string {
  if (words.length <= MAX_KEPT) return words;

  return `${words.slice(0, MAX_KEPT - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
