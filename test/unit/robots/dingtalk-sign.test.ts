import { describe, expect, test } from 'vitest';
import { signature, signedUrl } from '#shared/robots/dingtalk/sign.ts';

/** Published by others' test suites (V1 to V4) or computed with independent tools (V5, V6). */
const VECTORS = [
  [
    'V1',
    1577262236757,
    'this is secret',
    'hmPWwU+7lVdm3ZZz0r9tSfx0L4Q26jWOZr9+Gs6EZQM=',
    'hmPWwU%2B7lVdm3ZZz0r9tSfx0L4Q26jWOZr9%2BGs6EZQM%3D',
  ],
  [
    'V2',
    1577262236757,
    'this is a secret',
    'DJrE6qdyVGCQz9z5r2MDuNcNAhwYnuAkyj13cx169CA=',
    'DJrE6qdyVGCQz9z5r2MDuNcNAhwYnuAkyj13cx169CA%3D',
  ],
  [
    'V3',
    1758441600000,
    'SECtest123',
    'CYcks696Eq6VagJ67On9CyD8ErvqpqHNuYpojMyq+Mc=',
    'CYcks696Eq6VagJ67On9CyD8ErvqpqHNuYpojMyq%2BMc%3D',
  ],
  [
    'V4',
    1661860880,
    'xxx',
    'dIUMcehSFkPlWOGqwoP5EFcartyN67QSY9wbVW+hTbE=',
    'dIUMcehSFkPlWOGqwoP5EFcartyN67QSY9wbVW%2BhTbE%3D',
  ],
  [
    'V5',
    1700000000000,
    `SEC${'0123456789abcdef'.repeat(4)}`,
    'bTgY2yDbep+wesS7jKiNj+srsHoADES4+C4f8LCHFtU=',
    'bTgY2yDbep%2BwesS7jKiNj%2BsrsHoADES4%2BC4f8LCHFtU%3D',
  ],
  [
    'V6',
    1700000000000,
    'SEC密钥测试',
    'efYgCPKVvKSVhe1tGlKwjkJbWIAO0GM7Nc1PWOnGvM4=',
    'efYgCPKVvKSVhe1tGlKwjkJbWIAO0GM7Nc1PWOnGvM4%3D',
  ],
] as const;

describe('the signature', () => {
  test.each(VECTORS)('of vector %s is as published', (_, timestampMs, key, base64) => {
    expect(signature(timestampMs, key)).toBe(base64);
  });

  test.each(VECTORS)(
    'of vector %s goes into the query percent-encoded exactly once',
    (_, timestampMs, key, __, encoded) => {
      const url = signedUrl('https://oapi.dingtalk.com/robot/send?access_token=fake', key, timestampMs);

      expect(url).toBe(
        `https://oapi.dingtalk.com/robot/send?access_token=fake&timestamp=${timestampMs}&sign=${encoded}`,
      );
    },
  );

  test('is not that of the look-alike login scheme, which signs the timestamp alone', () => {
    expect(signature(1546084445901, 'testappSecret')).not.toBe('HCbG3xNE3vzhO+u7qCUL1jS5hsu2n5r2cFhnTrtyDAE=');
  });
});

describe('the signed URL', () => {
  const sign = (url: string) => signedUrl(url, 'xxx', 1661860880).replace(/sign=.*/, 'sign=S');

  test.each([
    ['a URL without a query', 'https://host/path', 'https://host/path?timestamp=1661860880&sign=S'],
    ['an empty query', 'https://host/path?', 'https://host/path?timestamp=1661860880&sign=S'],
    [
      'a token that looks odd',
      'https://host/p?access_token=a+b%20c?d',
      'https://host/p?access_token=a+b%20c?d&timestamp=1661860880&sign=S',
    ],
    [
      'an old signature',
      'https://host/p?timestamp=1&access_token=t&sign=x%3D',
      'https://host/p?access_token=t&timestamp=1661860880&sign=S',
    ],
    ['a fragment', 'https://host/p?access_token=t#top', 'https://host/p?access_token=t&timestamp=1661860880&sign=S'],
    ['something that is no URL', 'nonsense', 'nonsense?timestamp=1661860880&sign=S'],
  ])('of %s', (_, url, expected) => expect(sign(url)).toBe(expected));
});
