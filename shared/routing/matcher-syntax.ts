import { readQuoted } from './quoted-text.ts';

/** The four ways a matcher compares. */
export const OPERATORS = ['=', '!=', '=~', '!~'] as const;
export type Operator = (typeof OPERATORS)[number];

/** The three parts of a matcher, not yet judged. */
export interface MatcherParts {
  readonly name: string;
  readonly operator: Operator;
  readonly value: string;
}

/** Text as parts, or why not. */
export type PartsReading = { readonly parts: MatcherParts } | { readonly problem: string };

const SPACE = String.raw`[\s\p{White_Space}]*`;
/** Between double quotes, where a backslash takes the next character's meaning away; or anything but what has one. */
const TOKEN = String.raw`"(?:[^"\\]|\\[^])*"|[^\s\p{White_Space}{}!=~,\\"'\x60]+`;
const OPERATOR = '=~|!~|!=|=';

/** `name=value` as Alertmanager documents it since 0.27, alone in braces and before a comma too. */
const DOCUMENTED = new RegExp(
  `^(?<open>\\{${SPACE})?(?<name>${TOKEN})${SPACE}(?<operator>${OPERATOR})${SPACE}(?<value>${TOKEN})(?:${SPACE},)?(?<close>${SPACE}\\})?$`,
  'u',
);

/** How nearly all of them are written, which both forms read alike: settings may hold a hundred thousand. */
const PLAIN = /^([\w.:-]+)(=~|!~|!=|=)(?:"([^"\\\n]*)"|([\w.:*+|()[\]^$?/@-]+))$/;

/** As it was before 0.27: a plain name, and a value in which little has a meaning. */
const FORMER = new RegExp(`^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)\\s*(?<operator>${OPERATOR})\\s*(?<value>.*)$`, 's');
const ANOTHER = new RegExp(`,\\s*[\\w:.]+\\s*(?:${OPERATOR})`);

/**
 * Reads one matcher. What the documented syntax refuses and the former one takes (`path=~/api/v\d+`) is taken, as
 * Alertmanager does; where both read a text in two ways the documented one counts.
 */
export function readParts(text: string): PartsReading {
  const [, name, operator, quoted, bare] = PLAIN.exec(text) ?? [];
  if (name !== undefined) return { parts: { name, operator: operatorOf(operator), value: quoted ?? bare ?? '' } };

  const documented = readDocumented(text.trim());
  if ('parts' in documented) return documented;

  const former = readFormer(text.trim());
  return 'parts' in former ? former : documented;
}

function readDocumented(text: string): PartsReading {
  const groups = DOCUMENTED.exec(text)?.groups;
  if (groups === undefined || (groups['open'] === undefined) !== (groups['close'] === undefined))
    return { problem: problemOfShape(text) };

  const [name, value] = [token(groups['name']), token(groups['value'])];
  if ('problem' in name) return name;
  if ('problem' in value) return value;
  return { parts: { name: name.text, operator: operatorOf(groups['operator']), value: value.text } };
}

function token(written = '') {
  return written.startsWith('"') ? readQuoted(written.slice(1, -1)) : { text: written };
}

function readFormer(text: string): PartsReading {
  const groups = FORMER.exec(text)?.groups;
  const written = groups?.['value'] ?? '';
  const quoted = /^"(?<inner>.*)"$/s.exec(written)?.groups?.['inner'];
  const inner = quoted ?? written;
  if (
    groups === undefined ||
    written === '' ||
    isAnother(quoted, written) ||
    /(?<!\\)(?:\\\\)*"/.test(inner) ||
    /(?<!\\)(?:\\\\)*\\$/.test(inner)
  )
    return { problem: problemOfShape(text) };

  // A backslash that takes nothing's meaning away stands for itself.
  const value = inner.replaceAll(/\\(?<next>[\\"n])/g, (_, next: string) => (next === 'n' ? '\n' : next));
  return { parts: { name: groups['name'] ?? '', operator: operatorOf(groups['operator']), value } };
}

/** `a=b,c=d` would be one value with a comma in it; whoever writes that means two matchers. */
function isAnother(quoted: string | undefined, written: string): boolean {
  return quoted === undefined && (ANOTHER.test(written) || (written.endsWith('}') && !written.includes('{')));
}

function operatorOf(written = ''): Operator {
  return OPERATORS.find((operator) => operator === written) ?? '=';
}

function problemOfShape(text: string): string {
  if (text.trim() === '') return 'is empty; write one like severity="critical"';
  if (!/[=]|!~/.test(text)) return 'has no operator; write NAME=VALUE, NAME!=VALUE, NAME=~PATTERN or NAME!~PATTERN';
  if (/(?:=|~)\s*[,}]?\s*$/.test(text)) return 'has no value; write NAME="" for one that is missing or empty';

  return "can't be read as one matcher: write NAME=VALUE, NAME!=VALUE, NAME=~PATTERN or NAME!~PATTERN, with double quotes around a name or value that holds spaces or any of { } ! = ~ , \\ \" ' `";
}
