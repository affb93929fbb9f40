import { assemble } from './assemble.ts';
import { noteLines } from './notes.ts';
import { value } from './pieces.ts';
import type { RenderRequest } from './render-request.ts';
import type { Style } from './style.ts';
import { wordsOf } from './words.ts';

/** Bytes of a note: room for three channels with the longest names. */
const MAX_NOTE_BYTES = 1024;

/** What stands around the text a template makes, whatever template it is. Empty where there is nothing to say. */
export interface Frame {
  readonly before: string;
  readonly behind: string;
}

/** No frame, for a message that has no room for one. */
export const NO_FRAME: Frame = { before: '', behind: '' };

/** The message's notes, and the remark that people may see it twice. */
export function frameOf(request: RenderRequest, style: Style): Frame {
  const { settings, nowMs, notes = [], possiblyRepeated } = request;
  const words = wordsOf(settings.language);
  const { before, behind } = noteLines(notes, { words, timeZone: settings.timeZone, nowMs });
  // Notes name channels, so they are escaped like any text that isn't ours.
  const text = (lines: readonly string[]): string =>
    lines.length === 0
      ? ''
      : assemble(
          lines.map((line) => [value(line)]),
          style,
          MAX_NOTE_BYTES,
        ).text;
  const remark = possiblyRepeated === undefined ? '' : words.possiblyRepeated;
  return { before: text(before), behind: joined([text(behind), remark]) };
}

/** A text in its frame, with an empty line between them. */
export function framed(text: string, { before, behind }: Frame): string {
  return joined([before, text, behind]);
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}
