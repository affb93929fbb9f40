import { capped, keepsLink } from './capped.ts';
import type { LineWriter } from './line-writer.ts';
import { type Link, linkTarget } from './lines.ts';
import { cleanText } from './pieces.ts';
import type { Style } from './style.ts';

/** Where in a line a link stands. */
export interface LinkPlace {
  readonly written: LineWriter;
  /** Targets to stand at the end of the line, where a text message can't hide them behind their labels. */
  readonly trailing: string[];
  /** Whether the line is nothing but the link. */
  readonly alone: boolean;
}

/** A link as the message's format has it: behind its label, after it, or at the end of the line. */
export function writeLink(link: Link, place: LinkPlace, style: Style, capBytes: number): void {
  const { written, trailing, alone } = place;
  if (style.links === 'none' && alone) return;

  const target = linkTarget(link);
  const kept = target !== undefined && style.links === 'kept' && keepsLink(target, capBytes);
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
  if (style.links === 'none') return;
  const good = linkTarget(link) !== undefined;
  const shown = good ? { text: '', mark: '…' } : capped(cleanText(link.target), style, capBytes);
  if (target === undefined && shown.text === '' && shown.mark === undefined) return;

  if (link.label.length > 0) written.literal(style.colon);
  if (target !== undefined) written.literal(target);
  else written.value(shown, style, ' ');
}
