import { cleanLine } from '../clean-text.ts';
import { jsonText } from '../json.ts';

/** Longest piece of a sender's own value that an error repeats, in characters. */
const MAX_SHOWN = 40;

/** A value as an error shows it: JSON on one line, shortened. */
export function show(value: unknown): string {
  const text = cleanLine(jsonText(typeof value === 'string' ? value.slice(0, MAX_SHOWN * 2) : value));
  return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN).toWellFormed()}…`;
}
