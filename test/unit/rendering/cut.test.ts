import { describe, expect, it } from 'vitest';
import { clipBytes, clipCharacters } from '#shared/rendering/cut.ts';

const FAMILY = '👨‍👩‍👧‍👦';

describe('cutting at bytes', () => {
  it.each([
    ['abc', 3, 'abc'],
    ['abc', 2, 'ab'],
    ['停服', 5, '停'],
    ['停服', 2, ''],
    ['a😀b', 4, 'a'],
    ['a😀b', 5, 'a😀'],
    [`a${FAMILY}b`, 20, 'a'],
    [`a${FAMILY}b`, 26, `a${FAMILY}`],
    ['e\u0301x', 2, ''],
    ['e\u0301x', 3, 'e\u0301'],
    ['🇨🇳🇬🇧', 12, '🇨🇳'],
    ['x', 0, ''],
    ['x', -5, ''],
  ])('%j within %i bytes is %j', (text, bytes, kept) => {
    expect(clipBytes(text, bytes)).toBe(kept);
  });

  it('leaves a link out rather than in pieces', () => {
    expect(clipBytes('see https://example.com/a/b?c=d now', 20)).toBe('see ');
    expect(clipBytes('见https://example.com/a，然后', 24)).toBe('见https://example.com/a');
    expect(clipBytes('see https://example.com now', 24)).toBe('see https://example.com ');
  });
});

describe('cutting at characters', () => {
  it.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    [FAMILY.repeat(3), 3, FAMILY.repeat(3)],
    [FAMILY.repeat(4), 3, `${FAMILY}${FAMILY}…`],
    ['ab cd', 4, 'ab…'],
  ])('%j within %i is %j', (text, max, kept) => {
    expect(clipCharacters(text, max)).toBe(kept);
  });
});
