import { capped } from './capped.ts';
import { byteLength } from './cut.ts';
import { LineWriter } from './line-writer.ts';
import type { Line } from './lines.ts';
import type { Piece } from './pieces.ts';
import type { Style } from './style.ts';
import { writeLink } from './write-link.ts';

/** A message's text, and whether something of it had to be cut. */
export interface Assembled {
  readonly text: string;
  readonly cut: boolean;
}

/**
 * Lines as the text of a message, every value escaped and none longer than
 * `capBytes` before escaping. Characters and links are kept or left out whole.
 */
export function assemble(lines: readonly Line[], style: Style, capBytes: number): Assembled {
  let cut = false;
  const texts = lines.map((line) => {
    const assembled = assembleLine(line, style, capBytes);
    cut ||= assembled.cut;
    return assembled.text;
  });
  return { text: texts.join('\n').trimEnd(), cut };
}

function assembleLine(line: Line, style: Style, capBytes: number): Assembled {
  const first = line[0];
  const continuation = continuationOf(first?.kind === 'literal' ? first.text : '');
  const written = new LineWriter();
  const trailing: string[] = [];

  for (const part of line) {
    if (part.kind === 'link') writeLink(part, { written, trailing, alone: line.length === 1 }, style, capBytes);
    else if (part.kind === 'literal') written.literal(part.text);
    else written.value(capped(part.text, style, capBytes), style, continuation);
  }
  return { text: [written.text.trimEnd(), ...trailing].join(' '), cut: written.cut };
}

/** What starts the further lines of a value, so that they stay in the quote or list item it began in. */
function continuationOf(start: string): string {
  if (/^\s*#{1,6}\s/.test(start)) return ' ';
  if (/^\s*>/.test(start)) return `\n${/^\s*(?:>\s?)+/.exec(start)?.[0].trimEnd() ?? '>'} `;
  return /^\s*(?:[-*]|\d+\.)\s/.test(start) ? '\n  ' : '\n';
}

/** Bytes of the longest value in the lines: no cap above it changes anything. */
export function longestValue(lines: readonly Line[]): number {
  const values = lines.flat().flatMap((part): readonly Piece[] => (part.kind === 'link' ? part.label : [part]));
  return values.reduce((most, { kind, text }) => (kind === 'value' ? Math.max(most, byteLength(text)) : most), 0);
}
