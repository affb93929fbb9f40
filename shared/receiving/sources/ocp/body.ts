import { isJsonObject, type JsonObject, jsonText, parseJson } from '../json.ts';
import { readBrokenObject } from './broken-json.ts';
import { presentText, type Variables, variableOf } from './variables.ts';

/** What one alert of a request body says. */
export interface Reading {
  readonly variables: Variables;
  /** The rendered message in it, when there is one. */
  readonly message: string;
  /** The text this was read from, for when it says too little. */
  readonly raw: string;
}

/** Fields that say nothing of an alert: people's ids and numbers, a robot's envelope, housekeeping. */
const DROPPED = new Set([
  'recipients_uids',
  'at_recipients',
  'recipients_json_array',
  'alarm_level_color',
  'gmtCreate',
  'gmtModified',
  'msgtype',
  'v',
  'at',
  'atMobiles',
  'atUserIds',
  'isAtAll',
  'mentioned_list',
  'mentioned_mobile_list',
  'title',
]);

const MAX_LABELS = 200;
const MAX_LABEL_NAME = 64;

/** Takes a body apart into alerts, whatever its form: JSON, broken JSON, form fields, plain text. */
export function readBody(body: string): readonly Reading[] {
  const text = body.trim();
  const json = parseJson(text);
  if (isJsonObject(json)) return readEnvelope(json, text);
  if (Array.isArray(json) && json.length > 0) return json.map(readItem);
  if (typeof json === 'string') return readText(json);

  return readText(text);
}

/** The API's answers wrap alerts in `data` and `contents`. */
function readEnvelope(json: JsonObject, raw: string): readonly Reading[] {
  const data = json['data'];
  const envelopes = isJsonObject(data) ? [json, data] : [json];
  for (const envelope of envelopes) {
    for (const key of ['alerts', 'alarms', 'data', 'contents']) {
      const list = envelope[key];
      if (Array.isArray(list) && list.length > 0 && list.every(isJsonObject)) return list.map(readItem);
    }
  }

  return [readObject(isJsonObject(data) && holdsAlert(data) ? data : json, raw)];
}

function holdsAlert(json: JsonObject): boolean {
  return Object.keys(json).some((key) => ['alarm_id', 'alarm_type', 'alarm_name'].includes(variableOf(key) ?? ''));
}

function readItem(item: unknown): Reading {
  return isJsonObject(item) ? readObject(item, jsonText(item)) : reading(jsonText(item));
}

function reading(text: string): Reading {
  return { variables: new Map(), message: text, raw: text };
}

function readText(text: string): readonly Reading[] {
  if (text.startsWith('{')) {
    const broken = readBrokenObject(text);
    return [unpack(collect([...broken.fields, ['unread', broken.unread]], text))];
  }
  if (FORM_START.test(text) && isForm(text)) return [unpack(collect([...new URLSearchParams(text)], text))];

  return [reading(unquoted(text))];
}

const FORM_START = /^[\w.%-]{1,64}=[^\s=]*(?:&|$)/;

/** A body that is `${message_json}` alone, when its quotes are doubled or its text is not JSON. */
function unquoted(text: string): string {
  return text.startsWith('"') ? text.replace(/^"{1,2}/, '').replace(/"{1,2}$/, '') : text;
}

/** Form fields look like a target's first pair: it is a form when it names a variable of OCP and has no blank. */
function isForm(text: string): boolean {
  const first = text.slice(0, 200);
  return text.includes('&') ? /(?:^|&)[\w.-]+=/.test(first) : variableOf(first.split('=', 1)[0] ?? '') === 'message';
}

function readObject(json: JsonObject, raw: string): Reading {
  return unpack(collect(flatten(json), raw));
}

/** Own fields first, then those of nested objects (`labels`, `markdown`, a message that is JSON itself). */
function flatten(json: JsonObject): readonly (readonly [string, string])[] {
  const entries = Object.entries(json);
  const own = entries.filter(([, value]) => !isJsonObject(value));
  const nested = entries.flatMap(([, value]) => (isJsonObject(value) ? Object.entries(value) : []));
  return [...own, ...nested].filter(([, value]) => value !== null).map(([key, value]) => [key, textOf(value)]);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : jsonText(value);
}

/** The first text that says something wins; fields that are none of OCP's keep their names. */
function collect(fields: readonly (readonly [string, string])[], raw: string): Reading {
  const variables = new Map<string, string>();
  let message = '';
  for (const [key, text] of fields) {
    const value = presentText(text);
    const name = variableOf(key) ?? key.trim().slice(0, MAX_LABEL_NAME);
    if (value === undefined || name === '' || DROPPED.has(name)) continue;
    if (name === 'message') message ||= value;
    else if (!variables.has(name) && variables.size < MAX_LABELS) variables.set(name, value);
  }

  return { variables, message, raw };
}

/** A message template may itself be JSON: then its fields count behind those of the body. Looked into once. */
function unpack(outer: Reading): Reading {
  const message = outer.message.trim();
  if (!message.startsWith('{')) return outer;

  const json = parseJson(message);
  const inner = isJsonObject(json) ? flatten(json) : readBrokenObject(message).fields;
  const own = inner.filter(([key]) => variableOf(key) !== undefined);
  return own.length === 0 ? outer : collect([...outer.variables, ...own], outer.raw);
}
