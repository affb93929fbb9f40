import { parseVerbatim } from '../alert/verbatim-json.ts';
import { missingKeyword } from './keyword.ts';

/** A JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** A message body by its type: what is said is under the type's own name. */
export interface OwnMessage {
  readonly msgtype: string;
  readonly said: Fields;
  /** The whole body with something else said. */
  write(said: Fields): string;
}

/** Reads a body that a vendor's reader has taken before; undefined for anything else. */
export function readOwnMessage(body: string): OwnMessage | undefined {
  try {
    const fields: unknown = parseVerbatim(body);
    if (!isFields(fields)) return undefined;
    const { msgtype } = fields;
    const said = typeof msgtype === 'string' && Object.hasOwn(fields, msgtype) ? fields[msgtype] : undefined;
    if (typeof msgtype !== 'string' || !isFields(said)) return undefined;

    return { msgtype, said, write: (changed) => JSON.stringify({ ...fields, [msgtype]: changed }) };
  } catch {
    // Stored by another version, or broken: the alert is told in our own words.
    return undefined;
  }
}

/** How the texts of a type are looked at, and where a keyword goes. */
export interface Words {
  readonly texts: (said: Fields) => readonly string[];
  readonly append: (said: Fields, keyword: string) => Fields;
}

/** What is said, with one of the robot's keywords in it; undefined where there is no place for it. */
export function withKeyword(said: Fields, { texts, append }: Words, keywords: readonly string[]): Fields | undefined {
  const keyword = missingKeyword(keywords, ...texts(said));
  const whole = keyword === '' ? said : append(said, keyword);

  return missingKeyword(keywords, ...texts(whole)) === '' ? whole : undefined;
}

/** Whether a value is a JSON object: not null, not a list. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The text at a key; the empty text where there is none. */
export function textOf(fields: Fields, key: string): string {
  const value = Object.hasOwn(fields, key) ? fields[key] : undefined;
  return typeof value === 'string' ? value : '';
}

/** The fields with something put behind a text of theirs, on a line of its own where that has anything before it. */
export function withLine(fields: Fields, key: string, line: string, separator = '\n'): Fields {
  const text = textOf(fields, key);
  return { ...fields, [key]: text === '' ? line : `${text}${separator}${line}` };
}

/** The fields with an entry of a list of theirs changed: the last one. */
export function withLastEntry(fields: Fields, key: string, change: (entry: Fields) => Fields): Fields {
  const list: readonly unknown[] = Array.isArray(fields[key]) ? fields[key] : [];
  return {
    ...fields,
    [key]: list.map((entry, at) => (at === list.length - 1 && isFields(entry) ? change(entry) : entry)),
  };
}

/** The texts at a key in the entries of a list. */
export function textsOf(fields: Fields, key: string, inner: string): readonly string[] {
  const list: readonly unknown[] = Array.isArray(fields[key]) ? fields[key] : [];
  return list.map((entry) => (isFields(entry) ? textOf(entry, inner) : ''));
}
