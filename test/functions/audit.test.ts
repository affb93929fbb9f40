import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Table } from '#shared/adapters/dynamodb/conditional.ts';
import type { AuditWord } from '#shared/audit/audit-entry.ts';
import { fakeWebhookUrl } from '#test/builders/channel.ts';
import { clientThat } from '#test/fixtures/in-memory-table.ts';
import { startApi } from './whole-api.ts';

type Api = Awaited<ReturnType<typeof startApi>>;

const KEY = 'SECfake0123456789abcdef';
const OTHER_KEY = 'SECfake9876543210fedcba';
const REFUSED = { kind: 'answer', status: 200, body: '{"errcode":460101,"errmsg":"message too long"}' } as const;

interface Shown {
  readonly what: AuditWord;
  readonly object: string;
  readonly outcome: string;
  readonly changes: readonly { readonly field: string; readonly before: unknown; readonly after: unknown }[];
}

let isBroken = false;
/** A table that takes no entries of the audit while it is broken. */
function breakable({ client, tableName }: Table): Table {
  const send = clientThat(async (command) => {
    if (isBroken && command instanceof PutItemCommand && command.input.Item?.['pk']?.S?.startsWith('J#') === true) {
      throw Object.assign(new Error('the table does not answer'), { $fault: 'server' });
    }
    return Reflect.apply(client.send, client, [command]);
  });

  return { client: send, tableName };
}

let api: Api;
beforeEach(async () => {
  isBroken = false;
  api = await startApi(breakable);
});

async function listed(query = ''): Promise<readonly Shown[]> {
  return (await api.call('GET', `/v1/audit${query}`)).json.items;
}

const changesOf = async (object: string) => (await listed(`?object=${object}`))[0]?.changes;

/** Every change there is over the API: what makes it possible, the request, and what is then written down. */
const CHANGES: Readonly<
  Record<
    Exclude<AuditWord, 'sources-replaced' | 'channel-handed-over'>,
    (api: Api) => Promise<readonly [method: string, path: string, body?: unknown]>
  >
> = {
  'channel-created': async () => ['POST', '/v1/channels', channel('dba', 1)],
  'channel-replaced': async ({ call }) => {
    await call('POST', '/v1/channels', channel('dba', 1));
    return ['PUT', '/v1/channels/dba', { ...channel('dba', 1), enabled: false }];
  },
  'channel-deleted': async ({ call }) => {
    await call('POST', '/v1/channels', channel('dba', 1));
    return ['DELETE', '/v1/channels/dba'];
  },
  'push-settings-replaced': async ({ call }) => {
    await call('POST', '/v1/channels', channel('dba', 1));
    return ['PUT', '/v1/push-settings', { defaultChannel: 'dba' }];
  },
  'inhibitions-replaced': async () => [
    'PUT',
    '/v1/inhibitions',
    { rules: [{ name: 'server down', sourceMatchers: ['level=down'], targetMatchers: ['level!=down'] }] },
  ],
  'watchdogs-replaced': async ({ call }) => {
    await call('POST', '/v1/channels', channel('dba', 1));
    return ['PUT', '/v1/watchdogs', { sources: [{ source: 'ocp', silentAfterMinutes: 30, channels: ['dba'] }] }];
  },
  'token-created': async () => ['POST', '/v1/tokens', { name: 'sender', scopes: ['ingest'] }],
  'token-rotated': async ({ call }) => {
    const { id } = (await call('POST', '/v1/tokens', { name: 'sender', scopes: ['ingest'] })).json;
    return ['POST', `/v1/tokens/${id}/rotate`, {}];
  },
  'token-revoked': async ({ call }) => {
    const { id } = (await call('POST', '/v1/tokens', { name: 'sender', scopes: ['ingest'] })).json;
    return ['DELETE', `/v1/tokens/${id}`];
  },
  'silence-created': async () => ['POST', '/v1/silences', { matchers: ['a=b'], duration: '1h' }],
  'silence-ended': async ({ call }) => {
    const { id } = (await call('POST', '/v1/silences', { matchers: ['a=b'], duration: '1h' })).json;
    return ['DELETE', `/v1/silences/${id}`];
  },
  'dead-letter-replayed': async (relay) => ['POST', `/v1/dead-letters/${await die(relay)}/replay`],
  'dead-letters-replayed': async (relay) => {
    await die(relay);
    return ['POST', '/v1/dead-letters/replay', { channel: 'dba', since: 1 }];
  },
};

