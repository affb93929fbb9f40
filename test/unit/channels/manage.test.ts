import { beforeEach, describe, expect, test } from 'vitest';
import { createChannel, draftChannel, removeChannel, replaceChannel } from '#shared/channels/manage.ts';
import type { ManagePorts } from '#shared/channels/manage-ports.ts';
import { showChannel } from '#shared/channels/show-channel.ts';
import { aChannel, fakeWebhookUrl } from '#test/builders/channel.ts';
import { unaudited } from '#test/fakes/audit.ts';
import { fakeChannelStore } from '#test/fakes/channel-store.ts';
import { type FakeSecretStore, fakeSecretStore } from '#test/fakes/secret-store.ts';
import { minimal } from './input.ts';

let ports: ManagePorts & { readonly secrets: FakeSecretStore };
beforeEach(() => {
  let refs = 0;
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
  };
});

const dead = async (): Promise<never> => {
  throw new Error('store is down');
};
const signed = (key: string | null = 'SECa', seed = 1): object => ({
  ...minimal(),
  robots: [{ webhookUrl: fakeWebhookUrl('dingtalk', seed), signatureKey: key }],
});
const stored = async (): Promise<unknown> => (await ports.channels.list()).map(showChannel);

describe('creating', () => {
  test('stores the channel and its secrets apart', async () => {
    const result = await createChannel(signed(), ports);

    expect(result).toMatchObject({ kind: 'created', channel: { name: 'dba-oncall', revision: 1 }, warnings: [] });
    expect(await ports.secrets.read('ref-1')).toEqual({ webhookUrl: fakeWebhookUrl(), signatureKey: 'SECa' });
    expect(JSON.stringify(await ports.channels.list())).not.toMatch(/SECa|0{60}/);
  });

  test('refuses a taken name, and leaves its secrets alone', async () => {
    await createChannel(signed(), ports);

    expect(await createChannel({ ...signed(), name: ' dba-oncall ' }, ports)).toEqual({ kind: 'name-taken' });
    expect(ports.secrets.refs()).toEqual(['ref-1']);
  });

  test('that loses a race for the name takes its secrets away', async () => {
    const rival = { ...ports, channels: { ...ports.channels, listFresh: async () => [] } };
    await createChannel(signed(), ports);

    expect(await createChannel(signed(), rival)).toEqual({ kind: 'name-taken' });
    expect(ports.secrets.refs()).toEqual(['ref-1']);
  });

  test('stores nothing of an input that is unfit', async () => {
    expect(await createChannel({ ...signed(), type: 'x' }, ports)).toMatchObject({ kind: 'invalid' });
    expect(await stored()).toEqual([]);
    expect(ports.secrets.refs()).toEqual([]);
  });

  test('that fails at the table takes its secrets away', async () => {
    await expect(createChannel(signed(), { ...ports, channels: { ...ports.channels, create: dead } })).rejects.toThrow(
      'down',
    );
    expect(ports.secrets.refs()).toEqual([]);
  });

  test('that only seems to fail keeps the secrets of the channel it made', async () => {
    const create = async (channel: Parameters<typeof ports.channels.create>[0]): Promise<never> => {
      await ports.channels.create(channel);
      throw new Error('answer lost');
    };
    await expect(createChannel(signed(), { ...ports, channels: { ...ports.channels, create } })).rejects.toThrow(
      'lost',
    );

    expect(await stored()).toHaveLength(1);
    expect(ports.secrets.refs()).toEqual(['ref-1']);
  });

  test('that fails at the second secret takes the first away', async () => {
    const write: typeof ports.secrets.write = (ref, secret) =>
      ref === 'ref-2' ? dead() : ports.secrets.write(ref, secret);
    const robots = [1, 2].map((seed) => ({ webhookUrl: fakeWebhookUrl('dingtalk', seed) }));

    await expect(
      createChannel({ ...minimal(), robots }, { ...ports, secrets: { ...ports.secrets, write } }),
    ).rejects.toThrow('down');
    expect(await stored()).toEqual([]);
    expect(ports.secrets.refs()).toEqual([]);
  });

  test.each([
    ['that is not there', 'nobody', 'exists'],
    ['that is itself', 'dba-oncall', 'another channel'],
  ])('refuses a fallback %s, together with every other problem', async (_, fallbackChannel, words) => {
    const result = await createChannel({ ...signed(), delivery: { fallbackChannel }, enabled: 1 }, ports);

    expect(result).toMatchObject({
      kind: 'invalid',
      errors: [{ field: 'enabled' }, { field: 'delivery.fallbackChannel', message: expect.stringContaining(words) }],
    });
  });
});

