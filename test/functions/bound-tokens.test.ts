import { beforeEach, describe, expect, test } from 'vitest';
import type { SourceMapping } from '#shared/receiving/mapping/source-mapping.ts';
import { bearer } from './fakes.ts';
import { startApi } from './whole-api.ts';

const MAPPED: SourceMapping = {
  ...{ name: 'crm', channels: ['b'], alert: { name: 'title' }, levels: {}, statuses: {}, defaults: {} },
};

let api: Awaited<ReturnType<typeof startApi>>;
beforeEach(async () => {
  api = await startApi(undefined, [MAPPED]);
  for (const [nth, name] of ['a', 'b', 'c'].entries()) await api.makeChannel(name, nth + 1);
});

const send = (token: string, query = '', alert: object = { name: 'disk full' }) =>
  api.call('POST', `/v1/alerts${query}`, alert, token);
const channelsOf = (answer: { json: { alerts: { channels: string[] }[] } }) => answer.json.alerts[0]?.channels;

describe('making a bound token', () => {
  test('shows what it is bound to, and keeps that when it is rotated', async () => {
    const made = await api.call('POST', '/v1/tokens', {
      ...{ name: 'team a', scopes: ['ingest'], channels: [' a ', 'b', 'a'], sources: ['prom'] },
    });
    expect(made.json).toMatchObject({ channels: ['a', 'b'], sources: ['prom'] });

    const rotated = await api.call('POST', `/v1/tokens/${made.json.id}/rotate`, {});
    expect(rotated.json).toMatchObject({ channels: ['a', 'b'], sources: ['prom'] });
    expect((await api.call('GET', '/v1/tokens')).json.items).toMatchObject([{ channels: ['a', 'b'] }]);
    expect((await send(rotated.json.token, '?channel=c')).status).toBe(403);
  });

  test('is refused for what nobody could keep it to, by field', async () => {
    const refused = async (body: object) => {
      const { status, json } = await api.call('POST', '/v1/tokens', { name: 'x', scopes: ['ingest'], ...body });
      return [status, json.errors.map(({ field }: { field: string }) => field)];
    };

    expect(await refused({ scopes: ['read', 'admin'], channels: ['a'], sources: ['x'] })).toEqual([
      422,
      ['channels', 'sources'],
    ]);
    expect(await refused({ channels: [], sources: [] })).toEqual([422, ['channels', 'sources']]);
    expect(await refused({ channels: ['a', 'x,y', 7, {}], sources: ['', 'a\nb', 'x'.repeat(129), 1] })).toEqual([
      422,
      ['channels[1]', 'channels[3]', 'sources[0]', 'sources[1]', 'sources[2]', 'sources[3]'],
    ]);
    expect(await refused({ channels: ['a', 'nobody'] })).toEqual([422, ['channels']]);
    expect(await refused({ channels: 'a' })).toEqual([422, ['channels']]);
    const { json } = await api.call('POST', '/v1/tokens', { name: 'ok', scopes: ['ingest'], channels: ['a'] });
    expect((await api.call('POST', `/v1/tokens/${json.id}/rotate`, { channels: ['b'] })).json.errors).toMatchObject([
      { field: 'channels' },
    ]);
  });
});

