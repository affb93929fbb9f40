import { Lexer } from 'yaml';
import { isRecord } from '../channels/section.ts';

/** A `tocsin.yaml` on its way through a template. */
export interface FileInTemplate {
  /** As people know it, for errors: `tocsin.yaml`. */
  readonly name: string;
  readonly text: string;
}

/**
 * Bytes of the property at most. CloudFormation hands the new and the old
 * properties to the function in one asynchronous call, which takes 256 KB
 * (docs.aws.amazon.com, Lambda quotas).
 */
export const MAX_PROPERTY_BYTES = 100_000;

/**
 * The file as one JSON property. Its comments stay at home: nobody checks them
 * for secrets, and a template is kept in many places. Lines stay where they
 * are, so that errors at deployment name them too.
 */
export function toFileProperty({ name, text }: FileInTemplate): string {
  return toAsciiJson({ name, text: withoutComments(text) });
}

/**
 * JSON for a place in a template, all in ASCII: the API shows other characters
 * of a template as question marks, and a diff would never end.
 */
export function toAsciiJson(value: unknown): string {
  return JSON.stringify(value).replace(/[^ -~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Reads the property; undefined when it is something else. */
export function parseFileProperty(value: unknown): FileInTemplate | undefined {
  const content = typeof value === 'string' ? parseJson(value) : undefined;
  if (!isRecord(content)) return undefined;
  const { name, text } = content;

  return typeof name === 'string' && typeof text === 'string' ? { name, text } : undefined;
}

/** The lexer puts this before each plain or block scalar, which may look like a comment. */
const SCALAR = '\u001f';
/** What the lexer adds to the text besides: a mark for the document's start and one for what it can't read. */
const MARKS = new Set(['\u0002', '\u0018', SCALAR]);

function withoutComments(text: string): string {
  let kept = '';
  let before = '';
  for (const token of new Lexer().lex(text)) {
    const isComment = token.startsWith('#') && before !== SCALAR;
    if (!isComment && !MARKS.has(token)) kept += token;
    before = token;
  }

  return kept;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
