/** What may stand at a place in a JSON text. */
type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or ]' | ', or }' | 'the end';

interface Fault {
  readonly offset: number;
  readonly message: string;
}

/**
 * Where and why a text is not JSON, with how to mend it. (The runtime's own
 * message names the position only sometimes.)
 */
export function locateJsonFault(text: string): string {
  if (text.trim() === '') return 'is empty; send JSON, at least {"name":"…"}';

  const fault = scan(text);
  const before = text.slice(0, fault.offset);
  const line = before.split('\n').length;
  const column = fault.offset - before.lastIndexOf('\n');
  return `is not JSON: line ${line}, column ${column} (position ${fault.offset}): ${fault.message}`;
}

function scan(text: string): Fault {
  const open: ('{' | '[')[] = [];
  let expected: Expected = 'value';
  let at = skipBlank(text, text.startsWith('\uFEFF') ? 1 : 0);

  while (at < text.length) {
    const token = readToken(text, at, expected);
    if ('message' in token) return token;
    if (token.text === '{' || token.text === '[') open.push(token.text);
    if (token.text === '}' || token.text === ']') open.pop();
    expected = nextExpected(token.text, expected, open.at(-1));
    at = skipBlank(text, token.end);
  }

  return { offset: text.length, message: `the text ends where ${expected} is expected; is it cut off?` };
}

interface Token {
  /** `{ } [ ] : ,`, or `"` for any string and `1` for any other value. */
  readonly text: '{' | '}' | '[' | ']' | ':' | ',' | '"' | '1';
  readonly end: number;
}

function readToken(text: string, at: number, expected: Expected): Token | Fault {
  const char = text[at] ?? '';
  if (!fits(char, expected))
    return { offset: at, message: adviceFor(char, expected, text.slice(0, at).trimEnd().at(-1)) };
  if (char === '"') return readString(text, at);
  if (isPunctuation(char)) return { text: char, end: at + 1 };

  LITERAL.lastIndex = at;
  const literal = LITERAL.exec(text);
  if (literal !== null) return { text: '1', end: LITERAL.lastIndex };
  return { offset: at, message: `${char} starts no value; strings stand in double quotes` };
}

const LITERAL = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;

function fits(char: string, expected: Expected): boolean {
  switch (expected) {
    case 'value':
      return !/[}\]:,']/.test(char);
    case 'value or ]':
      return !/[}:,']/.test(char);
    case 'key':
      return char === '"';
    case 'key or }':
      return char === '"' || char === '}';
    case ':':
      return char === ':';
    case ', or ]':
      return char === ',' || char === ']';
    case ', or }':
      return char === ',' || char === '}';
    case 'the end':
      return false;
    default:
      return expected satisfies never;
  }
}

function adviceFor(char: string, expected: Expected, before: string | undefined): string {
  if (char === "'") return 'strings stand in double quotes, not single ones';
  if ((char === '}' || char === ']') && before === ',') {
    return 'nothing follows the comma before it; remove the comma';
  }
  if (expected === 'key' || expected === 'key or }')
    return `${char} where a key is expected; keys stand in double quotes`;
  if (expected === 'the end') return `${char} after the end of the value; several alerts go into an array`;
  if (expected === ', or ]' || expected === ', or }') return `a comma is missing before this ${char}`;
  return `${char} where ${expected} is expected`;
}

function readString(text: string, start: number): Token | Fault {
  for (let at = start + 1; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (char === '"') return { text: '"', end: at + 1 };
    if (char < ' ')
      return { offset: at, message: 'a line end or control character inside a string; write it as \\n or \\u000a' };
    if (char === '\\') {
      if (!/^\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/.test(text.slice(at, at + 6))) {
        return { offset: at, message: 'a backslash that escapes nothing; write it as \\\\' };
      }
      at += 1;
    }
  }
  return { offset: start, message: 'this string never ends; a double quote is missing' };
}

function nextExpected(token: Token['text'], expected: Expected, inside: '{' | '[' | undefined): Expected {
  if (token === '{') return 'key or }';
  if (token === '[') return 'value or ]';
  if (token === ':') return 'value';
  if (token === ',') return inside === '{' ? 'key' : 'value';
  if (expected === 'key' || (expected === 'key or }' && token === '"')) return ':';
  if (inside === undefined) return 'the end';
  return inside === '{' ? ', or }' : ', or ]';
}

function isPunctuation(char: string): char is '{' | '}' | '[' | ']' | ':' | ',' {
  return char.length === 1 && '{}[]:,'.includes(char);
}

function skipBlank(text: string, from: number): number {
  let at = from;
  while (at < text.length && ' \t\n\r'.includes(text[at] ?? 'x')) at += 1;
  return at;
}