describe('a token for ingest that is bound to channels', () => {
  let token: string;
  beforeEach(async () => {
    token = await api.makeToken('sender', { scopes: ['ingest'], channels: ['a', 'b'] });
  });

  test('reaches those it names, and is told which it may name', async () => {
    expect(channelsOf(await send(token, '?channel=a'))).toEqual(['a']);

    const { status, json } = await send(token, '?channel=a,c');
    expect([status, json.type]).toEqual([403, 'urn:tocsin:problem:out-of-bounds']);
    expect(json.errors).toEqual([{ field: 'channel', message: 'is "c", and this token is bound to "a", "b"' }]);
    expect((await api.call('GET', '/v1/alerts?channel=a')).json.items).toHaveLength(1);
  });

  test('tells not whether another channel exists', async () => {
    const [there, not] = [await send(token, '?channel=c'), await send(token, '?channel=nobody')];

    expect(there.status).toBe(not.status);
    expect(there.text).toBe(not.text.replace('nobody', 'c'));
  });

  test('goes to its channels where nothing else says, and to no other', async () => {
    expect(channelsOf(await send(token))).toEqual(['a', 'b']);
    await api.call('PUT', '/v1/channels/a', { ...(await api.call('GET', '/v1/channels/a')).json, enabled: false });
    expect(channelsOf(await send(token))).toEqual(['b']);
  });

  test('goes to those of its channels that a mapping names, and to all of them when it names none', async () => {
    expect(channelsOf(await api.call('POST', '/v1/alerts/crm', { title: 'x' }, token))).toEqual(['b']);
    const other = await api.makeToken('other', { scopes: ['ingest'], channels: ['a', 'c'] });

    expect(channelsOf(await api.call('POST', '/v1/alerts/crm', { title: 'x' }, other))).toEqual(['a', 'c']);
  });

  test('is asked to come again while none of its channels takes alerts', async () => {
    for (const name of ['a', 'b']) expect((await api.call('DELETE', `/v1/channels/${name}`)).status).toBe(204);

    expect(await send(token)).toMatchObject({ status: 503, json: { type: 'urn:tocsin:problem:no-channel' } });
  });

  test('has a notice of a request too large told in its channels only', async () => {
    const many = Array.from({ length: 6_000 }, (_, nth) => ({ name: `n ${nth}` }));
    expect((await api.call('POST', '/v1/alerts', many, token)).status).toBe(413);
    const rows: { channel: string }[] = (await api.call('GET', '/v1/alerts')).json.items;

    expect(rows.map(({ channel }) => channel)).toEqual(['a', 'b']);
  });
});

describe('a token for ingest that is bound to sources', () => {
  test('speaks for its one source without saying so', async () => {
    const token = await api.makeToken('one', { scopes: ['ingest'], sources: ['prom-a'] });
    await send(token);

    expect((await api.call('GET', '/v1/alerts')).json.items[0]).toMatchObject({ source: 'prom-a' });
    expect((await send(token, '?source=prom-a')).status).toBe(200);
  });

  test('speaks for no other, named by the query or by an alert', async () => {
    const token = await api.makeToken('two', { scopes: ['ingest'], sources: ['prom-a', 'prom-b'] });
    const byQuery = await send(token, '?source=prom-c');
    expect(byQuery).toMatchObject({ status: 403, json: { errors: [{ field: 'source' }] } });
    const alerts = [{ name: 'x', source: 'prom-b' }, { name: 'y', source: 'prom-c' }, { name: 'z' }];
    const byAlert = await api.call('POST', '/v1/alerts', { alerts }, token);

    expect(byAlert).toMatchObject({ status: 403 });
    expect(byAlert.json.errors).toEqual([
      { field: 'alerts[1].source', message: 'is "prom-c", and this token is bound to "prom-a", "prom-b"' },
      { field: 'alerts[2].source', message: 'is "native", and this token is bound to "prom-a", "prom-b"' },
    ]);
    expect((await api.call('GET', '/v1/alerts')).json.items).toEqual([]);
    expect((await send(token, '?source=prom-b')).status).toBe(200);
  });

  test('takes the word of a foreign format for a sender not before its own', async () => {
    const token = await api.makeToken('am', { scopes: ['ingest'], sources: ['prom-a'] });
    const alert = { status: 'firing', labels: { alertname: 'HostDown' }, startsAt: '2026-11-21T01:30:00Z' };
    const body = { version: '4', status: 'firing', receiver: 'x', alerts: [alert] };
    expect((await api.call('POST', '/v1/alerts/alertmanager', body, token)).status).toBe(200);

    expect((await api.call('GET', '/v1/alerts')).json.items[0]).toMatchObject({ source: 'prom-a' });
  });
});

