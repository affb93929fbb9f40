import { beforeEach, describe, expect, test } from 'vitest';
import { type ApplyResult, applyChannels } from '#shared/channels/apply-file.ts';
import { createChannel } from '#shared/channels/manage.ts';
import type { ApplyPorts } from '#shared/channels/prepare-file-channel.ts';
import { parseTocsinFile } from '#shared/config/tocsin-file.ts';
import { fakeToken, fakeWebhookUrl } from '#test/builders/channel.ts';
import { unaudited } from '#test/fakes/audit.ts';
import { fakeChannelStore } from '#test/fakes/channel-store.ts';
import { type FakeSecretStore, fakeSecretStore } from '#test/fakes/secret-store.ts';

let ports: ApplyPorts & { readonly secrets: FakeSecretStore };
let values: Record<string, string>;
beforeEach(() => {
  let refs = 0;
  values = { dba: fakeWebhookUrl(), wecom: fakeWebhookUrl('wecom') };
  ports = {
    channels: fakeChannelStore(),
    secrets: fakeSecretStore(),
    allowedHosts: [],
    audit: unaudited,
    hasWaiting: async () => false,
    makeRef: () => {
      refs += 1;
      return `ref-${refs}`;
    },
    references: {
      kind: 'copied',
      resolve: async ({ kind, name }) => values[kind === 'env' ? `env:${name}` : name],
    },
  };
});

function apply(text: string, more: Partial<ApplyPorts> = {}): Promise<ApplyResult> {
  const parsed = parseTocsinFile(text, { allowEnv: true });
  if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.errors));

  return applyChannels(parsed.file.channels, { ...ports, ...more });
}

const one = (fields = ''): string => `
version: 1
channels:
  - name: dba
    type: dingtalk
    robots:
      - webhookUrl: { secret: dba }
${fields}`;
const two = `${one()}
  - name: wecom
    type: wecom
    robots: [{ webhookUrl: { secret: wecom } }]
`;
const names = async (): Promise<readonly string[]> => (await ports.channels.list()).map(({ name }) => name);

test('channels are made, and running it again changes nothing', async () => {
  expect(await apply(two)).toEqual({
    kind: 'applied',
    created: ['dba', 'wecom'],
    replaced: [],
    removed: [],
    warnings: [],
  });
  expect(await ports.secrets.read('ref-1')).toEqual({ webhookUrl: fakeWebhookUrl() });

  const before = await ports.channels.list();
  expect(await apply(two)).toMatchObject({ created: [], replaced: [], removed: [] });
  expect(await ports.channels.list()).toEqual(before);
});

test('a changed field replaces, keeping the ref', async () => {
  await apply(one());

  expect(await apply(one('    enabled: false'))).toMatchObject({ created: [], replaced: ['dba'] });
  expect(await ports.channels.list()).toMatchObject([{ enabled: false, revision: 2, origin: 'file' }]);
  expect(ports.secrets.refs()).toEqual(['ref-1']);
});

test('a changed secret is taken over, and one that left the file is gone', async () => {
  values['key'] = 'SEC1';
  const signed = one().replace('{ secret: dba }', '{ secret: dba }\n        signatureKey: { secret: key }');
  await apply(signed);
  values['key'] = 'SEC2';

  expect(await apply(signed)).toMatchObject({ replaced: ['dba'] });
  expect(await ports.secrets.read('ref-1')).toMatchObject({ signatureKey: 'SEC2' });
  expect(await apply(one())).toMatchObject({ replaced: ['dba'] });
  expect(await ports.secrets.read('ref-1')).toEqual({ webhookUrl: fakeWebhookUrl() });
});

test('one JSON secret can hold all of a robot, another the proxy', async () => {
  values['robot'] = JSON.stringify({ webhookUrl: fakeWebhookUrl(), signatureKey: 'SEC1' });
  values['env:PROXY'] = ' http://user:pass@192.0.2.8:3128\n';
  await apply(`
version: 1
channels:
  - name: dba
    type: dingtalk
    proxy: { env: PROXY }
    robots: [{ webhookUrl: { secret: robot }, signatureKey: { secret: robot } }]
`);

  expect(await ports.secrets.read('ref-1')).toEqual({
    webhookUrl: fakeWebhookUrl(),
    signatureKey: 'SEC1',
    proxyAuth: 'user:pass',
  });
  expect(await ports.channels.list()).toMatchObject([{ proxy: 'http://192.0.2.8:3128', proxyAuthenticated: true }]);
});

