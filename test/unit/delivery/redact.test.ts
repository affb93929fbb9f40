import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { redact, secretValues } from '#shared/delivery/redact.ts';
import { expectNoSecret } from '../../assertions/leaks-no-secret.ts';

const HEX_TOKEN = '0123456789abcdef'.repeat(4);
const FAKE_UUID = '00000000-1111-2222-3333-444444444444';

describe('a robot’s words', () => {
  test.each([
    [
      'the caller’s address',
      'api freq out of limit, from ip: 192.0.2.7, more info at x',
      'api freq out of limit, from ip: ***, more info at x',
    ],
    ['an IPv6 address', 'from ip: 2001:db8::1:2 and fe80:0:0:0:1:2:3:4 and ::1', 'from ip: *** and *** and ***'],
    ['an address in the middle of Chinese', '来自192.0.2.7的请求', '来自***的请求'],
    ['an address with a port', 'connect 192.0.2.7:443', 'connect ***:443'],
    [
      'a token in a URL',
      'POST https://h/robot/send?access_token=abc&x=1',
      'POST https://h/robot/send?access_token=***&x=1',
    ],
    ['a key, a signature', 'key=abc sign=a%2Bb%3D', 'key=*** sign=***'],
    ['an encoded query', 'u=https%3A%2F%2Fh%3Faccess_token%3Dabc', 'u=https%3A%2F%2Fh%3Faccess_token%3D***'],
    ['a bare token', `token ${HEX_TOKEN} is bad`, 'token *** is bad'],
    ['a bare key', `key ${FAKE_UUID}`, 'key ***'],
    ['a signing key', `SEC${HEX_TOKEN}`, '***'],
    ['credentials of a proxy', 'via http://user:p@ss@192.0.2.8:3128/', 'via http://***@***:3128/'],
    ['basic credentials', 'Proxy-Authorization: Basic dXNlcjpwYXNz', 'Proxy-Authorization: Basic ***'],
    ['line ends and controls', ' a\r\n\u0000b ', 'a b'],
  ])('are told without %s', (_, words, expected) => expect(redact(words)).toBe(expected));

  test.each([
    'keywords not in content',
    'send too fast, exceed 20 times per minute',
    'description:关键词不匹配;solution:请联系群管理员查看此机器人的关键词;',
    'at 12:34:56, version 1.2.3, std::string, hint: [1606279612_133_0000]',
    '缺少参数 access_token',
  ])('are kept where they tell nothing: %j', (words) => expect(redact(words)).toBe(words));

  test('are at most 500 characters, and no character is halved', () => {
    expect(redact('长'.repeat(501))).toBe(`${'长'.repeat(499)}…`);
    expect(redact('长'.repeat(500))).toBe('长'.repeat(500));
    expect(redact('😀'.repeat(400)).isWellFormed()).toBe(true);
  });

  test('of any length take little time', () => {
    for (const bit of ['a', 'a:', '::', '1.', '://', '%', ' ', '@', 'key=', '-']) {
      const started = performance.now();
      redact(bit.repeat(200_000));
      expect(performance.now() - started).toBeLessThan(1_000);
    }
  });
});

describe('known secrets', () => {
  const secret = {
    webhookUrl: 'https://oapi.dingtalk.com/robot/send?access_token=odd token/é',
    signatureKey: 'SECodd+key',
    proxyAuth: 'user:pass:word',
  };

  test('are the webhook URL, its token, the signing key and the proxy’s credentials', () => {
    expect(secretValues(secret)).toEqual([
      secret.webhookUrl,
      'odd token/é',
      'SECodd+key',
      'user:pass:word',
      'pass:word',
    ]);
  });

  test('are removed wherever they stand and however they are written', () => {
    const words = [...secretValues(secret), ...secretValues(secret).map(encodeURIComponent)].join(' | ');

    expectNoSecret(redact(words, secretValues(secret)), secretValues(secret));
  });

  const token = 'Odd"Token678/1234567890&x=é';
  const written: readonly (readonly [string, (text: string) => string])[] = [
    ['percent-encoded twice', (text) => encodeURIComponent(encodeURIComponent(text))],
    ['percent-encoded in small letters', (text) => encodeURIComponent(text).replace(/%../g, (c) => c.toLowerCase())],
    ['in JSON in JSON', (text) => JSON.stringify(JSON.stringify({ text }))],
    ['in HTML', (text) => text.replace(/[^a-z0-9]/gi, (c) => `&#${c.codePointAt(0)};`)],
    ...[0, 1, 2].flatMap((before): [string, (text: string) => string][] => [
      [`in base64 after ${before}`, (text) => Buffer.from(`${'-'.repeat(before)}${text}?`).toString('base64')],
      [`in base64url after ${before}`, (text) => Buffer.from(`${'-'.repeat(before)}${text}?`).toString('base64url')],
    ]),
  ];

  test.each(written)('are removed %s', (_, write) => {
    const words = `you sent ${write(`POST https://h/send?t=${encodeURIComponent(token)} ${token}`)}`;
    const secrets = secretValues({ webhookUrl: `https://h/send?t=${encodeURIComponent(token)}` });

    expect(redact(words)).not.toBe(redact(words, secrets));
    expectNoSecret(redact(words, secrets), [token, 'Token678', '1234567890']);
  });

  property.prop([
    fc.string({ minLength: 4, maxLength: 30 }),
    fc.string({ maxLength: 30 }),
    fc.string({ maxLength: 700 }),
  ])('are in no answer whatever surrounds them', (token, before, after) => {
    fc.pre(!before.includes(token) && !after.includes(token) && !'***…'.includes(token) && !token.includes('*'));
    const words = redact(`${before} ${token} ${after}`, [token]);

    expect(words).not.toContain(token.replace(/\s+/g, ' ').trim() === token ? token : '\u0000');
  });

  test('are removed when the cut would go through one', () => {
    const words = `${'x '.repeat(2_040)}${HEX_TOKEN}`;

    expect(redact(words)).not.toContain('0123');
  });
});
