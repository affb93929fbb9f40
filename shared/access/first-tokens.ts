import { isScope, type Scope } from './scope.ts';
import { hashToken, isToken, TOKEN_LENGTH, type TokenRecord } from './token.ts';

/** What was found in a setting or secret that holds the first tokens. Problems name the entry, never the token. */
export interface FirstTokens {
  readonly tokens: readonly TokenRecord[];
  readonly problems: readonly string[];
}

/** The record of one given token, or what is wrong with it. The name is its scope unless one is given. */
export function firstToken(scope: Scope, token: string, name: string = scope): TokenRecord | string {
  if (!isToken(token)) {
    return `the ${name} token must be ${TOKEN_LENGTH.min} to ${TOKEN_LENGTH.max} printable characters, without space around them`;
  }

  return { hash: hashToken(token), name, scopes: [scope] };
}

/**
 * One record for each token: one that was given for several scopes holds them
 * all, instead of only the first. First tokens never end, so nothing else differs.
 */
export function uniteTokens(tokens: readonly TokenRecord[]): readonly TokenRecord[] {
  const united = new Map<string, TokenRecord>();
  for (const token of tokens) {
    const known = united.get(token.hash);
    united.set(token.hash, known === undefined ? token : { ...known, scopes: [...known.scopes, ...token.scopes] });
  }

  return [...united.values()];
}

/**
 * Reads the first tokens from a text: a JSON object with a token for each of
 * some scopes, `{"admin":"…","ingest":"…"}`. Pure; the text is a secret.
 */
export function parseFirstTokens(text: string): FirstTokens {
  const entries = tokenEntries(text);
  if (entries === undefined)
    return { tokens: [], problems: ['the API tokens are not a JSON object of scope and token'] };

  const tokens: TokenRecord[] = [];
  const problems: string[] = [];
  for (const [scope, token] of entries) {
    const parsed = parseEntry(scope, token);
    if (typeof parsed === 'string') problems.push(parsed);
    else tokens.push(parsed);
  }

  return { tokens: uniteTokens(tokens), problems };
}

function parseEntry(scope: string, token: unknown): TokenRecord | string {
  if (!isScope(scope)) return 'an entry of the API tokens is named by no scope';

  return firstToken(scope, typeof token === 'string' ? token : '');
}

function tokenEntries(text: string): readonly [string, unknown][] | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? Object.entries(parsed) : undefined;
  } catch {
    // The parser's own message quotes the text, which is a secret.
    return undefined;
  }
}
