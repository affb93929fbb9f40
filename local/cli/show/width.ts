import stringWidth from 'string-width';

const SEGMENTER = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const CUT = '…';

/** Columns a text takes on a terminal: a Chinese character two, a combining mark none. */
export function widthOf(text: string): number {
  return stringWidth(text);
}

/** The text within so many columns, never through the middle of a character; what was cut is marked. */
export function cutTo(text: string, width: number): string {
  if (widthOf(text) <= width) return text;

  let kept = '';
  let taken = 0;
  for (const { segment } of SEGMENTER.segment(text)) {
    const next = taken + widthOf(segment);
    if (next > width - 1) break;
    kept += segment;
    taken = next;
  }
  return kept + CUT;
}

/** The text filled up to so many columns. */
export function padTo(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}
