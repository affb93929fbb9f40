import { describe, expect, test } from 'vitest';
import type { Channel } from '#shared/channels/channel.ts';
import { type ChannelInputContext, parseChannelInput } from '#shared/channels/channel-input.ts';
import type { RobotSecretChange } from '#shared/channels/secret-change.ts';
import { showChannel } from '#shared/channels/show-channel.ts';
import { fakeWebhookUrl } from '#test/builders/channel.ts';
import { channelOf, errorsOf, inputContext } from './input.ts';

const PROXY = 'http://192.0.2.8:3128';

const stored = channelOf({
  name: 'dba-oncall',
  type: 'dingtalk',
  proxy: 'http://user:pass@192.0.2.8:3128',
  robots: [
    { name: 'a', webhookUrl: fakeWebhookUrl('dingtalk', 1), signatureKey: 'SECa', keyword: ['OCP', '告警'] },
    { name: 'b', webhookUrl: fakeWebhookUrl('dingtalk', 2), keyword: 'OCP' },
  ],
});
const context = { stored: { channel: stored }, makeRef: () => 'ref-new' };
const shown = showChannel(stored);
const [shownA, shownB] = shown['robots'] as readonly Readonly<Record<string, unknown>>[];

function put(fields: object, more: Partial<ChannelInputContext> = {}) {
  const result = parseChannelInput({ ...shown, ...fields }, inputContext({ ...context, ...more }));
  if (result.kind === 'invalid') throw new Error(JSON.stringify(result.errors));

  return result;
}

function refsAndKinds(secrets: readonly RobotSecretChange[]): readonly (readonly string[])[] {
  const word = (value: RobotSecretChange['signatureKey']): string =>
    value.kind === 'kept' ? `kept from ${value.from}` : value.kind;
  return secrets.map(({ ref, webhookUrl, signatureKey }) => [ref, word(webhookUrl), word(signatureKey)]);
}

const bothKept = [
  ['ref-1', 'kept from ref-1', 'kept from ref-1'],
  ['ref-2', 'kept from ref-2', 'none'],
];

test('a shown channel has its secrets masked and nothing internal', () => {
  expect(shown).toEqual({
    name: 'dba-oncall',
    type: 'dingtalk',
    enabled: true,
    robots: [
      {
        name: 'a',
        webhookUrl: 'https://oapi.dingtalk.com/robot/send?access_token=***',
        signatureKey: '***',
        keyword: ['OCP', '告警'],
      },
      { name: 'b', webhookUrl: 'https://oapi.dingtalk.com/robot/send?access_token=***', keyword: 'OCP' },
    ],
    mention: stored.mention,
    proxy: 'http://***@192.0.2.8:3128',
    message: stored.message,
    aggregation: stored.aggregation,
    responseCheck: {},
    limits: stored.limits,
    delivery: stored.delivery,
  });
});

describe('secrets are kept', () => {
  test('when what was shown is put back', () => {
    const { channel, secrets, warnings } = put({});

    expect(channel).toEqual({ ...stored, revision: 2 });
    expect(refsAndKinds(secrets)).toEqual(bothKept);
    expect(secrets.map(({ proxyAuth }) => proxyAuth)).toEqual(Array(2).fill({ kind: 'kept', from: 'ref-1' }));
    expect(warnings).toEqual([]);
  });

  test('when the answer to a create is put back, warnings and all', () => {
    expect(refsAndKinds(put({ warnings: ['odd'] }).secrets)).toEqual(bothKept);
  });

  test('when they are left out', () => {
    const { channel, secrets } = put({ robots: [{ name: 'a' }, { name: 'b' }] });

    expect(refsAndKinds(secrets)).toEqual(bothKept);
    expect(channel.robots[0].signed).toBe(true);
  });

  test('when robots change places', () => {
    const { secrets } = put({ robots: [shownB, shownA] });
    expect(refsAndKinds(secrets)).toEqual(bothKept.toReversed());
  });

  test('when a robot goes', () => {
    expect(refsAndKinds(put({ robots: [shownB] }).secrets)).toEqual([bothKept[1]]);
  });

  test('when one robot gets another name', () => {
    const { channel, secrets } = put({ robots: [shownA, { ...shownB, name: 'c' }] });

    expect(refsAndKinds(secrets)).toEqual(bothKept);
    expect(channel.robots.map(({ name }) => name)).toEqual(['a', 'c']);
  });

  test('when a robot gets another name and its URL is given whole', () => {
    const { secrets } = put({ robots: [{ name: 'x', webhookUrl: fakeWebhookUrl('dingtalk', 1) }] });
    expect(refsAndKinds(secrets)).toEqual([['ref-1', 'given', 'kept from ref-1']]);
  });

  test('when the whole URL of the same robot is given', () => {
    const { channel, secrets, warnings } = put({ robots: [{ ...shownA, webhookUrl: fakeWebhookUrl('dingtalk', 1) }] });

    expect(refsAndKinds(secrets)).toEqual([['ref-1', 'given', 'kept from ref-1']]);
    expect(channel.robots[0].webhookId).toBe(stored.robots[0].webhookId);
    expect(warnings).toEqual([]);
  });

  test('for the proxy of the same host and port, with a word about it when they were left out', () => {
    const { channel, secrets, warnings } = put({ proxy: 'http:192.0.2.8:3128' });

    expect(channel).toMatchObject({ proxy: PROXY, proxyAuthenticated: true });
    expect(secrets[1]?.proxyAuth).toEqual({ kind: 'kept', from: 'ref-1' });
    expect(warnings).toEqual([expect.stringContaining('http://@host:port')]);
  });
});

