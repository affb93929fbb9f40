import { isJsonObject, type JsonObject, parseJson } from '../sources/json.ts';

/** Fields of a form; a message has three or four. The parser's time grows with the square of their number. */
const MAX_FORM_FIELDS = 100;

/**
 * The JSON object of a body: JSON, whatever its type is called, or a form whose
 * fields are JSON, as DingTalk's older client libraries post. Undefined when it is neither.
 */
export function readRobotBody(text: string): JsonObject | undefined {
  const json = parseJson(text);
  if (isJsonObject(json)) return json;

  return /^\w+=/.test(text) ? formObject(text) : undefined;
}

function formObject(text: string): JsonObject | undefined {
  if (text.split('&', MAX_FORM_FIELDS + 1).length > MAX_FORM_FIELDS) return undefined;

  const fields = [...new URLSearchParams(text)];
  if (!fields.some(([name]) => name === 'msgtype')) return undefined;

  return Object.fromEntries(fields.map(([name, value]) => [name, name === 'msgtype' ? value : formValue(value)]));
}

function formValue(value: string): unknown {
  const parsed = /^\s*[{[]/.test(value) ? parseJson(value) : undefined;
  return parsed ?? value;
}
