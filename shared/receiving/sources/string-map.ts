import { cleanLine, cleanText } from './clean-text.ts';
import { isJsonObject, jsonText } from './json.ts';

/** A map of texts, as labels and annotations are sent. Other values become their JSON; empty ones count as absent. */
export function readStringMap(value: unknown): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  if (!isJsonObject(value)) return texts;

  for (const [key, given] of Object.entries(value)) {
    const text = given === null ? '' : cleanText(typeof given === 'string' ? given : jsonText(given));
    const name = cleanLine(key);
    if (name !== '' && text !== '') texts.set(name, text);
  }
  return texts;
}