describe('replacing', () => {
  beforeEach(() => createChannel(signed(), ports));

  test('keeps secrets through get, edit and put', async () => {
    const [shown] = (await stored()) as readonly object[];
    const result = await replaceChannel('dba-oncall', { ...shown, enabled: false }, ports);

    expect(result).toMatchObject({ kind: 'replaced', channel: { enabled: false, revision: 2 }, warnings: [] });
    expect(await ports.secrets.read('ref-1')).toEqual({ webhookUrl: fakeWebhookUrl(), signatureKey: 'SECa' });
  });

  test('writes a new key in place', async () => {
    await replaceChannel('dba-oncall', signed('SECb'), ports);

    expect(ports.secrets.refs()).toEqual(['ref-1']);
    expect(await ports.secrets.read('ref-1')).toMatchObject({ signatureKey: 'SECb' });
  });

  test('removes a key by null', async () => {
    await replaceChannel('dba-oncall', signed(null), ports);

    expect(await ports.secrets.read('ref-1')).toEqual({ webhookUrl: fakeWebhookUrl() });
  });

  test('gives a new webhook its own secret and removes that of the old one', async () => {
    const result = await replaceChannel('dba-oncall', signed('SECb', 2), ports);

    expect(result).toMatchObject({ kind: 'replaced', channel: { robots: [{ secretRef: 'ref-2' }] } });
    expect(ports.secrets.refs()).toEqual(['ref-2']);
  });

  test('says so when an unused secret stays behind', async () => {
    const secrets = { ...ports.secrets, remove: dead };
    const result = await replaceChannel('dba-oncall', signed('SECb', 2), { ...ports, secrets });

    expect(result).toMatchObject({ kind: 'replaced', warnings: [expect.stringMatching(/1 unused secret/)] });
  });

  test('a loser of a race leaves no trace in the secrets', async () => {
    const late = { ...ports, channels: { ...ports.channels, replace: async () => 'changed-meanwhile' as const } };

    for (const input of [signed('SECx'), signed('SECx', 2), signed(null)]) {
      expect(await replaceChannel('dba-oncall', input, late)).toEqual({ kind: 'changed-meanwhile' });
    }
    expect(ports.secrets.refs()).toEqual(['ref-1']);
    expect(await ports.secrets.read('ref-1')).toMatchObject({ signatureKey: 'SECa' });
  });

  test('that fails at the table leaves everything as it was', async () => {
    const broken = { ...ports, channels: { ...ports.channels, replace: dead } };
    await expect(replaceChannel('dba-oncall', signed('SECx', 2), broken)).rejects.toThrow('down');

    expect(ports.secrets.refs()).toEqual(['ref-1']);
    expect(await stored()).toMatchObject([{ enabled: true }]);
  });

  test('takes the name from the path when the body has none', async () => {
    expect(await replaceChannel(' dba-oncall', { ...signed(), name: undefined }, ports)).toMatchObject({
      kind: 'replaced',
    });
  });

  test('refuses to rename', async () => {
    expect(await replaceChannel('dba-oncall', { ...signed(), name: 'other' }, ports)).toEqual({
      kind: 'invalid',
      errors: [{ field: 'name', message: expect.stringContaining('create it anew') }],
    });
  });

  test('does not find what is not there', async () => {
    expect(await replaceChannel('nobody', signed(), ports)).toEqual({ kind: 'not-found' });
  });

  test('asks for a kept secret that the store has lost', async () => {
    await ports.secrets.remove('ref-1');
    const [shown] = (await stored()) as readonly object[];

    expect(await replaceChannel('dba-oncall', shown, ports)).toEqual({
      kind: 'invalid',
      errors: [{ field: 'robots[0].webhookUrl', message: expect.stringContaining('gone') }],
    });
    expect(await replaceChannel('dba-oncall', signed(), ports)).toMatchObject({ kind: 'replaced' });
    expect(await ports.secrets.read('ref-1')).toMatchObject({ signatureKey: 'SECa' });
  });

  test('keeps credentials of the proxy for a robot that is added', async () => {
    const proxy = 'http://user:pass@192.0.2.8:3128';
    await replaceChannel('dba-oncall', { ...signed(), proxy }, ports);
    const [shown] = (await stored()) as readonly { readonly robots: readonly object[] }[];
    const robots = [...(shown?.robots ?? []), { name: 'b', webhookUrl: fakeWebhookUrl('dingtalk', 2) }];
    await replaceChannel('dba-oncall', { ...shown, robots }, ports);

    for (const ref of ports.secrets.refs()) {
      expect(await ports.secrets.read(ref)).toMatchObject({ proxyAuth: 'user:pass' });
    }
    expect(ports.secrets.refs()).toHaveLength(2);
  });
});

