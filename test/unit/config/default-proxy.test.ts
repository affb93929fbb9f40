import { describe, expect, it } from 'vitest';
import { parseDefaultProxy } from '#shared/config/default-proxy.ts';

describe('the proxy of channels that name none', () => {
  it.each([
    ['http://192.0.2.8:3128', 'http://192.0.2.8:3128'],
    ['http:proxy.example.com:8080', 'http://proxy.example.com:8080'],
    ['http://@192.0.2.8:3128/', 'http://192.0.2.8:3128'],
  ])('%s is taken', (text, url) => {
    expect(parseDefaultProxy(text)).toEqual({ kind: 'proxy', url });
  });

  it.each(['192.0.2.8:3128', 'https://192.0.2.8:3128', 'http://192.0.2.8', 'socks5://192.0.2.8:1080'])(
    '%s is refused, with what is taken',
    (text) => {
      expect(parseDefaultProxy(text)).toEqual({
        kind: 'refused',
        problem: expect.stringContaining('must be http://host:port'),
      });
    },
  );

  it.each(['http://user:not-a-password@192.0.2.8:3128', 'http://***@192.0.2.8:3128'])(
    'with credentials it is refused, with where they belong and without repeating them',
    (text) => {
      const result = parseDefaultProxy(text);

      expect(result).toEqual({ kind: 'refused', problem: expect.stringContaining('proxy: { secret: NAME }') });
      expect(JSON.stringify(result)).not.toContain('not-a-password');
    },
  );
});
