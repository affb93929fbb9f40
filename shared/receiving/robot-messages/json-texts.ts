import { isJsonObject, type JsonObject } from '../sources/json.ts';

/** A field's object, or an empty one. */
export function sectionOf(object: JsonObject, key: string): JsonObject {
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  return isJsonObject(value) ? value : {};
}

/** A text with something in it besides white space; anything else is the empty text. */
export function filledText(object: JsonObject, key: string): string {
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  return typeof value === 'string' && value.trim() !== '' ? value : '';
}

/** The list of a field; an empty one where there is none. */
export function itemsOf(object: JsonObject, key: string): readonly unknown[] {
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  return Array.isArray(value) ? value : [];
}

/** The objects in the list of a field, and something empty for what is none. */
export function sectionsOf(object: JsonObject, key: string): readonly JsonObject[] {
  return itemsOf(object, key).map((item) => (isJsonObject(item) ? item : {}));
}

/** The first of some fields that is absent or blank, with its path. */
export function lackingField(object: JsonObject, path: string, keys: readonly string[]): string | undefined {
  const key = keys.find((name) => filledText(object, name) === '');
  return key === undefined ? undefined : `${path}.${key}`;
}