describe('channels that left the file', () => {
  test('are removed with their secrets, also when they name each other', async () => {
    await apply(`${two}    delivery: { fallbackChannel: dba }`);

    expect(await apply('version: 1')).toMatchObject({ removed: ['dba', 'wecom'] });
    expect(await names()).toEqual([]);
    expect(ports.secrets.refs()).toEqual([]);
  });

  test('stay while alerts wait in them or something names them', async () => {
    await apply(two);
    await createChannel(
      {
        name: 'api',
        type: 'dingtalk',
        robots: [{ webhookUrl: fakeWebhookUrl('dingtalk', 5) }],
        delivery: { fallbackChannel: 'dba' },
      },
      ports,
    );
    const result = await apply('version: 1', { hasWaiting: async (name) => name === 'wecom' });

    expect(result).toMatchObject({
      removed: [],
      warnings: [
        expect.stringMatching(/dba .*fallbackChannel of channel api/),
        expect.stringMatching(/wecom .*waiting/),
      ],
    });
    expect(await names()).toEqual(['api', 'dba', 'wecom']);
  });
});

test('channels made over the API are left alone, and their names refused', async () => {
  const input = { name: 'dba', type: 'dingtalk', robots: [{ webhookUrl: fakeWebhookUrl('dingtalk', 5) }] };
  await createChannel(input, ports);

  expect(await apply(two)).toEqual({
    kind: 'invalid',
    errors: [{ field: 'channels[0].name', message: expect.stringContaining('over the API'), line: 4 }],
  });
  expect(await apply('version: 1')).toMatchObject({ removed: [] });
  expect(await names()).toEqual(['dba']);
});

test.each<[string, (v: Record<string, string>) => void, RegExp]>([
  ['is missing', (v) => delete v['wecom'], /not there: put it with tocsin secret put NAME --data FOLDER/],
  ['is blank', (v) => Object.assign(v, { wecom: ' ' }), /nothing fit/],
  [
    'is JSON without the field',
    (v) => Object.assign(v, { wecom: '{"signatureKey":"SEC1"}' }),
    /JSON object with webhookUrl/,
  ],
  ['is half of a JSON object', (v) => Object.assign(v, { wecom: `{"webhookUrl":"${fakeToken(7)}` }), /nothing fit/],
  [
    'holds the webhook of the other product',
    (v) => Object.assign(v, { wecom: fakeWebhookUrl('dingtalk', 7) }),
    /belongs to/,
  ],
  ['holds something else', (v) => Object.assign(v, { wecom: fakeToken(7) }), /not a URL/],
])('nothing is changed when one secret %s', async (_, change, message) => {
  change(values);
  const result = await apply(two);

  expect(result).toEqual({
    kind: 'invalid',
    errors: [{ field: 'channels[1].robots[0].webhookUrl', message: expect.stringMatching(message), line: 11 }],
  });
  expect(JSON.stringify(result)).not.toContain(fakeToken(7));
  expect(await names()).toEqual([]);
  expect(ports.secrets.refs()).toEqual([]);
});

test('a fallback may come later in the file, or be made over the API', async () => {
  const file = two.replace('    type: dingtalk', '    type: dingtalk\n    delivery: { fallbackChannel: wecom }');
  expect(await apply(file)).toMatchObject({ created: ['dba', 'wecom'] });

  await createChannel(
    { name: 'api', type: 'dingtalk', robots: [{ webhookUrl: fakeWebhookUrl('dingtalk', 5) }] },
    ports,
  );
  expect(await apply(file.replace('fallbackChannel: wecom', 'fallbackChannel: api'))).toMatchObject({
    replaced: ['dba'],
    warnings: [],
  });
});

test('a fallback must be in the file or made over the API', async () => {
  const result = await apply(one('    delivery:\n      fallbackChannel: nobody'));

  expect(result).toMatchObject({ errors: [{ field: 'channels[0].delivery.fallbackChannel', line: 9 }] });
});

test('a race for a channel is told, to be run again', async () => {
  await apply(one());
  const channels = { ...ports.channels, replace: async () => 'changed-meanwhile' as const };

  expect(await apply(one('    enabled: false'), { channels })).toMatchObject({
    kind: 'invalid',
    errors: [{ field: 'channels[0].name', message: expect.stringContaining('again') }],
  });
});
