import { describe, expect, test } from 'vitest';
import type { Product } from '#shared/channels/channel.ts';
import { parseWebhookUrl, type Webhook, type WebhookContext } from '#shared/channels/webhook-url.ts';
import { fakeKey, fakeToken, fakeWebhookUrl } from '#test/builders/channel.ts';

function parse(url: string, context: Partial<WebhookContext> = {}): Webhook | string {
  const result = parseWebhookUrl(url, { type: 'dingtalk', hasProxy: false, allowedHosts: [], ...context });
  return result.kind === 'webhook' ? result.webhook : result.message;
}

function idOf(url: string, context: Partial<WebhookContext> = {}): string {
  const webhook = parse(url, context);
  if (typeof webhook === 'string') throw new Error(webhook);

  return webhook.webhookId;
}

describe('a fit webhook URL', () => {
  test.each<[string, string, Partial<WebhookContext>, Partial<Webhook>]>([
    [
      'of DingTalk',
      fakeWebhookUrl(),
      {},
      { url: fakeWebhookUrl(), shownUrl: 'https://oapi.dingtalk.com/robot/send?access_token=***' },
    ],
    [
      'of WeCom',
      fakeWebhookUrl('wecom'),
      { type: 'wecom' },
      { url: fakeWebhookUrl('wecom'), shownUrl: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=***' },
    ],
    ['with blanks around it', ` ${fakeWebhookUrl()}\n`, {}, { url: fakeWebhookUrl() }],
    ['with the port spelt out', fakeWebhookUrl().replace('.com/', '.com:443/'), {}, { url: fakeWebhookUrl() }],
    ['over http together with a proxy', fakeWebhookUrl().replace('https', 'http'), { hasProxy: true }, {}],
    [
      'of an exempt host and port, over http',
      `http://127.0.0.1:9100/robot/send?access_token=${fakeToken(1)}`,
      { allowedHosts: ['127.0.0.1:9100'] },
      { shownUrl: 'http://127.0.0.1:9100/robot/send?access_token=***', warnings: [] },
    ],
    [
      'of an exempt host on any port',
      `http://sandbox:1/?access_token=${fakeToken(1)}`,
      { allowedHosts: ['Sandbox'] },
      {},
    ],
    ['of an exempt IPv6 host', `http://[::1]:9100/?access_token=${fakeToken(1)}`, { allowedHosts: ['[::1]:9100'] }, {}],
    [
      'of an exempt host on its default port',
      `https://sandbox/?access_token=${fakeToken(1)}`,
      { allowedHosts: ['sandbox:443'] },
      {},
    ],
    [
      'with more in its query, all of it masked',
      `https://sandbox/?x=secret&access_token=${fakeToken(1)}`,
      { allowedHosts: ['sandbox'] },
      { shownUrl: 'https://sandbox/?***&access_token=***' },
    ],
    [
      'with a token cut in two by a bare &, no half of it shown',
      'https://sandbox/?access_token=one-half&other-half',
      { allowedHosts: ['sandbox'] },
      { shownUrl: 'https://sandbox/?access_token=***&***' },
    ],
    [
      'with an old signature, which is left out',
      `${fakeWebhookUrl()}&timestamp=1&sign=a%2Bb`,
      {},
      { url: fakeWebhookUrl() },
    ],
  ])('%s', (_, url, context, expected) => {
    expect(parse(url, context)).toMatchObject(expected);
  });

  test('an odd token on an exempt host is still worth a warning', () => {
    const webhook = parse('http://sandbox/?access_token=abc', { allowedHosts: ['sandbox'] });
    expect(webhook).toMatchObject({ warnings: [expect.stringContaining('64 hexadecimal')] });
  });
});

describe('an unfit webhook URL', () => {
  const allowedHosts = ['127.0.0.1:9100'];

  test.each<[string, string, Partial<WebhookContext>, RegExp]>([
    ['no URL', 'oapi.dingtalk.com/robot/send', {}, /not a URL/],
    ['a bare token', fakeToken(1), {}, /not a URL/],
    ['another scheme', `ftp://oapi.dingtalk.com/robot/send?access_token=${fakeToken(1)}`, {}, /not a URL/],
    ['http without a proxy', fakeWebhookUrl().replace('https', 'http'), {}, /https:\/\//],
    [
      'another host',
      `https://example.com/robot/send?access_token=${fakeToken(1)}`,
      {},
      /oapi\.dingtalk\.com.*--allow-webhook-host/,
    ],
    [
      'a host that only ends alike',
      `https://x.oapi.dingtalk.com/robot/send?access_token=${fakeToken(1)}`,
      {},
      /must be on/,
    ],
    ['a trailing dot', `https://oapi.dingtalk.com./robot/send?access_token=${fakeToken(1)}`, {}, /must be on/],
    ['another port', fakeWebhookUrl().replace('.com/', '.com:8443/'), {}, /port/],
    ['the other product', fakeWebhookUrl('wecom'), {}, /belongs to a wecom robot/],
    ['the other product, from the other side', fakeWebhookUrl(), { type: 'wecom' }, /belongs to a dingtalk robot/],
    ['credentials', fakeWebhookUrl().replace('https://', 'https://a:b@'), {}, /user:password/],
    ['no token', 'https://oapi.dingtalk.com/robot/send', {}, /access_token=/],
    ['an empty token', 'https://oapi.dingtalk.com/robot/send?access_token=', {}, /access_token=/],
    ['a blank token', 'https://oapi.dingtalk.com/robot/send?access_token=%20', {}, /access_token=/],
    ['two tokens', `${fakeWebhookUrl()}&access_token=x`, {}, /one access_token/],
    ['no key', 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?access_token=x', { type: 'wecom' }, /key=/],
    ['an exempt host on another port', 'http://127.0.0.1:9101/?access_token=x', { allowedHosts }, /must be on/],
    ['an exempt host without a token', 'http://127.0.0.1:9100/', { allowedHosts }, /access_token=/],
    [
      'an exempt name as the start of another',
      'http://127.0.0.1:9100.example.com/?access_token=x',
      { allowedHosts },
      /not a URL|must be on/,
    ],
  ])('%s', (_, url, context, message) => {
    expect(parse(url, context)).toMatch(message);
  });
});

describe('the id of a webhook', () => {
  const allowedHosts = ['a', 'b'];
  const id = idOf(`http://a/robot/send?access_token=x`, { allowedHosts });

  test('is the same for the same robot, whatever the spelling or scheme', () => {
    expect(idOf('HTTPS://A:443/robot/send?y=1&access_token=x#z', { allowedHosts })).toBe(id);
  });

  test.each([
    ['host', 'http://b/robot/send?access_token=x'],
    ['port', 'http://a:8080/robot/send?access_token=x'],
    ['path', 'http://a/robot?access_token=x'],
    ['token', 'http://a/robot/send?access_token=X'],
  ])('differs with the %s', (_, url) => {
    expect(idOf(url, { allowedHosts })).not.toBe(id);
  });

  test('differs with the product', () => {
    const url = 'http://a/?access_token=x&key=x';
    const types: readonly Product[] = ['dingtalk', 'wecom'];
    const ids = types.map((type) => idOf(url, { type, allowedHosts }));

    expect(new Set(ids).size).toBe(2);
  });

  test('does not give the token away', () => {
    expect(JSON.stringify({ ...Object(parse(fakeWebhookUrl('wecom', 7), { type: 'wecom' })), url: '' })).not.toContain(
      fakeKey(7),
    );
  });
});
