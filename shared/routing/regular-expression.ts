import { createRequire } from 'node:module';

/** A regular expression that judges a whole text, in time that grows with the text only. */
export interface RegularExpression {
  test(text: string): boolean;
}

/** A pattern as it is understood, or what is wrong with it. */
export type RegularExpressionReading = { readonly expression: RegularExpression } | { readonly problem: string };

/**
 * RE2's syntax and its promise of linear time. It is loaded when the first pattern needs it: most settings need none,
 * and the bundle of `receive` would grow by a third (docs/decisions/0022).
 */
let engine: typeof import('re2js') | undefined;

/** Alternatives without any syntax of a pattern, `db-1|db-2`: by far the most frequent kind. */
const PLAIN_ALTERNATIVES = /^[^\\^$.*+?()[\]{}]*$/;

/**
 * A pattern in RE2's syntax, as Alertmanager has it: it has to match the whole text, `.` is anything but a line feed,
 * `(?i)` and `(?s)` change that.
 */
export function readRegularExpression(pattern: string): RegularExpressionReading {
  if (PLAIN_ALTERNATIVES.test(pattern)) {
    const alternatives = new Set(pattern.split('|'));
    return { expression: { test: (text) => alternatives.has(text) } };
  }

  const { RE2JS, RE2JSException } = loadEngine();
  try {
    const compiled = RE2JS.compile(pattern);
    return { expression: { test: (text) => compiled.testExact(text) } };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return { problem: problemOf(error.message) };
  }
}

function loadEngine(): typeof import('re2js') {
  if (engine !== undefined) return engine;

  const loaded: typeof import('re2js') = createRequire(import.meta.url)('re2js');
  engine = loaded;
  return loaded;
}

/** Without the name of the library; looking around and back references are what people miss, and why they are not there. */
function problemOf(message: string): string {
  const words = message.replace(/^error parsing regexp: /, '');
  return /invalid or unsupported Perl syntax|invalid escape sequence: `\\[1-9k]/.test(words)
    ? `${words} (RE2 has no look-around and no back references: they take time without bound)`
    : words;
}
