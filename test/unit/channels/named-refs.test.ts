import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { replaceChannel } from '#shared/channels/manage.ts';
import { isNamedRef, namedRef, namesIn, parseNamedRef } from '#shared/channels/named-ref.ts';
import { onlyNamedSecrets, withNamedSecrets } from '#shared/channels/named-secrets.ts';
import { inspectNamedValue } from '#shared/channels/named-value.ts';
import { releaseChannels } from '#shared/channels/release-file.ts';
import { fakeKey, fakeToken, fakeWebhookUrl } from '#test/builders/channel.ts';
import { applyText, namedApplyPorts, namedSecretsIn } from '#test/builders/named-secrets.ts';
import { fakeChannelStore } from '#test/fakes/channel-store.ts';
import { fakeSecretStore } from '#test/fakes/secret-store.ts';

const name = fc.stringMatching(/^[\w/+=.@-]{1,40}$/);
const sources = fc.record({ webhookUrl: name, signatureKey: name, proxy: name }, { requiredKeys: ['webhookUrl'] });

describe('a ref to named secrets', () => {
  test('holds the names as they are, and is none of a copy', () => {
    fc.assert(
      fc.property(sources, (some) => {
        expect(parseNamedRef(namedRef(some))).toEqual(some);
        expect(new Set(namesIn(namedRef(some)))).toEqual(new Set(Object.values(some)));
      }),
    );
    for (const ref of ['', 'ref-1', 'named', 'named?', 'named?proxy=a']) expect(isNamedRef(ref)).toBe(false);
  });

  const texts = new Map([
    ['url', ` ${fakeWebhookUrl()}\n`],
    ['all', JSON.stringify({ webhookUrl: fakeWebhookUrl(), signatureKey: 'SEC1', proxy: 'http://u:p@192.0.2.8:3128' })],
    ['bad', '{"webhookUrl": 7}'],
    ['proxy', 'http://***@192.0.2.8:3128'],
  ]);
  const secrets = onlyNamedSecrets(namedSecretsIn(texts));

  test.each([
    [{ webhookUrl: 'url' }, { webhookUrl: fakeWebhookUrl() }],
    [
      { webhookUrl: 'all', signatureKey: 'all', proxy: 'all' },
      { webhookUrl: fakeWebhookUrl(), signatureKey: 'SEC1', proxy: 'http://192.0.2.8:3128', proxyAuth: 'u:p' },
    ],
    [{ webhookUrl: 'none' }, undefined],
    [{ webhookUrl: 'bad' }, undefined],
    [{ webhookUrl: 'url', signatureKey: 'none' }, undefined],
    [{ webhookUrl: 'url', signatureKey: 'bad' }, undefined],
    [{ webhookUrl: 'url', proxy: 'none' }, undefined],
    [{ webhookUrl: 'url', proxy: 'url' }, undefined],
    [{ webhookUrl: 'url', proxy: 'proxy' }, undefined],
  ])('%j gives all of it or nothing', async (some, secret) => {
    expect(await secrets.read(namedRef(some))).toEqual(secret);
    expect(await secrets.readFresh(namedRef(some))).toEqual(secret);
  });

  test('leaves other refs to the store of copies', async () => {
    const store = withNamedSecrets(fakeSecretStore(), namedSecretsIn(texts));
    await store.write('ref-1', { webhookUrl: 'a' });
    expect(await store.read('ref-1')).toEqual({ webhookUrl: 'a' });

    await store.remove('ref-1');
    expect(await store.read('ref-1')).toBeUndefined();
    expect(await secrets.read('ref-1')).toBeUndefined();
  });
});

