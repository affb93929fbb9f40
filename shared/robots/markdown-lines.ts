/** What a line of neutral markdown is. */
export type LineKind = 'blank' | 'heading' | 'quote' | 'list' | 'plain';

/** A line with what it is. Its end is trimmed, its indent kept. */
export interface MarkdownLine {
  readonly kind: LineKind;
  readonly text: string;
}

/** A list item's indent, marker and rest. */
export const LIST_ITEM = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/;

/** Splits neutral markdown (`###`, `**`, `[text](url)`, `>`, `-`) into lines. */
export function markdownLines(text: string): readonly MarkdownLine[] {
  return text.split(/\r\n|\r|\n/).map((line) => {
    const trimmed = line.trimEnd();
    return { kind: kindOf(trimmed), text: trimmed };
  });
}

function kindOf(line: string): LineKind {
  if (line === '') return 'blank';
  if (/^\s*#{1,6}\s/.test(line)) return 'heading';
  if (/^\s*>/.test(line)) return 'quote';
  if (LIST_ITEM.test(line)) return 'list';

  return 'plain';
}
