import type { MessageFormat } from '../channels/channel.ts';
import type { Face } from './render-request.ts';

/** How values become text. */
export interface Style {
  readonly format: MessageFormat;
  readonly face: Pick<Face, 'escape'>;
  /** Whether addresses may be followed; else they are broken, or left out where they are all a line has. */
  readonly links: 'kept' | 'none';
  /** The mark behind a text of so many bytes that was cut. */
  cutMark(bytes: number): string;
  /** Between the label and the target of a link that is written out. */
  readonly colon: string;
}

/** Alert text as the product may show it. */
export function shownText(text: string, format: MessageFormat, { face, links }: Pick<Style, 'face' | 'links'>): string {
  const escaped = face.escape(text, format);
  return links === 'kept' ? escaped : escaped.replaceAll('://', '：//');
}