describe('secrets are replaced', () => {
  test('a new webhook gets a ref of its own, and the kept signing key is spoken of', () => {
    const { channel, secrets, warnings } = put({ robots: [{ ...shownA, webhookUrl: fakeWebhookUrl('dingtalk', 9) }] });

    expect(refsAndKinds(secrets)).toEqual([['ref-new', 'given', 'kept from ref-1']]);
    expect(channel.robots[0].secretRef).toBe('ref-new');
    expect(warnings).toEqual([expect.stringContaining('former webhook')]);
  });

  test('two robots that swap their webhooks swap their refs', () => {
    const robots = [
      { name: 'a', webhookUrl: fakeWebhookUrl('dingtalk', 2), signatureKey: null },
      { name: 'b', webhookUrl: fakeWebhookUrl('dingtalk', 1), signatureKey: 'SECa' },
    ];
    expect(refsAndKinds(put({ robots }).secrets)).toEqual([
      ['ref-2', 'given', 'none'],
      ['ref-1', 'given', 'given'],
    ]);
  });

  test('a new robot shares the stored credentials of the proxy', () => {
    const { secrets } = put({ robots: [shownA, shownB, { name: 'c', webhookUrl: fakeWebhookUrl('dingtalk', 3) }] });
    expect(secrets[2]).toMatchObject({ ref: 'ref-new', proxyAuth: { kind: 'kept', from: 'ref-1' } });
  });

  test('new credentials reach every robot', () => {
    const { secrets } = put({ proxy: 'http://u:p@192.0.2.9:3128' });
    expect(secrets.map(({ proxyAuth }) => proxyAuth)).toEqual(Array(2).fill({ kind: 'given', value: 'u:p' }));
  });
});

describe('secrets are removed', () => {
  test('a signing key by null', () => {
    const { channel, secrets } = put({ robots: [{ ...shownA, signatureKey: null }, shownB] });

    expect(secrets[0]?.signatureKey).toEqual({ kind: 'none' });
    expect(channel.robots[0].signed).toBe(false);
  });

  test.each<[string, unknown, string | undefined]>([
    ['an empty user', `http://@192.0.2.8:3128`, PROXY],
    ['another proxy', 'http://192.0.2.9:3128', 'http://192.0.2.9:3128'],
    ['null', null, undefined],
    ['no proxy', undefined, undefined],
  ])('credentials of the proxy by %s', (_, proxy, expected) => {
    const { channel, secrets } = put({ proxy });

    expect(channel.proxy).toBe(expected);
    expect(channel.proxyAuthenticated ?? false).toBe(false);
    expect(secrets[0]?.proxyAuth).toEqual({ kind: 'none' });
  });

  test('whatever is left out, where leaving out means none', () => {
    const robots = [{ name: 'a', webhookUrl: fakeWebhookUrl('dingtalk', 1) }];
    const { channel, secrets } = put({ robots, proxy: PROXY }, { leftOut: 'none' });

    expect(refsAndKinds(secrets)).toEqual([['ref-1', 'given', 'none']]);
    expect(channel).toMatchObject({ proxyAuthenticated: false, robots: [{ signed: false }] });
    expect(errorsOf({ ...shown, robots: [{ name: 'a' }] }, { ...context, leftOut: 'none' })).toHaveLength(1);
  });
});

