/** Stands at the end of text that was cut. */
export const CUT_MARK = '…[cut]';

const MARK_BYTES = Buffer.byteLength(CUT_MARK);
const encoder = new TextEncoder();

/** Text of at most `maxBytes` bytes of UTF-8: whole when it fits, else cut between characters and marked. */
export function cutText(text: string, maxBytes: number): string {
  if (text.length * 3 <= maxBytes || Buffer.byteLength(text) <= maxBytes) return text;

  const room = new Uint8Array(Math.max(0, maxBytes - MARK_BYTES));
  const { read } = encoder.encodeInto(text, room);
  return `${text.slice(0, read)}${CUT_MARK}`;
}