function channel(name: string, seed: number, signatureKey?: string) {
  const webhookUrl = fakeWebhookUrl('dingtalk', seed);
  return { name, type: 'dingtalk', robots: [{ webhookUrl, ...(signatureKey && { signatureKey }) }] };
}

async function die({ call, run, relay }: Api): Promise<string> {
  relay.answerWith(() => REFUSED);
  await call('POST', '/v1/channels', channel('dba', 1));
  await call('POST', '/v1/alerts', { name: 'disk full' });
  await run(5_000);
  return (await call('GET', '/v1/dead-letters?name=disk%20full')).json.items[0].id;
}

/** What of the table is no record of changes. */
async function settings(): Promise<readonly string[]> {
  const { Items = [] } = await api.relay.table.client.send(new ScanCommand({ TableName: api.relay.table.tableName }));
  return Items.filter(({ pk }) => pk?.S?.startsWith('J#') !== true)
    .filter(({ pk, sk }) => `${pk?.S} ${sk?.S}` !== 'K channels')
    .map((item) => JSON.stringify(item));
}

describe.each(Object.entries(CHANGES))('%s', (what, prepare) => {
  test('is written down with who did it', async () => {
    const [method, path, body] = await prepare(api);
    const admin = await api.makeToken('dba lead', { scopes: ['admin'] });
    expect((await api.call(method, path, body, admin)).status).toBeLessThan(300);

    const [latest] = (await api.call('GET', `/v1/audit?what=${what}&who=dba%20lead`)).json.items;
    expect(latest).toMatchObject({ who: { kind: 'token', name: 'dba lead', id: expect.any(String) }, outcome: 'done' });
  });

  test('is not done while it can not be written down', async () => {
    const [method, path, body] = await prepare(api);
    isBroken = true;
    const [before, secrets] = [await settings(), api.secrets.refs()];

    expect(await api.call(method, path, body)).toMatchObject({
      status: 503,
      json: { type: 'urn:tocsin:problem:unavailable' },
    });
    expect(await settings()).toEqual(before);
    expect(api.secrets.refs()).toEqual(secrets);
    isBroken = false;
    expect((await api.call(method, path, body)).status).toBeLessThan(300);
  });
});

