/** Stands where text was cut. */
export const CUT_MARK = '…';

/** Bytes of a text in UTF-8. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text);
}

/**
 * The text within `maxBytes`, ending in a mark when something had to go. It
 * ends after a whole line when that costs less than a quarter of the room, so
 * that a link is rarely cut; else between two characters.
 */
export function cutText(text: string, maxBytes: number): string {
  if (byteLength(text) <= maxBytes) return text;
  const room = maxBytes - byteLength(CUT_MARK);
  if (room <= 0) return '';

  const start = startWithin(text, room);
  const wholeLines = start.slice(0, start.lastIndexOf('\n') + 1);

  return (byteLength(wholeLines) >= room * 0.75 ? wholeLines : start) + CUT_MARK;
}

/** The longest start of the text that fits. `encodeInto` never writes part of a character. */
function startWithin(text: string, maxBytes: number): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(maxBytes));

  return text.slice(0, read);
}
