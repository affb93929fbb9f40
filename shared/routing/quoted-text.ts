/** A text between double quotes as Go reads it, which is what Alertmanager's documentation asks for. */
export type QuotedReading = { readonly text: string } | { readonly problem: string };

const ONE_LETTER: Readonly<Record<string, number>> = {
  a: 0x07,
  b: 0x08,
  f: 0x0c,
  n: 0x0a,
  r: 0x0d,
  t: 0x09,
  v: 0x0b,
  '\\': 0x5c,
  '"': 0x22,
};

const PART =
  /\\x(?<byte>[\da-fA-F]{2})|\\(?<octal>[0-3][0-7]{2})|\\u(?<short>[\da-fA-F]{4})|\\U(?<long>[\da-fA-F]{8})|\\(?<letter>[abfnrtv\\"])|(?<plain>[^\\"\n]+)/gy;

/**
 * Reads what stands between the quotes. Bytes (`\xf0\x9f\x99\x82`) and code points (`\U0001f642`) may be written; what
 * they make together has to be UTF-8.
 */
export function readQuoted(inner: string): QuotedReading {
  const bytes: Buffer[] = [];
  let at = 0;
  while (at < inner.length) {
    PART.lastIndex = at;
    const found = PART.exec(inner);
    const part = found?.groups === undefined ? undefined : bytesOf(found.groups);
    if (found === null || part === undefined)
      return { problem: `${JSON.stringify(inner.slice(at, at + 2))} can't stand between quotes` };
    bytes.push(part);
    at += found[0].length;
  }

  return decoded(Buffer.concat(bytes));
}

function bytesOf({
  byte,
  octal,
  short,
  long,
  letter,
  plain,
}: Readonly<Record<string, string | undefined>>): Buffer | undefined {
  if (plain !== undefined) return Buffer.from(plain);
  if (byte !== undefined) return Buffer.of(Number.parseInt(byte, 16));
  if (octal !== undefined) return Buffer.of(Number.parseInt(octal, 8));
  const code = short ?? long;
  if (code !== undefined) return codePoint(Number.parseInt(code, 16));

  const single = ONE_LETTER[letter ?? ''];
  return single === undefined ? undefined : Buffer.of(single);
}

/** Halves of a pair are no characters. */
function codePoint(code: number): Buffer | undefined {
  return code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? undefined : Buffer.from(String.fromCodePoint(code));
}

function decoded(bytes: Buffer): QuotedReading {
  const text = bytes.toString();
  return Buffer.from(text).equals(bytes) ? { text } : { problem: 'the bytes between the quotes are no UTF-8' };
}
