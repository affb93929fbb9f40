import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstToken, parseFirstTokens } from '#shared/access/first-tokens.ts';
import { hashToken, isToken, sameHash } from '#shared/access/token.ts';

test.each([
  ['0123456789abcdef', true],
  ['0123456789abcde', false],
  ['!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~', true],
  ['with a space inside', true],
  [' 0123456789abcdef', false],
  ['0123456789abcdef\n', false],
  ['0123456789\u0007abcdef', false],
  ['0123456789\u200babcdef', false],
  ['值班令牌值班令牌值班令牌值班令牌', true],
  ['🔔'.repeat(15), false],
  ['🔔'.repeat(16), true],
  ['x'.repeat(512), true],
  ['x'.repeat(513), false],
  ['', false],
])('%j as a token: %s', (text, expected) => {
  expect(isToken(text)).toBe(expected);
});

test('any 16 or more printable ASCII characters without space around them are a token', () => {
  const printable = fc.string({ unit: 'grapheme-ascii', minLength: 16, maxLength: 512 });

  fc.assert(fc.property(printable, (text) => text.trim() !== text || isToken(text)));
});

test('hashes are equal for equal tokens only', () => {
  fc.assert(fc.property(fc.string(), fc.string(), (a, b) => sameHash(hashToken(a), hashToken(b)) === (a === b)));
  expect(sameHash(hashToken('a'), 'short')).toBe(false);
});

test('a first token is named by its scope unless it has a name', () => {
  expect(firstToken('ingest', 'fake-ingest-token-1')).toEqual({
    hash: hashToken('fake-ingest-token-1'),
    name: 'ingest',
    scopes: ['ingest'],
  });
  expect(firstToken('ingest', 'fake-ingest-token-1', 'ocp')).toMatchObject({ name: 'ocp' });
});

test('what is wrong with first tokens is told without them', () => {
  const secret = 'fake-secret-words';
  for (const text of [secret, `"${secret}"`, `["${secret}"]`, 'null', '', `{"${secret}":"${secret}"}`, `{"admin":7}`]) {
    const { tokens, problems } = parseFirstTokens(text);
    expect(tokens).toEqual([]);
    expect(problems).toHaveLength(1);
    expect(problems.join()).not.toContain(secret);
  }
});
