import { plainText } from './pieces.ts';

/**
 * Everything in a template that `${…}` may not be looked for in (a raw block,
 * a tag, an output), or else one `${…}`.
 */
const CONSTRUCT = /\{%-?\s*raw\s*-?%\}[\s\S]*?\{%-?\s*endraw\s*-?%\}|\{%[\s\S]*?%\}|\{\{[\s\S]*?\}\}|\$\{([^{}\n]*)\}/g;

/** A line that holds tags and nothing else. */
const TAG_LINE = /^((?:[ \t]*\{%(?:(?!%\}).)*%\})*[ \t]*\{%(?:(?!-?%\}).)*)(-?%\})[ \t]*\n/gm;

/** A template as the engine reads it. */
export interface LiquidText {
  readonly text: string;
  /** Where a place in `text` is in the template as written. Line and column count from 1. */
  position(line: number, column: number): { readonly line: number; readonly column: number };
}

/**
 * A template as people write it, as the engine reads it: `${name}` becomes
 * `{{name}}`, an output like any other, and a line of tags leaves no blank line
 * behind. Done once on the template, never on the values. Lines keep their
 * numbers.
 */
export function toLiquid(template: string): LiquidText {
  const written = plainText(template);
  const text = written
    .replace(CONSTRUCT, (whole: string, name: string | undefined) => (name === undefined ? whole : output(name)))
    .replace(TAG_LINE, '$1\n$2');

  return { text, position: (line, column) => ({ line, column: writtenColumn(written, text, line, column) }) };
}

function output(name: string): string {
  return name.trim() === '' ? '' : `{{${name}}}`;
}

/** A column as written: the end of a tag that was moved down is taken off, and one for each `${…}` before it. */
function writtenColumn(written: string, text: string, line: number, column: number): number {
  const before = written.split('\n')[line - 1] ?? '';
  const after = text.split('\n')[line - 1] ?? '';
  const moved = before.startsWith('%}') || before.startsWith('-%}') ? 0 : (/^-?%\}/.exec(after)?.[0].length ?? 0);

  let offset = moved;
  for (const { index, 0: found } of before.matchAll(/\$\{[^{}]*\}/g)) {
    if (index + found.length + offset >= column - 1) break;
    offset += 1;
  }
  return Math.max(1, column - offset);
}