describe('what changes in a channel', () => {
  test('is told field by field', async () => {
    await api.call('POST', '/v1/channels', channel('dba', 1));
    expect(await changesOf('dba')).toContainEqual({ field: 'limits.perMinute', before: null, after: 20 });
    const limits = { perMinute: 5 };
    await api.call('PUT', '/v1/channels/dba', { ...channel('dba', 1), limits, mention: { mobiles: ['13800000000'] } });

    expect(await changesOf('dba')).toEqual([
      { field: 'mention.mobiles', before: '[]', after: '["13800000000"]' },
      { field: 'limits.perMinute', before: 20, after: 5 },
    ]);
    await api.call('DELETE', '/v1/channels/dba');
    expect(await changesOf('dba')).toContainEqual({ field: 'limits.perMinute', before: 5, after: null });
  });

  test('names a secret that takes the place of another, and shows neither', async () => {
    await api.call('POST', '/v1/channels', channel('dba', 1, KEY));
    await api.call('PUT', '/v1/channels/dba', channel('dba', 1, OTHER_KEY));
    expect(await changesOf('dba')).toEqual([{ field: 'robots[0].signatureKey', before: '***', after: '***' }]);

    await api.call('PUT', '/v1/channels/dba', channel('dba', 2, OTHER_KEY));
    const shown = 'https://oapi.dingtalk.com/robot/send?access_token=***';
    expect(await changesOf('dba')).toEqual([{ field: 'robots[0].webhookUrl', before: shown, after: shown }]);

    const proxied = (password: string) => ({
      ...channel('dba', 2, OTHER_KEY),
      proxy: `http://u:${password}@192.0.2.8:1`,
    });
    await api.call('PUT', '/v1/channels/dba', proxied('fake-password-1'));
    await api.call('PUT', '/v1/channels/dba', proxied('fake-password-2'));
    expect(await changesOf('dba')).toEqual([{ field: 'robots[0].proxyAuth', before: '***', after: '***' }]);

    const all = JSON.stringify([await listed(), await settings()]);
    for (const secret of [KEY, OTHER_KEY, 'fake-password', '0000000000001']) expect(all).not.toContain(secret);
  });

  test('is written down as not done when somebody else was first', async () => {
    const bodies = [channel('dba', 1), channel('dba', 2)];
    const made = await Promise.all(bodies.map((body) => api.call('POST', '/v1/channels', body)));

    expect(made.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    expect((await listed('?object=dba')).map(({ outcome }) => outcome).toSorted()).toEqual(['done', 'not-done']);
  });
});

describe('what changes in a token', () => {
  test('never shows a value, nor a hash that a guess could be held against', async () => {
    const { id, token } = (
      await api.call('POST', '/v1/tokens', { name: 'sender', scopes: ['ingest'], sources: ['prom'], expiresInDays: 1 })
    ).json;
    const rotated = (await api.call('POST', `/v1/tokens/${id}/rotate`, {})).json;
    await api.call('DELETE', `/v1/tokens/${id}`);
    const [revocation, rotation, creation] = await listed();

    expect(creation).toMatchObject({ what: 'token-created', object: id });
    expect(creation?.changes).toContainEqual({ field: 'sources', before: null, after: '["prom"]' });
    expect(rotation?.changes).toContainEqual({ field: 'value', before: '***', after: '***' });
    expect(revocation?.changes).toContainEqual({ field: 'revokedAt', before: null, after: expect.any(String) });
    const all = JSON.stringify(await listed());
    for (const secret of [token, rotated.token, 'fake-secret']) expect(all).not.toContain(secret);
    for (const { hint } of [rotated, ...rotated.formerValues]) expect(all).not.toContain(hint);
  });
});

test('what is refused before it is tried leaves no entry', async () => {
  await api.call('POST', '/v1/channels', { name: 'x' });
  await api.call('POST', '/v1/tokens', { name: 'x', scopes: [] });
  await api.call('POST', '/v1/dead-letters/nobody/replay');
  await api.call('DELETE', '/v1/channels/nobody');

  expect(await listed()).toEqual([]);
});

test('the list is for administrators, newest first, and refuses what it does not know', async () => {
  await api.call('POST', '/v1/tokens', { name: 'one', scopes: ['read'] });
  await api.run(1_000);
  await api.makeChannel('dba', 1);
  const first = (await api.call('GET', '/v1/audit?limit=1')).json;
  expect(first.items).toMatchObject([
    { what: 'channel-created', who: { kind: 'first-token', name: 'admin-holder', id: null } },
  ]);
  const second = (await api.call('GET', `/v1/audit?limit=1&cursor=${first.cursor}`)).json;
  expect(second).toMatchObject({ items: [{ what: 'token-created' }], cursor: null });

  for (const query of ['?what=channel', '?since=yesterday', '?cursor=x', '?by=me', '?limit=0']) {
    expect((await api.call('GET', `/v1/audit${query}`)).status, query).toBe(400);
  }
});
