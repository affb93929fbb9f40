import { isOwnKey, variableOf } from './variables.ts';

/** Fields read of one body; OCP has some forty variables. */
const MAX_FIELDS = 300;

const KEY = '"([\\p{L}_][\\p{L}\\p{N}_.-]{0,63})"\\s*:\\s*';
const FIELD_KEY = new RegExp(KEY, 'uy');
/** Where a text that was cut off ends: after a comma, or inside a key. */
const CUT_OFF = ',\\s*(?:"[\\p{L}\\p{N}_.-]{0,64}"?\\s*:?\\s*)?';
/** After a value: brackets may close, then comes the next key or the end of the text. */
const AFTER_VALUE = new RegExp(`[\\s}\\]]*(?:,\\s*${KEY}|(?:${CUT_OFF})?$)`, 'uy');
const NEXT_KEY = new RegExp(`\\s*${KEY}`, 'uy');
const BETWEEN = /[\s,{}[\]]*/y;

/** The fields of a broken JSON object, and what of the text could not be read. */
export interface BrokenObject {
  readonly fields: readonly (readonly [string, string])[];
  readonly unread: string;
}

/**
 * Reads a JSON object whose values were put into a template without escaping:
 * quotes, line ends and control characters inside strings, `""…""` (a value
 * that brought its own quotes), text without quotes, nothing at all, an end
 * that is missing. Nested objects are read as if they were flat.
 *
 * A quote ends a string only when a key not read before, or the end of the
 * body, follows it: escaped or not, that can't be said of a quote inside. Where
 * the string already holds a quote, it may quote JSON itself, and only OCP's
 * own keys end it. Every character is looked at a bounded number of times.
 */
export function readBrokenObject(text: string): BrokenObject {
  const fields: (readonly [string, string])[] = [];
  const seen = new Set<string>();
  let at = skip(text, text.indexOf('{') + 1);
  while (at < text.length && fields.length < MAX_FIELDS) {
    const key = matchAt(FIELD_KEY, text, at);
    if (key === undefined) break;

    seen.add(variableOf(key.name) ?? key.name);
    const value = readValue(text, key.end, seen);
    if (value.text !== undefined) fields.push([key.name, value.text]);
    at = skip(text, value.end);
  }

  return { fields, unread: text.slice(at).trim() };
}

interface Value {
  /** Absent for an object, whose fields follow as if they stood outside. */
  readonly text?: string;
  readonly end: number;
}

function readValue(text: string, at: number, seen: ReadonlySet<string>): Value {
  if (text[at] === '{') return { end: at + 1 };
  if (text[at] !== '"') return readBare(text, at, seen);
  if (text[at + 1] === '"' && endsValue(text, at + 2, seen, 'plain')) return { text: '', end: at + 2 };

  let content: Content = 'plain';
  for (let quote = text.indexOf('"', at + 1); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    if (endsValue(text, quote + 1, seen, content)) return { text: unwrap(text.slice(at + 1, quote)), end: quote + 1 };
    if (isStray(text, quote, at)) content = 'quoting';
  }
  return { text: unwrap(withoutClosing(text.slice(at + 1))), end: text.length };
}

/** Escaped quotes, and those of `""…""`, are no sign of JSON quoted in a text. */
function isStray(text: string, quote: number, start: number): boolean {
  const doubled = text[start + 1] === '"' && (quote === start + 1 || text[quote + 1] === '"');
  return !doubled && text[quote - 1] !== '\\';
}

/** Whether a text holds quotes that nobody escaped. */
type Content = 'plain' | 'quoting';

/** A value without quotes reaches to the comma before the next key, or to the closing brackets. */
function readBare(text: string, at: number, seen: ReadonlySet<string>): Value {
  for (let comma = text.indexOf(',', at); comma !== -1; comma = text.indexOf(',', comma + 1)) {
    const next = matchAt(NEXT_KEY, text, comma + 1);
    if (next !== undefined && isNewKey(next.name, seen, 'plain')) {
      return { text: closeBare(text.slice(at, comma)), end: comma };
    }
  }
  return { text: closeBare(text.slice(at)), end: text.length };
}

function closeBare(text: string): string {
  return unescaped(withoutClosing(text).trim());
}

/** Takes off the brackets that close the object itself: those at the end that nothing in the text opened. */
function withoutClosing(text: string): string {
  let rest = text.trimEnd();
  let surplus = Math.min(MAX_CLOSING, count(rest, '}') - count(rest, '{'));
  for (; surplus > 0 && rest.endsWith('}'); surplus -= 1) rest = rest.slice(0, -1).trimEnd();
  return rest;
}

/** Objects a body nests; more closing brackets in a row are text. */
const MAX_CLOSING = 8;

function count(text: string, char: string): number {
  let found = 0;
  for (let at = text.indexOf(char); at !== -1; at = text.indexOf(char, at + 1)) found += 1;
  return found;
}

/** Takes off the second pair of quotes of `""…""`, when there is one. */
function unwrap(text: string): string {
  return unescaped(text.length >= 2 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text);
}

function unescaped(text: string): string {
  return text.replace(/\\(?:(["\\/bfnrt])|u([\da-fA-F]{4}))/g, (_, letter?: string, code?: string) =>
    letter === undefined ? String.fromCharCode(Number.parseInt(code ?? '20', 16)) : (ESCAPES[letter] ?? letter),
  );
}

const ESCAPES: Readonly<Record<string, string>> = { b: '', f: '', n: '\n', r: '\r', t: '\t' };

function endsValue(text: string, at: number, seen: ReadonlySet<string>, content: Content): boolean {
  const after = matchAt(AFTER_VALUE, text, at);
  return after !== undefined && (after.name === '' || isNewKey(after.name, seen, content));
}

function isNewKey(key: string, seen: ReadonlySet<string>, content: Content): boolean {
  const name = variableOf(key);
  return !seen.has(name ?? key) && (content === 'plain' || isOwnKey(key));
}

function skip(text: string, at: number): number {
  BETWEEN.lastIndex = at;
  BETWEEN.test(text);
  return Math.max(at, BETWEEN.lastIndex);
}

function matchAt(
  pattern: RegExp,
  text: string,
  at: number,
): { readonly name: string; readonly end: number } | undefined {
  pattern.lastIndex = at;
  const match = pattern.exec(text);
  return match === null ? undefined : { name: match[1] ?? '', end: pattern.lastIndex };
}
