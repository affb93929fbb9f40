import { byteLength, clipBytes } from './cut.ts';
import { safeUrl } from './safe-url.ts';
import type { Style } from './style.ts';

/** Below this many bytes a value, even a link is given up to save the rest. */
const LINK_FLOOR_BYTES = 24;
/** A link longer than this (and than any other value may be) is given up first. */
const LONG_LINK_BYTES = 1024;

/** A value as far as there is room for it. */
export interface Capped {
  readonly text: string;
  /** Stands for what was cut off. */
  readonly mark?: string;
}

/** A value within the cap, with the mark for what was cut off. */
export function capped(text: string, style: Style, capBytes: number): Capped {
  const bytes = byteLength(text);
  if (bytes <= capBytes) return { text };
  if (safeUrl(text) !== undefined) return keepsLink(text, capBytes) ? { text } : { text: '', mark: '…' };

  const mark = style.cutMark(bytes);
  // A long mark behind next to nothing tells less than the text it displaces.
  const shortMark = byteLength(mark) * 2 > capBytes ? '…' : mark;
  return { text: clipBytes(text, capBytes - byteLength(shortMark)).trimEnd(), mark: shortMark };
}

/** A link can't be shortened, so it outlives the text around it, unless it takes all the room itself. */
export function keepsLink(target: string, capBytes: number): boolean {
  return capBytes >= LINK_FLOOR_BYTES && byteLength(target) <= Math.max(capBytes, LONG_LINK_BYTES);
}
