import type { MessageFormat } from '../channels/channel.ts';
import { literal, type Piece } from './pieces.ts';
import { safeUrl } from './safe-url.ts';

/** A link whose target may be followed; the label is shown where it may not. */
export interface Link {
  readonly kind: 'link';
  /** `[`, or `![` of an image. */
  readonly open: string;
  readonly label: readonly Piece[];
  readonly target: string;
}

export type Element = Piece | Link;
/** One line as the template has it; a value in it may itself have several. */
export type Line = readonly Element[];

/** Stands for a value while a line is searched for links; removed from literal text before. */
const SLOT = '\ue000';
/** A Markdown link; the label may hold one pair of brackets. */
const LINK = /(!?\[)((?:[^\][]|\[[^\][]*\])*)\]\(([^()]*)\)/g;

/**
 * The lines of a rendered template. A line whose values are all empty is left
 * out, for a label without its value is noise; so are blank lines but one, and
 * the blank ones at both ends.
 */
export function toLines(pieces: readonly Piece[], format: MessageFormat): readonly Line[] {
  const lines: Line[] = [];
  for (const line of splitLines(pieces)) {
    const values = line.filter(({ kind }) => kind === 'value');
    if (values.length > 0 && values.every(({ text }) => text.trim() === '')) continue;

    const blank = isBlank(line);
    if (blank && (lines.length === 0 || isBlank(lines.at(-1)))) continue;
    if (blank) lines.push([]);
    else lines.push(findLinks(format === 'text' ? withoutMarkup(line) : line));
  }
  while (lines.length > 0 && isBlank(lines.at(-1))) lines.pop();
  return lines;
}

function isBlank(line: Line | undefined): boolean {
  return line?.every((part) => part.kind !== 'link' && part.text.trim() === '') ?? false;
}

/** Newlines of the template end a line; those inside values don't. */
function splitLines(pieces: readonly Piece[]): readonly (readonly Piece[])[] {
  const lines: Piece[][] = [[]];
  for (const piece of pieces) {
    const [first = '', ...rest] = piece.kind === 'literal' ? piece.text.split('\n') : [piece.text];
    append(lines.at(-1) ?? [], { ...piece, text: first });
    for (const text of rest) lines.push([literal(text)]);
  }
  return lines;
}

/** Literal parts that meet become one, so that markup made of several is found. */
function append(line: Piece[], piece: Piece): void {
  const last = line.at(-1);
  if (piece.kind === 'literal' && last?.kind === 'literal') line[line.length - 1] = literal(last.text + piece.text);
  else line.push(piece);
}

/** Takes the Markdown out of the template's own text: in a text message it would be read as it stands. */
function withoutMarkup(line: readonly Piece[]): readonly Piece[] {
  return line.map((piece, i) => {
    if (piece.kind === 'value') return piece;
    const inner = piece.text.replace(/\*\*|<\/?font[^>]*>/g, '');
    if (i > 0) return literal(inner);
    // A label needs no dash; an entry of a list does.
    return literal(inner.replace(/^\s*(?:#{1,6}\s+|>\s?|-\s+(?=[^:：]+[:：]\s*$))/, ''));
  });
}

/** Turns `[label](target)` with values in it into links, so that a target is judged as a whole. */
function findLinks(line: readonly Piece[]): Line {
  const slots = line.filter(({ kind }) => kind === 'value');
  const skeleton = line.map(({ kind, text }) => (kind === 'value' ? SLOT : text.replaceAll(SLOT, ''))).join('');
  let used = 0;
  const take = (text: string): Piece[] =>
    text
      .split(new RegExp(`(${SLOT})`))
      .filter((part) => part !== '')
      .map((part) => (part === SLOT ? (slots[used++] ?? literal('')) : literal(part)));

  const elements: Element[] = [];
  let from = 0;
  for (const match of skeleton.matchAll(LINK)) {
    const [whole, open = '[', label = '', target = ''] = match;
    elements.push(...take(skeleton.slice(from, match.index)));
    const labelPieces = take(label);
    const targetText = take(target)
      .map(({ text }) => text)
      .join('');
    elements.push({ kind: 'link', open, label: labelPieces, target: targetText });
    from = match.index + whole.length;
  }
  return [...elements, ...take(skeleton.slice(from))];
}

/** The target of a link when it may be followed. */
export function linkTarget({ target }: Link): string | undefined {
  return safeUrl(target);
}
