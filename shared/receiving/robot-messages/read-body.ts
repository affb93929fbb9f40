import { parseVerbatim } from '../../alert/verbatim-json.ts';
import { isJsonObject, type JsonObject, parseJson } from '../sources/json.ts';

/** Fields of a form; a message has three or four. The parser's time grows with the square of their number. */
const MAX_FORM_FIELDS = 100;

/** A body that may be a message. */
export interface RobotBody {
  /** To be read. */
  readonly fields: JsonObject;
  /** The same to be written again: every number as it is spelt. */
  readonly verbatim: JsonObject;
}

/**
 * The JSON object of a body: JSON, whatever its type is called, or a form whose
 * fields are JSON, as DingTalk's older client libraries post. Undefined when it is neither.
 */
export function readRobotBody(text: string): RobotBody | undefined {
  const fields = readObject(text, JSON.parse);
  return fields && { fields, verbatim: readObject(text, parseVerbatim) ?? fields };
}

type Parse = (text: string) => unknown;

function readObject(text: string, parse: Parse): JsonObject | undefined {
  const json = parseJson(text, parse);
  if (isJsonObject(json)) return json;

  return /^\w+=/.test(text) ? formObject(text, parse) : undefined;
}

function formObject(text: string, parse: Parse): JsonObject | undefined {
  if (text.split('&', MAX_FORM_FIELDS + 1).length > MAX_FORM_FIELDS) return undefined;

  const fields = [...new URLSearchParams(text)];
  if (!fields.some(([name]) => name === 'msgtype')) return undefined;

  return Object.fromEntries(
    fields.map(([name, value]) => [name, name === 'msgtype' ? value : formValue(value, parse)]),
  );
}

function formValue(value: string, parse: Parse): unknown {
  const parsed = /^\s*[{[]/.test(value) ? parseJson(value, parse) : undefined;
  return parsed ?? value;
}
