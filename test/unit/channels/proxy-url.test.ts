import { expect, test } from 'vitest';
import { parseProxy, showProxy } from '#shared/channels/proxy-url.ts';

test.each<[string, string, object]>([
  ['http://192.0.2.8:3128', 'http://192.0.2.8:3128', { kind: 'absent' }],
  ['http:192.0.2.8:3128', 'http://192.0.2.8:3128', { kind: 'absent' }],
  [' HTTP://192.0.2.8:3128/ ', 'http://192.0.2.8:3128', { kind: 'absent' }],
  ['http://Proxy.Example:80', 'http://proxy.example:80', { kind: 'absent' }],
  ['http://proxy_1:03128', 'http://proxy_1:3128', { kind: 'absent' }],
  ['http://[2001:DB8::1]:3128', 'http://[2001:db8::1]:3128', { kind: 'absent' }],
  ['http://@192.0.2.8:3128', 'http://192.0.2.8:3128', { kind: 'none' }],
  ['http://***@192.0.2.8:3128', 'http://192.0.2.8:3128', { kind: 'masked' }],
  ['http://user:pass@192.0.2.8:3128', 'http://192.0.2.8:3128', { kind: 'given', auth: 'user:pass' }],
  ['http:user:pass@192.0.2.8:3128', 'http://192.0.2.8:3128', { kind: 'given', auth: 'user:pass' }],
  ['http://u:p@ss:/#%@192.0.2.8:3128', 'http://192.0.2.8:3128', { kind: 'given', auth: 'u:p%40ss%3A%2F%23%25' }],
  ['http://u:p%40ss@192.0.2.8:3128', 'http://192.0.2.8:3128', { kind: 'given', auth: 'u:p%40ss' }],
  ['http://u:@192.0.2.8:3128', 'http://192.0.2.8:3128', { kind: 'given', auth: 'u:' }],
])('%s is a proxy', (text, url, credentials) => {
  expect(parseProxy(text)).toEqual({ kind: 'proxy', proxy: { url, credentials } });
});

test.each([
  '192.0.2.8:3128',
  'http://192.0.2.8',
  'http:192.0.2.8',
  'http://192.0.2.8:0',
  'http://192.0.2.8:65536',
  'http://192.0.2:3128',
  'http://192.0.2.256:3128',
  'http://0x7f.1:3128',
  'http://192.0.2.8:3128/path',
  'http://:3128',
  'https://192.0.2.8:3128',
  'socks5://192.0.2.8:3128',
  'http:///192.0.2.8:3128',
  'http://a b:3128',
  'http://u:***@192.0.2.8:3128',
  'http://user@192.0.2.8:3128',
  'http://:pass@192.0.2.8:3128',
])('%s is refused', (text) => {
  expect(parseProxy(text).kind).toBe('unfit');
});

test('is shown with its credentials masked', () => {
  expect(showProxy('http://192.0.2.8:3128', true)).toBe('http://***@192.0.2.8:3128');
  expect(showProxy('http://192.0.2.8:3128', false)).toBe('http://192.0.2.8:3128');
});
