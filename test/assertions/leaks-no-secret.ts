import { expect } from 'vitest';

/**
 * Fails when a secret is anywhere in a value: in a string, a key, an error with
 * its stack and causes, a buffer, a map or set, as it is, percent-encoded, JSON-escaped
 * or in base64. The failure tells where, not what.
 */
export function expectNoSecret(value: unknown, secrets: readonly string[]): void {
  const wanted = secrets.filter((secret) => secret !== '').flatMap((secret) => spellings(secret));
  const leaks = [...texts(value)].filter(({ text }) => wanted.some((secret) => text.includes(secret)));

  expect(leaks.map(({ path }) => path)).toEqual([]);
}

interface Found {
  readonly path: string;
  readonly text: string;
}

/** The ways a text may write a secret: as it is, percent-encoded, JSON-escaped, in base64. */
export function spellings(secret: string): readonly string[] {
  return [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    ...[0, 1, 2].flatMap((before) => inBase64(secret, before)),
  ];
}

/** What base64 makes of it alone, with so many (mod 3) other bytes before it. */
function inBase64(secret: string, before: number): readonly string[] {
  const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
  const [from, to] = [before === 0 ? 0 : 4, Math.floor(bytes.length / 3) * 4];
  const texts = [bytes.toString('base64').slice(from, to), bytes.toString('base64url').slice(from, to)];

  // A few characters are found anywhere.
  return texts.filter((text) => text.length >= 8);
}

function* texts(value: unknown, path = 'value', seen = new Set<object>()): Generator<Found> {
  if (typeof value === 'string' || typeof value === 'symbol') yield { path, text: String(value) };
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);

  if (value instanceof Uint8Array) yield { path, text: Buffer.from(value).toString('utf8') };
  else if (value instanceof Map || value instanceof Set) yield* texts([...value], path, seen);
  else yield* properties(value, path, seen);
}

/** Own properties, those of errors (message, stack, cause) included: they are not enumerable. */
function* properties(value: object, path: string, seen: Set<object>): Generator<Found> {
  for (const key of Reflect.ownKeys(value)) {
    const inner = `${path}.${String(key)}`;
    yield { path: `${inner} (key)`, text: String(key) };
    yield* texts(Reflect.get(value, key), inner, seen);
  }
}