describe('removing', () => {
  beforeEach(() => createChannel(signed(), ports));

  test('takes the secrets along, and the name can be used again at once', async () => {
    expect(await removeChannel('dba-oncall', ports)).toEqual({ kind: 'removed', warnings: [] });
    expect(ports.secrets.refs()).toEqual([]);
    expect(await createChannel(signed(), ports)).toMatchObject({ kind: 'created' });
  });

  test('does not find what is not there', async () => {
    expect(await removeChannel('nobody', ports)).toEqual({ kind: 'not-found' });
  });

  test('waits for alerts that are not told yet', async () => {
    const hasWaiting = async (name: string): Promise<boolean> => name === 'dba-oncall';
    expect(await removeChannel('dba-oncall', { ...ports, hasWaiting })).toEqual({ kind: 'holds-waiting' });
  });

  test('is refused while something names it', async () => {
    await createChannel(
      {
        name: 'other',
        type: 'wecom',
        robots: [{ webhookUrl: fakeWebhookUrl('wecom') }],
        delivery: { fallbackChannel: 'dba-oncall' },
      },
      ports,
    );
    const isReferenced = async (): Promise<readonly string[]> => ['push settings'];

    expect(await removeChannel('dba-oncall', { ...ports, isReferenced })).toEqual({
      kind: 'referenced',
      by: ['delivery.fallbackChannel of channel other', 'push settings'],
    });
    await removeChannel('other', ports);
    expect(await removeChannel('dba-oncall', ports)).toMatchObject({ kind: 'removed' });
  });

  test('says so when a secret stays behind', async () => {
    const result = await removeChannel('dba-oncall', { ...ports, secrets: { ...ports.secrets, remove: dead } });

    expect(result).toMatchObject({ kind: 'removed', warnings: [expect.stringContaining('secret store')] });
    expect(await stored()).toEqual([]);
  });
});

test('a channel from the file is changed only there', async () => {
  const channels = fakeChannelStore([aChannel({ origin: 'file' })]);

  expect(await replaceChannel('dba-oncall', signed(), { ...ports, channels })).toEqual({ kind: 'managed-by-file' });
  expect(await removeChannel('dba-oncall', { ...ports, channels })).toEqual({ kind: 'managed-by-file' });
});

describe('a draft', () => {
  test('is read and not stored', async () => {
    const result = await draftChannel({ ...signed(), name: undefined }, ports);

    expect(result).toMatchObject({ kind: 'drafted', channel: { name: 'draft' } });
    expect(result.kind === 'drafted' && Object.fromEntries(result.secrets)).toEqual({
      'ref-1': { webhookUrl: fakeWebhookUrl(), signatureKey: 'SECa' },
    });
    expect(await stored()).toEqual([]);
    expect(ports.secrets.refs()).toEqual([]);
  });

  test('may leave out what is stored under its name', async () => {
    await createChannel(signed(), ports);
    const [shown] = (await stored()) as readonly object[];
    const result = await draftChannel({ ...shown, message: { format: 'text' } }, ports);

    expect(result).toMatchObject({ kind: 'drafted', channel: { message: { format: 'text' } } });
    expect(result.kind === 'drafted' && result.secrets.get('ref-1')?.signatureKey).toBe('SECa');
    expect(await stored()).toMatchObject([{ message: { format: 'markdown' } }]);
  });

  test('can not borrow the secrets of a channel under another name', async () => {
    await createChannel(signed(), ports);
    const [shown] = (await stored()) as readonly object[];

    expect(await draftChannel({ ...shown, name: 'mine' }, ports)).toMatchObject({ kind: 'invalid' });
  });
});
