import { describe, expect, test } from 'vitest';
import { plainText } from '#shared/robots/plain-text.ts';

describe('markdown as plain text', () => {
  test.each([
    ['a heading', '### a', 'a'],
    ['bold, also several', '**a** b **c**', 'a b c'],
    ['a link shows its address', '[查看](https://a.example/x?y=1)', '查看 https://a.example/x?y=1'],
    ['a link named like its address shows it once', '[https://a.example](https://a.example)', 'https://a.example'],
    ['an address with brackets', '[a](https://b.example/c(d))', 'a https://b.example/c(d)'],
    ['an image', '![图](https://a.example/x.png)', '图 https://a.example/x.png'],
    ['a quote', '> a\n>> b', 'a\nb'],
    ['colours', '<font color="warning">a</font>', 'a'],
    ['inline code', '`a`', 'a'],
    ['list dashes stay', '- a\n  - b', '- a\n  - b'],
    ['a lone mark stays', 'a * b ** c #d', 'a * b ** c #d'],
    ['empty lines become one', 'a\n\n\n\nb', 'a\n\nb'],
    ['nothing', '', ''],
  ])('%s', (_, markdown, expected) => expect(plainText(markdown)).toBe(expected));
});

test('takes time in proportion to its length', () => {
  for (const bit of ['[', ' [', '![', '](', '**', '<font', '`', '> ']) {
    const started = performance.now();
    plainText(bit.repeat(20_000));
    expect(performance.now() - started).toBeLessThan(1_000);
  }
});