describe('a token for read and operate', () => {
  test('bound to sources sees no message, which may hold alerts of others', async () => {
    const token = await api.makeToken('reader', { scopes: ['read'], sources: ['prom-a'] });
    const { status, json } = await api.call('GET', '/v1/deliveries/x', undefined, token);

    expect([status, json.type]).toEqual([403, 'urn:tocsin:problem:out-of-bounds']);
    expect(json.detail).toContain('bound to sources');
  });

  test('bound to channels tests no draft, which is of no channel yet', async () => {
    const token = await api.makeToken('operator', { scopes: ['operate'], channels: ['a'] });

    expect((await api.call('POST', '/v1/channels/test', {}, token)).status).toBe(403);
    expect(await api.call('POST', '/v1/channels/a/test', undefined, token)).toMatchObject({ status: 200 });
    expect(await api.call('POST', '/v1/channels/b/test', undefined, token)).toMatchObject({ status: 404 });
  });

  test('bound to channels is told of what is of another one what it is told of what is not there', async () => {
    const token = await api.makeToken('reader', { scopes: ['read', 'operate'], channels: ['a'] });
    api.relay.answerWith(() => ({
      kind: 'answer',
      status: 200,
      body: '{"errcode":460101,"errmsg":"message too long"}',
    }));
    await api.call('POST', '/v1/alerts?channel=b', { name: 'disk full', id: 'disk-7', source: 's' });
    await api.run(5_000);
    const first = async (list: string): Promise<string> => (await api.call('GET', list)).json.items[0].id;
    const [delivery, dead] = [await first('/v1/deliveries'), await first('/v1/dead-letters')];
    const message = delivery.split('-')[0] ?? '';
    const pairs: readonly (readonly [string, string, string])[] = [
      ['GET', '/v1/channels/b', '/v1/channels/nobody'],
      ['POST', '/v1/channels/b/test', '/v1/channels/nobody/test'],
      ['GET', '/v1/alerts/disk-7', '/v1/alerts/disk-8'],
      ['GET', '/v1/alerts/disk-7?source=s', '/v1/alerts/disk-8?source=s'],
      ['GET', `/v1/deliveries/${delivery}`, `/v1/deliveries/${delivery.replace(/^./, '1')}`],
      ['GET', `/v1/alerts?delivery=${delivery}`, `/v1/alerts?delivery=${delivery.replace(/^./, '1')}`],
      ['GET', `/v1/alerts?delivery=${message}`, `/v1/alerts?delivery=${message.replace(/^./, '1')}`],
      ['GET', '/v1/alerts?channel=b', '/v1/alerts?channel=nobody'],
      ['GET', '/v1/deliveries?channel=b', '/v1/deliveries?channel=nobody'],
      ['POST', `/v1/dead-letters/${dead}/replay`, '/v1/dead-letters/nobody/replay'],
    ];

    for (const [method, there, not] of pairs) {
      const [real, madeUp] = [
        await api.call(method, there, undefined, token),
        await api.call(method, not, undefined, token),
      ];
      expect(real, there).toEqual(madeUp);
      if (!there.includes('channel=')) expect(real.status, there).toBe(404);
    }
    const replayed = await api.call('POST', '/v1/dead-letters/replay', { channel: 'b' }, token);
    expect(replayed).toEqual(await api.call('POST', '/v1/dead-letters/replay', { channel: 'nobody' }, token));
    expect((await api.call('GET', '/v1/dead-letters?name=disk%20full')).json.items).toHaveLength(1);
  });

  test('finds a source among many alerts of others, page by page', async () => {
    const token = await api.makeToken('reader', { scopes: ['read'], sources: ['rare'] });
    const alerts = Array.from({ length: 300 }, (_, nth) => ({
      name: `n ${nth}`,
      source: nth % 50 === 0 ? 'rare' : 'x',
    }));
    await api.call('POST', '/v1/alerts?channel=a', alerts);
    const names: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const path: string = `/v1/alerts?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`;
      const { items, cursor: next } = (await api.call('GET', path, undefined, token)).json;
      names.push(...items.map(({ name }: { name: string }) => name));
      cursor = next;
    }

    expect(names.toSorted()).toEqual(['n 0', 'n 100', 'n 150', 'n 200', 'n 250', 'n 50']);
  });
});

test('the first tokens are bound to nothing', async () => {
  const value = bearer('ingest')['authorization']?.replace('Bearer ', '');

  expect(channelsOf(await send(value ?? ''))).toEqual(['a', 'b', 'c']);
});
