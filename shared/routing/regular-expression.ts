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

/** Text that has no meaning in a pattern. */
const LITERAL = String.raw`[^\\^$.*+?()[\]{}|]*`;
/** Alternatives without any syntax of a pattern, `db-1|db-2`: by far the most frequent kind. */
const PLAIN_ALTERNATIVES = /^[^\\^$.*+?()[\]{}]*$/;
/** A text with anything before or behind it, `obcluster-.*`: the next most frequent. */
const PART = new RegExp(`^(?<before>\\.[*+])?(?<literal>${LITERAL})(?<behind>\\.[*+])?$`);
/** What every text that matches begins with; the character before a quantifier may be missing. */
const BEGINNING = new RegExp(`^${LITERAL}`);

/**
 * A pattern in RE2's syntax, as Alertmanager has it: it has to match the whole text, `.` is anything but a line feed,
 * `(?i)` and `(?s)` change that.
 */
export function readRegularExpression(pattern: string): RegularExpressionReading {
  if (PLAIN_ALTERNATIVES.test(pattern)) {
    const alternatives = new Set(pattern.split('|'));
    return { expression: { test: (text) => alternatives.has(text) } };
  }

  const part = PART.exec(pattern)?.groups;
  return part === undefined || pattern.includes('\n') ? readByEngine(pattern) : { expression: partExpression(part) };
}

function partExpression({
  before,
  literal = '',
  behind,
}: Readonly<Record<string, string | undefined>>): RegularExpression {
  const [leastBefore, leastBehind] = [before === '.+' ? 1 : 0, behind === '.+' ? 1 : 0];
  return {
    test: (text) => {
      const latest = text.length - literal.length - leastBehind;
      if (latest < leastBefore || text.includes('\n')) return false;
      if (before === undefined) return text.startsWith(literal) && (behind !== undefined || latest === 0);
      if (behind === undefined) return text.endsWith(literal);

      const at = text.indexOf(literal, leastBefore);
      return at >= 0 && at <= latest;
    },
  };
}

function readByEngine(pattern: string): RegularExpressionReading {
  const { RE2JS, RE2JSException } = loadEngine();
  try {
    const compiled = RE2JS.compile(pattern);
    const beginning = beginningOf(pattern);
    return { expression: { test: (text) => text.startsWith(beginning) && compiled.testExact(text) } };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return { problem: problemOf(error.message) };
  }
}

function beginningOf(pattern: string): string {
  if (pattern.includes('|')) return '';
  const [beginning = ''] = BEGINNING.exec(pattern) ?? [];
  // A quantifier behind a group of flags is one of the character before that.
  const isCertain = !/^(?:[*+?{]|\(\?)/.test(pattern.slice(beginning.length));

  return isCertain ? beginning : [...beginning].slice(0, -1).join('');
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