describe('a channel with named secrets', () => {
  const FILE = `
version: 1
channels:
  - name: dba
    type: dingtalk
    proxy: { secret: proxy }
    robots:
      - webhookUrl: { secret: a }
      - webhookUrl: { secret: b }
`;

  test('knows its proxy and its robots by what the secrets say, never by what stood in for them', async () => {
    const texts = new Map<string, string>();
    const ports = namedApplyPorts(texts);
    await applyText(FILE, ports);
    const [unknown] = await ports.channels.list();
    expect(unknown).not.toHaveProperty('proxy');
    expect(JSON.stringify(unknown)).not.toContain('192.0.2.1');
    expect(new Set(unknown?.robots.map(({ webhookId }) => webhookId)).size).toBe(2);

    texts.set('proxy', 'http://u:p@192.0.2.8:3128').set('a', fakeWebhookUrl()).set('b', fakeWebhookUrl('dingtalk', 2));
    expect(await applyText(FILE, ports)).toMatchObject({ replaced: ['dba'], warnings: [] });
    expect(await ports.channels.list()).toMatchObject([
      { proxy: 'http://192.0.2.8:3128', proxyAuthenticated: true, robots: [{ name: '1' }, { name: '2' }] },
    ]);

    texts.delete('proxy');
    const result = await applyText(FILE, ports);
    expect(result).toMatchObject({ replaced: [], warnings: [expect.any(String), expect.any(String)] });
  });

  test('is warned of two secrets with one webhook, and keeps the second robot apart', async () => {
    const texts = new Map([
      ['proxy', 'http://192.0.2.8:3128'],
      ['a', fakeWebhookUrl()],
      ['b', fakeWebhookUrl()],
    ]);
    const ports = namedApplyPorts(texts);
    const result = await applyText(FILE, ports);

    expect(result.kind === 'applied' && result.warnings).toEqual([
      expect.stringMatching(/robots\[1\]: webhookUrl is that of another robot too.*secret:put -- b/),
    ]);
    expect(new Set((await ports.channels.list())[0]?.robots.map(({ webhookId }) => webhookId)).size).toBe(2);
  });

  test('that was handed over gets copies of its own with the first change over the API', async () => {
    const texts = new Map([
      ['proxy', 'http://u:p@192.0.2.8:3128'],
      ['a', fakeWebhookUrl()],
      ['b', fakeWebhookUrl('dingtalk', 2)],
    ]);
    const copies = fakeSecretStore();
    let refs = 0;
    const ports = namedApplyPorts(texts, fakeChannelStore(), {
      secrets: withNamedSecrets(copies, namedSecretsIn(texts)),
      makeRef: () => `ref-${refs++}`,
      hasWaiting: async () => true,
    });
    await applyText(FILE, ports);
    await releaseChannels(ports);

    const robots = [{ name: '1' }, { name: '2' }];
    const input = { name: 'dba', type: 'dingtalk', proxy: 'http://***@192.0.2.8:3128', robots };
    expect(await replaceChannel('dba', input, ports)).toMatchObject({ kind: 'replaced' });
    const [first] = (await ports.channels.list())[0]?.robots ?? [];
    expect(await copies.read(first?.secretRef ?? '')).toMatchObject({ webhookUrl: fakeWebhookUrl(), proxyAuth: 'u:p' });
  });
});

describe('the value of a named secret', () => {
  test.each([
    [fakeWebhookUrl(), ['webhookUrl']],
    [fakeWebhookUrl('wecom'), ['webhookUrl']],
    [' SECabc\n', ['signatureKey']],
    ['http://user:password@192.0.2.8:3128', ['proxy']],
    ['http:192.0.2.8:3128', ['proxy']],
    [JSON.stringify({ webhookUrl: fakeWebhookUrl(), signatureKey: 'SEC1' }), ['webhookUrl', 'signatureKey']],
  ])('%j is taken for %j', (text, holds) => {
    expect(inspectNamedValue(text)).toEqual({ kind: 'fit', holds, warnings: [] });
  });

  test.each([
    ['', /empty/],
    ['two\nlines', /several lines/],
    ['{"webhookUrl": ', /not a JSON object/],
    ['{}', /holds none/],
    ['{"webhook": "a"}', /members other than/],
    ['{"webhookUrl": ""}', /not blank/],
    ['{"webhookUrl": "nowhere"}', /not a whole webhook/],
    ['{"proxy": "nowhere"}', /proxy must be/],
    ['https://example.com/', /neither a webhook/],
    ['x'.repeat(70_000), /longer/],
  ])('%j is refused', (text, problem) => {
    expect(inspectNamedValue(text)).toMatchObject({ kind: 'unfit', problem: expect.stringMatching(problem) });
  });

  test('that looks odd is taken with a note, and is never quoted', () => {
    const odd = inspectNamedValue('https://oapi.dingtalk.com/robot/send?access_token=0123');
    expect(odd).toMatchObject({ kind: 'fit', warnings: [expect.stringContaining('64 hexadecimal')] });
    expect(inspectNamedValue('signing-key')).toMatchObject({ warnings: [expect.stringContaining('SEC')] });
    expect(JSON.stringify(odd)).not.toContain('0123');
  });
});

test.each([fakeToken(1), fakeKey(1), 'SEC0123456789abcdef0123456789'])(
  'a secret in the place of its name is refused and not repeated: %s',
  async (value) => {
    const text = `version: 1\nchannels:\n  - { name: a, type: dingtalk, robots: [{ webhookUrl: { secret: "${value}" } }] }`;
    const error = await applyText(text, namedApplyPorts(new Map())).catch(String);

    expect(error).toContain('looks like the secret itself');
    expect(error).not.toContain(value);
  },
);
