import { cleanLine, cleanText } from './clean-text.ts';
import { isJsonObject, type JsonObject } from './json.ts';

/** The object at a path of keys; an empty one where there is none. */
export function objectAt(from: JsonObject, ...path: readonly string[]): JsonObject {
  let node: unknown = from;
  for (const key of path) node = isJsonObject(node) && Object.hasOwn(node, key) ? node[key] : undefined;

  return isJsonObject(node) ? node : {};
}

/** The list at a key; an empty one where there is none. */
export function listAt(from: JsonObject, key: string): readonly unknown[] {
  const value = Object.hasOwn(from, key) ? from[key] : undefined;
  return Array.isArray(value) ? value : [];
}

/** The text at a key, several lines allowed; a number is its text, anything else is the empty text. */
export function textAt(from: JsonObject, key: string): string {
  const value = Object.hasOwn(from, key) ? from[key] : undefined;
  return typeof value === 'string' ? cleanText(value) : typeof value === 'number' ? String(value) : '';
}

/** The text at a key on one line. */
export function lineAt(from: JsonObject, key: string): string {
  return cleanLine(textAt(from, key));
}

/** The entries whose text is not empty: an absent field has no key. */
export function present<K extends string>(texts: Readonly<Record<K, string | undefined>>): Partial<Record<K, string>> {
  const kept: Partial<Record<K, string>> = {};
  for (const key in texts) {
    const text = texts[key];
    if (text !== undefined && text !== '') kept[key] = text;
  }
  return kept;
}

/** Labels without those that have no value. */
export function labelsOf(values: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
}
