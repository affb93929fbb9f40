import { describe, expect, test } from 'vitest';
import { cutText } from '#shared/robots/cut-text.ts';

describe('cutting text', () => {
  test.each([
    ['what fits stays', 'abc', 3, 'abc'],
    ['the mark counts', 'abcdef', 5, 'ab…'],
    ['a character is never split', '告警告警', 8, '告…'],
    ['nor a surrogate pair', 'a😀😀', 8, 'a😀…'],
    ['a whole line is the better end', 'aaaaaaaa\nbbbbbbbb', 14, 'aaaaaaaa\n…'],
    ['but not when it costs much', 'aa\nbbbbbbbbbbbbbb', 14, 'aa\nbbbbbbbb…'],
    ['no room, no text', 'abcdef', 3, ''],
    ['less than no room neither', 'abcdef', -5, ''],
  ])('%s', (_, text, maxBytes, expected) => expect(cutText(text, maxBytes)).toBe(expected));
});
