import { presentText, type Variables, variableOf } from './variables.ts';

/** Longest message read, in characters: 20 kB of an alert are kept. */
const MAX_READ = 60_000;

/** Headings of OCP's message templates, in its three languages; what follows on the line is the alert's name. */
const RECOVERY = /(?:告警|警示)\s*(?:恢复|恢復)\s*通知|(?:alarm|alert)\s+recover(?:y|ed)?\s+notification/iu;
const FIRING = /(?:告警|警示)\s*通知|(?:alarm|alert)\s+notification/iu;
const NO_NAME = /^(?:单条告警|多条告警|單條(?:告警|警示)|多條(?:告警|警示)|single alerts?|multiple alerts?)$/iu;

/** A rendered message of OCP, read line by line. */
export interface MessageText {
  readonly kind: 'firing' | 'recovery';
  /** The heading as it stands there, without its decoration; empty when there is none. */
  readonly heading: string;
  readonly variables: Variables;
}

/**
 * Reads a rendered message (single, aggregated or recovery, in any of OCP's
 * languages, as text or Markdown), or gives undefined when a text is none: it
 * has neither the heading nor two labelled lines.
 */
export function readMessageText(text: string): MessageText | undefined {
  const lines = splitLines(text.slice(0, MAX_READ));
  const first = readHeading(lines[0] ?? '');
  // A name or a mention may stand in a line of its own before the heading.
  const heading = first ?? readHeading(lines[1] ?? '');
  const body = lines.slice(heading === undefined ? 0 : first === undefined ? 2 : 1);
  const variables = readLines(body, heading?.kind);
  if (heading === undefined && variables.size < 2) return undefined;
  if (heading !== undefined && heading.name !== '' && !variables.has('alarm_name')) {
    variables.set('alarm_name', heading.name);
  }

  return { kind: heading?.kind ?? 'firing', heading: heading?.text ?? '', variables };
}

interface Heading {
  readonly kind: 'firing' | 'recovery';
  readonly text: string;
  readonly name: string;
}

function readHeading(line: string): Heading | undefined {
  const plain = undecorate(line);
  const recovery = RECOVERY.exec(plain);
  const match = recovery ?? FIRING.exec(plain);
  if (match === null || match.index > 60 || variableOf(plain.split(/[:：]/, 1)[0] ?? '') !== undefined)
    return undefined;

  const name = plain
    .slice(match.index + match[0].length)
    .replace(/^[\s\]】》>)）:：_-]+/u, '')
    .trim();
  const kind = recovery === null ? 'firing' : 'recovery';
  return { kind, text: plain.replace(/[[\]【】]/gu, '').trim(), name: NO_NAME.test(name) ? '' : name };
}

/** Lines without quote marks, bullets, emphasis and font tags, blank ones left out. */
function splitLines(text: string): readonly string[] {
  return unfold(text)
    .split(/\r\n|[\r\n\u2028\u2029]/)
    .filter((line) => line.trim() !== '');
}

/** Some senders put the whole message on a line or two: break it again before each label. */
function unfold(text: string): string {
  if ((text.match(/\n/g)?.length ?? 0) > 2 || !(RECOVERY.test(text.slice(0, 200)) || FIRING.test(text.slice(0, 200)))) {
    return text;
  }
  return text.replace(
    /\s{1,4}(?:[->]\s{1,4})?([\p{Script=Han}A-Z][\p{Script=Han}\w]{1,7}[:：])/gu,
    (all, label: string) => (variableOf(label.slice(0, -1)) === undefined ? all : `\n${label}`),
  );
}

function readLines(lines: readonly string[], kind: 'firing' | 'recovery' | undefined): Map<string, string> {
  const variables = new Map<string, string>();
  let last = '';
  for (const line of lines) {
    const plain = undecorate(line);
    const field = readLink(plain) ?? readColon(plain) ?? (kind === 'recovery' ? readSpaced(plain) : undefined);
    if (field !== undefined && !variables.has(field.name)) {
      last = field.name;
      const value = presentText(unquote(field.value));
      if (value !== undefined) variables.set(last, value);
    } else if (plain !== '') {
      append(variables, isProse(last) ? last : 'alarm_description', plain);
    }
  }

  return variables;
}

interface Field {
  readonly name: string;
  readonly value: string;
}

/** `- 级别：严重`, `Level: Critical`, `alarm_level=严重`. */
function readColon(line: string): Field | undefined {
  const match = /^([^:：=]{1,30})[:：]\s*(.*)$/u.exec(line) ?? /^(alarm_[a-z_]{2,30})=(.*)$/u.exec(line);
  const name = match === null ? undefined : variableOf(match[1] ?? '');
  return name === undefined || name === 'message' ? undefined : { name, value: match?.[2] ?? '' };
}

/** `- 告警对象 ob_cluster=…`: the recovery templates separate label and value by a blank. */
function readSpaced(line: string): Field | undefined {
  const match = /^(\S{1,20}(?: at)?) (.*)$/iu.exec(line);
  const name = match === null ? undefined : variableOf(match[1] ?? '');
  return name === undefined || name === 'message' ? undefined : { name, value: match?.[2] ?? '' };
}

/** `[View in OCP](http://…)`. */
function readLink(line: string): Field | undefined {
  const match = /^\[[^\]]{0,60}\]\((\S+)\)$/u.exec(line);
  return match === null ? undefined : { name: 'alarm_url', value: match[1] ?? '' };
}

/** Texts that may go on in the next line. */
function isProse(name: string): boolean {
  return name === 'alarm_summary' || name === 'alarm_description';
}

function append(variables: Map<string, string>, name: string, line: string): void {
  const before = variables.get(name);
  variables.set(name, before === undefined ? line : `${before}\n${line}`);
}

function undecorate(line: string): string {
  return line
    .replace(/<\/?font[^<>]{0,80}>/giu, '')
    .replace(/^[\s>#*•·-]+/u, '')
    .replaceAll('**', '')
    .trim();
}

/** OCP's Markdown samples put values between backticks or apostrophes, some of them only in front. */
function unquote(value: string): string {
  const match = /^([`'])(.*?)\1?$/su.exec(value.trim());
  return match === null ? value.trim() : (match[2] ?? '');
}
