import { byteLength, clipBytes } from '../rendering/cut.ts';

/** Stands where text was cut. */
const CUT_MARK = '…';

/**
 * The text within `maxBytes` of UTF-8, ending in a mark when something had to
 * go. It ends after a whole line when that costs less than a quarter of the
 * room; else between two characters, never inside an address.
 */
export function cutText(text: string, maxBytes: number): string {
  if (byteLength(text) <= maxBytes) return text;
  const room = maxBytes - byteLength(CUT_MARK);
  if (room <= 0) return '';

  const start = clipBytes(text, room);
  const wholeLines = start.slice(0, start.lastIndexOf('\n') + 1);

  return (byteLength(wholeLines) >= room * 0.75 ? wholeLines : start) + CUT_MARK;
}
