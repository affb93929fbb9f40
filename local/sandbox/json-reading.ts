/** A JSON object whose fields nobody has looked at yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a JSON value is an object, not null and not a list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object in a UTF-8 body, or undefined when the body is no valid UTF-8, no JSON or no object. */
export function readJsonObject(body: Uint8Array): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));

    return isObject(value) ? value : undefined;
  } catch {
    // Not UTF-8 or not JSON: the caller answers as the product does.
    return undefined;
  }
}

/** A field that is a string with something in it besides white space. */
export function textOf(object: JsonObject, key: string): string | undefined {
  const value = object[key];

  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** A field's object, or an empty one. */
export function objectOf(object: JsonObject, key: string): JsonObject {
  const value = object[key];

  return isObject(value) ? value : {};
}

/** The objects in a list field. */
export function objectsOf(object: JsonObject, key: string): readonly JsonObject[] {
  const value = object[key];

  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The strings in a list field. */
export function stringsOf(object: JsonObject, key: string): readonly string[] {
  const value = object[key];

  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