describe('a kept secret is refused', () => {
  const masked = 'https://oapi.dingtalk.com/robot/send?access_token=***';

  test.each<[string, object, string, RegExp]>([
    [
      'under another host',
      { robots: [{ ...shownA, webhookUrl: masked.replace('oapi', 'evil') }] },
      'robots[0].webhookUrl',
      /exactly as shown/,
    ],
    [
      'under another path',
      { robots: [{ ...shownA, webhookUrl: masked.replace('send', 'x') }] },
      'robots[0].webhookUrl',
      /exactly as shown/,
    ],
    [
      'over http',
      { robots: [{ ...shownA, webhookUrl: masked.replace('https', 'http') }] },
      'robots[0].webhookUrl',
      /exactly as shown/,
    ],
    [
      'with more stars',
      { robots: [{ ...shownA, webhookUrl: `${masked}*` }] },
      'robots[0].webhookUrl',
      /exactly as shown/,
    ],
    [
      'for a new robot',
      { robots: [shownA, shownB, { name: 'c', webhookUrl: masked }] },
      'robots[2].webhookUrl',
      /no robot of this name/,
    ],
    ['without a URL for a new robot', { robots: [shownA, shownB, { name: 'c' }] }, 'robots[2].webhookUrl', /required/],
    [
      'without a name, when there are several',
      { robots: [{ ...shownB, name: undefined }] },
      'robots[0].webhookUrl',
      /no robot of this name/,
    ],
    ['after a change of type', { type: 'wecom', robots: [shownA] }, 'robots[0].webhookUrl', /type/],
    [
      'as a key nobody stored',
      { robots: [{ ...shownB, signatureKey: '***' }] },
      'robots[0].signatureKey',
      /there is none/,
    ],
    ['as half a key', { robots: [{ ...shownA, signatureKey: 'SEC***' }] }, 'robots[0].signatureKey', /\*\*\*/],
    ['as a blank key', { robots: [{ ...shownA, signatureKey: ' ' }] }, 'robots[0].signatureKey', /null/],
    ['as credentials of another proxy', { proxy: 'http://***@192.0.2.9:3128' }, 'proxy', /in full/],
    ['as credentials on another port', { proxy: 'http://***@192.0.2.8:3129' }, 'proxy', /in full/],
  ])('%s', (_, fields, field, message) => {
    expect(errorsOf({ ...shown, ...fields }, context)).toEqual([{ field, message: expect.stringMatching(message) }]);
  });

  test('when two robots get other names at once', () => {
    const robots = [
      { ...shownA, name: 'x' },
      { ...shownB, name: 'y' },
    ];
    expect(errorsOf({ ...shown, robots }, context).map(({ field }) => field)).toContain('robots[0].webhookUrl');
    expect(errorsOf({ ...shown, robots }, context).map(({ field }) => field)).toContain('robots[1].webhookUrl');
  });

  test('by its place in the list, when one of several robots was taken out', () => {
    const counted = channelOf({
      name: 'x',
      type: 'dingtalk',
      robots: [1, 2].map((seed) => ({ webhookUrl: fakeWebhookUrl('dingtalk', seed) })),
    });
    const robots = [{ webhookUrl: masked }];

    expect(errorsOf({ name: 'x', type: 'dingtalk', robots }, { stored: { channel: counted } })).toEqual([
      { field: 'robots[0].name', message: expect.stringContaining('several robots') },
    ]);
  });
});

describe('a stored http webhook', () => {
  const plain: Channel = channelOf({
    name: 'x',
    type: 'dingtalk',
    proxy: PROXY,
    robots: [{ webhookUrl: fakeWebhookUrl().replace('https', 'http') }],
  });
  const kept = { stored: { channel: plain } };

  test('is kept with its proxy', () => {
    expect(errorsOf(showChannel(plain), kept)).toEqual([]);
  });

  test.each<[string, unknown, RegExp]>([
    ['is not given to another proxy', 'http://192.0.2.9:3128', /another proxy/],
    ['is not kept without a proxy', null, /another proxy|https/],
  ])('%s', (_, proxy, message) => {
    expect(errorsOf({ ...showChannel(plain), proxy }, kept)).toEqual([
      { field: 'robots[0].webhookUrl', message: expect.stringMatching(message) },
    ]);
  });
});
