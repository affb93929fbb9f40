import { cleanLine, cleanText } from '../clean-text.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import type { Refuse } from './field-readers.ts';
import { show } from './show.ts';

/**
 * The labels of a native alert: a map of strings. Numbers and booleans become
 * their text, null and empty values are left out, anything else is refused.
 */
export function readLabels(value: JsonObject, refuse: Refuse): Readonly<Record<string, string>> {
  const given = value['labels'];
  if (given === undefined || given === null) return {};
  if (!isJsonObject(given)) {
    refuse('labels', 'must be an object of strings, as {"env":"prod"}');
    return {};
  }

  const labels: [string, string][] = [];
  for (const [key, label] of Object.entries(given)) {
    const text = labelText(label);
    if (text === undefined) refuse(`labels.${cleanLine(key)}`, `must be a string, not ${show(label)}`);
    else if (text !== '' && cleanLine(key) !== '') labels.push([cleanLine(key), text]);
  }
  return Object.fromEntries(labels);
}

/** The text of a label's value; empty for null, undefined for what has no plain text. */
function labelText(value: unknown): string | undefined {
  if (value === null) return '';
  if (typeof value === 'string') return cleanText(value);
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
