import type { MessageFormat } from '../channels/channel.ts';
import { byteLength, clipBytes } from './cut.ts';
import { type Line, type Link, linkTarget } from './lines.ts';
import { cleanText, type Piece } from './pieces.ts';
import type { Face } from './render-request.ts';
import { safeUrl } from './safe-url.ts';

/** Below this many bytes a value, even a link is given up to save the rest. */
const LINK_FLOOR_BYTES = 24;
/** A link longer than this (and than any other value may be) is given up first. */
const LONG_LINK_BYTES = 1024;

/** How values become text. */
export interface Style {
  readonly format: MessageFormat;
  readonly face: Pick<Face, 'escape'>;
  /** The mark behind a text of so many bytes that was cut. */
  readonly cutMark: (bytes: number) => string;
  /** Between the label and the target of a link that is written out. */
  readonly colon: string;
}

export interface Assembled {
  readonly text: string;
  readonly cut: boolean;
}

/** Construct that alert text must not form with what stands beside it. */
const JOINT = /\]\(|!\[|<@|<font/gi;

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
  return { text: texts.join('\n'), cut };
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

interface LinkPlace {
  readonly written: LineWriter;
  /** Targets to stand at the end of the line, where a text message can't hide them behind their labels. */
  readonly trailing: string[];
  /** Whether the line is nothing but the link. */
  readonly alone: boolean;
}

function writeLink(link: Link, { written, trailing, alone }: LinkPlace, style: Style, capBytes: number): void {
  const target = linkTarget(link);
  const kept = target !== undefined && keepsLink(target, capBytes);
  const asLink = kept && style.format === 'markdown' && link.label.length > 0;

  if (asLink) written.literal(link.open);
  writeLabel(link, written, style, capBytes, asLink);
  if (asLink) written.literal(`](${target})`);
  else if (kept && !alone) trailing.push(target);
  else writeTarget(link, kept ? target : undefined, written, style, capBytes);
}

function writeLabel(link: Link, written: LineWriter, style: Style, capBytes: number, asLink: boolean): void {
  for (const { kind, text } of link.label) {
    // A bracket in a label would end it.
    const label = asLink ? text.replaceAll('[', '(').replaceAll(']', ')') : text;
    if (kind === 'literal') written.literal(text);
    else written.value(capped(label, style, capBytes), style, ' ');
  }
}

/** The target in words: a good one as it is, a bad one as the text it is, one too long as a mark. */
function writeTarget(
  link: Link,
  target: string | undefined,
  written: LineWriter,
  style: Style,
  capBytes: number,
): void {
  const good = linkTarget(link) !== undefined;
  const shown = good ? { text: '', mark: '…' } : capped(cleanText(link.target), style, capBytes);
  if (target === undefined && shown.text === '' && shown.mark === undefined) return;

  if (link.label.length > 0) written.literal(style.colon);
  if (target !== undefined) written.literal(target);
  else written.value(shown, style, ' ');
}

interface Capped {
  readonly text: string;
  readonly mark?: string;
}

/** A value within the cap, with the mark for what was cut off. */
function capped(text: string, style: Style, capBytes: number): Capped {
  const bytes = byteLength(text);
  if (bytes <= capBytes) return { text };
  if (safeUrl(text) !== undefined) return keepsLink(text, capBytes) ? { text } : { text: '', mark: '…' };

  const mark = style.cutMark(bytes);
  // A long mark behind next to nothing tells less than the text it displaces.
  const shortMark = byteLength(mark) * 2 > capBytes ? '…' : mark;
  return { text: clipBytes(text, capBytes - byteLength(shortMark)).trimEnd(), mark: shortMark };
}

/** A link can't be shortened, so it outlives the text around it, unless it takes all the room itself. */
function keepsLink(target: string, capBytes: number): boolean {
  return capBytes >= LINK_FLOOR_BYTES && byteLength(target) <= Math.max(capBytes, LONG_LINK_BYTES);
}

/** Writes one line and keeps alert text from forming a construct with its neighbours. */
class LineWriter {
  text = '';
  cut = false;
  #lastIsValue = false;

  literal(text: string): void {
    this.#join(text, this.#lastIsValue);
    this.#lastIsValue = false;
  }

  value(capped: Capped, style: Style, continuation: string): void {
    const escaped = style.face.escape(capped.text, style.format).replace(/\n/g, continuation);
    this.#join(escaped, true);
    this.#lastIsValue = true;
    if (capped.mark === undefined) return;
    this.text += capped.mark;
    this.cut = true;
  }

  #join(next: string, guarded: boolean): void {
    if (next === '') return;
    if (guarded && formsConstruct(this.text.slice(-4), next.slice(0, 4))) this.text += ' ';
    this.text += next;
  }
}

function formsConstruct(tail: string, head: string): boolean {
  return [...(tail + head).matchAll(JOINT)].some(
    ({ index, 0: found }) => index < tail.length && index + found.length > tail.length,
  );
}

/** Bytes of the longest value in the lines: no cap above it changes anything. */
export function longestValue(lines: readonly Line[]): number {
  const values = lines.flat().flatMap((part): readonly Piece[] => (part.kind === 'link' ? part.label : [part]));
  return values.reduce((most, { kind, text }) => (kind === 'value' ? Math.max(most, byteLength(text)) : most), 0);
}
