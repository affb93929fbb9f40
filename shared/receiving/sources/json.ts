/** A JSON object after parsing. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** What a parser makes of a text (a byte order mark before it is ignored), or undefined when it is not JSON. */
export function parseJson(text: string, parse: (text: string) => unknown = JSON.parse): unknown {
  try {
    return parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
  } catch {
    return undefined;
  }
}

/** Whether a value is a JSON object: not null, not an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as JSON text, also where nesting is too deep to write it. */
export function jsonText(value: unknown): string {
  return writtenJson(value) ?? '(nested too deeply)';
}

/** A value as JSON text; undefined where nesting is too deep to write it. */
export function writtenJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return undefined;
  }
}
