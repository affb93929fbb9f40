/**
 * A part of a rendered template. Literal text is the template author's and may
 * be markup; a value is alert text and is escaped before it is shown.
 */
export interface Piece {
  readonly kind: 'literal' | 'value';
  readonly text: string;
}

/**
 * Text that is partly markup. It keeps literal and value apart on its way
 * through the template engine, so that nothing is escaped twice or not at all.
 * A filter that makes a plain string of it makes a value of all of it.
 */
export class Markup {
  readonly pieces: readonly Piece[];

  constructor(pieces: readonly Piece[]) {
    this.pieces = pieces;
  }

  toString(): string {
    return this.pieces.map(({ text }) => text).join('');
  }
}

/** A literal piece. */
export function literal(text: string): Piece {
  return { kind: 'literal', text };
}

/** A value piece, cleaned of what has no place in a message. */
export function value(text: string): Piece {
  return { kind: 'value', text: cleanText(text) };
}

/** Control characters, but tab and newline; marks that reverse the direction of what follows; the byte order mark. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const UNWANTED = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** Well-formed text with one kind of newline and no control characters. */
export function plainText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|\u2028|\u2029/g, '\n')
    .replace(UNWANTED, '');
}

/** Alert text as a message may hold it: plain, and without blank lines, which cost a phone's screen. */
export function cleanText(text: string): string {
  return plainText(text)
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{2,}/g, '\n')
    .replace(/^\n+|\n+$/g, '');
}

/** How much text may still be made, in UTF-16 units. */
export interface TextBudget {
  left: number;
}

/** Any value of a template as text: lists joined, objects as `key=value`. Throws when it is more than there is budget for. */
export function textOf(input: unknown, budget: TextBudget): string {
  if (input === null || input === undefined) return '';
  if (Array.isArray(input)) return input.map((inner) => textOf(inner, budget)).join(', ');
  if (input instanceof Markup) return spend(input.toString(), budget);
  if (typeof input === 'object') return pairsOf(input, budget);
  return typeof input === 'function' || typeof input === 'symbol' ? '' : spend(String(input), budget);
}

function pairsOf(input: object, budget: TextBudget): string {
  return Object.entries(input)
    .filter(([, inner]) => typeof inner !== 'object' && typeof inner !== 'function')
    .map(([key, inner]) => spend(`${key}=${textOf(inner, budget)}`, budget))
    .join(', ');
}

function spend(text: string, budget: TextBudget): string {
  // One for the text itself: a long list of empty ones costs time too.
  budget.left -= text.length + 1;
  if (budget.left < 0) throw new Error('the template puts out too much text');
  return text;
}
