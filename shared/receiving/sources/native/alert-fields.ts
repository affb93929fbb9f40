import type { AlertStatus, ParsedAlert } from '../../../alert/alert.ts';
import type { FieldError } from '../../source.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import { type Refuse, readLevel, readLine, readLink, readStatus, readText, readTime } from './field-readers.ts';
import { readLabels } from './labels.ts';
import { unknownFieldError } from './unknown-field.ts';

/** The fields of a native alert, all of them; anything else is refused by name. */
const FIELDS = [
  'id',
  'source',
  'name',
  'level',
  'status',
  'target',
  'summary',
  'description',
  'activeAt',
  'updatedAt',
  'resolvedAt',
  'url',
  'labels',
] as const;

/** Errors that get a hint what was meant; more are not listed anyway. */
const EXPLAINED = 100;
const UNKNOWN = 'is not a field of this format';

const NO_ALERT: ParsedAlert = {
  name: '',
  level: 'warning',
  status: 'firing',
  target: '',
  summary: '',
  description: '',
  labels: {},
};

/**
 * Reads one native alert and adds what is wrong with it to `errors`, each with
 * the path of its field. The alert counts only when nothing was added.
 */
export function readAlert(value: unknown, path: string, errors: FieldError[]): ParsedAlert {
  if (!isJsonObject(value)) {
    errors.push({ field: path || 'body', message: 'must be an alert: an object with at least a name' });
    return NO_ALERT;
  }

  const at = (field: string): string => (path === '' ? field : `${path}.${field}`);
  for (const key of Object.keys(value)) {
    if (isField(key)) continue;
    errors.push(
      errors.length < EXPLAINED ? unknownFieldError(key, at(key), FIELDS) : { field: at(key), message: UNKNOWN },
    );
  }
  return readFields(value, (field, message) => errors.push({ field: at(field), message }));
}

function readFields(value: JsonObject, refuse: Refuse): ParsedAlert {
  const name = readLine(value, 'name', refuse);
  if (name === '') nameMissing(value, refuse);

  const status = readStatus(value, refuse);
  return {
    ...present({ id: readLine(value, 'id', refuse), source: readLine(value, 'source', refuse) }),
    name,
    level: readLevel(value, refuse),
    status,
    target: readLine(value, 'target', refuse),
    summary: readText(value, 'summary', refuse),
    description: readText(value, 'description', refuse),
    ...readTimes(value, status, refuse),
    ...present({ url: readLink(value, 'url', refuse) }),
    labels: readLabels(value, refuse),
  };
}

function nameMissing(value: JsonObject, refuse: Refuse): void {
  const given = value['name'];
  if (given === undefined || given === null) refuse('name', 'is required: what the alert is called');
  else if (typeof given === 'string') refuse('name', 'must not be empty');
}

/** A firing alert has no end: one given with it (some senders send the expected end) is not kept. */
function readTimes(value: JsonObject, status: AlertStatus, refuse: Refuse) {
  const resolvedAt = readTime(value, 'resolvedAt', refuse);
  return present({
    activeAt: readTime(value, 'activeAt', refuse),
    updatedAt: readTime(value, 'updatedAt', refuse),
    resolvedAt: status === 'resolved' ? resolvedAt : '',
  });
}

/** The entries that are not empty: an absent field has no key. */
function present<K extends string>(texts: Readonly<Record<K, string>>): Partial<Record<K, string>> {
  const kept: Partial<Record<K, string>> = {};
  for (const key in texts) if (texts[key] !== '') kept[key] = texts[key];
  return kept;
}

function isField(key: string): boolean {
  return (FIELDS as readonly string[]).includes(key);
}
