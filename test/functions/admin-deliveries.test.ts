import { describe, expect, test } from 'vitest';
import type { AdminDeps } from '#functions/admin/deps.ts';
import { request } from './admin-request.ts';
import { COUNT, DELIVERY, ROW } from './answers.ts';
import { NOW_MS } from './fakes.ts';

const NOW = '2026-11-21T02:00:00.000Z';

describe('deliveries', () => {
  test('are listed with their times as RFC 3339 and without the message', async () => {
    const { format: _f, title: _t, text: _x, alerts: _a, ...row } = DELIVERY;
    const response = await request('GET', '/v1/deliveries');

    expect(await response.json()).toEqual({
      items: [{ ...row, at: NOW, advice: expect.stringContaining('域名') }],
      cursor: null,
    });
  });

  test.each([
    ['', { limit: 100 }],
    ['?channel=a&outcome=unknown&limit=1000&cursor=c', { channel: 'a', outcome: 'unknown', limit: 1_000, cursor: 'c' }],
    [
      '?robot=b&kind=digest&reason=dns&text=x&language=en_US&format=json',
      { robot: 'b', kind: 'digest', reason: 'dns', text: 'x', limit: 100 },
    ],
    ['?since=2026-11-21T10:00:00%2B08:00', { limit: 100, since: NOW_MS }],
    ['?since=2026-11-21T10:00:00+08:00', { limit: 100, since: NOW_MS }],
    ['?since=2026-11-21T02:00:00.000Z', { limit: 100, since: NOW_MS }],
    [`?since=${NOW_MS}`, { limit: 100, since: NOW_MS }],
    ['?channel=&cursor=&limit=', { limit: 100 }],
  ])('with the query "%s" are asked for as %j', async (query, expected) => {
    const asked: unknown[] = [];
    const listDeliveries: AdminDeps['listDeliveries'] = async (given) => {
      asked.push(given);
      return { items: [], cursor: null };
    };
    const response = await request('GET', `/v1/deliveries${query}`, undefined, { listDeliveries });

    expect(response.status).toBe(200);
    expect(asked).toEqual([expected]);
  });

  test('one has the message and its alerts', async () => {
    expect(await (await request('GET', '/v1/deliveries/d-1')).json()).toEqual({
      ...DELIVERY,
      at: NOW,
      advice: expect.stringContaining('域名'),
    });
    expect((await request('GET', '/v1/deliveries/d-2', undefined, { getDelivery: async () => undefined })).status).toBe(
      404,
    );
  });
});

describe('counts of deliveries', () => {
  const ask = async (query: string) => {
    const asked: unknown[] = [];
    const countDeliveries: AdminDeps['countDeliveries'] = async (given) => {
      asked.push(given);
      return { items: [COUNT], cursor: null };
    };
    const response = await request('GET', `/v1/deliveries/counts${query}`, undefined, { countDeliveries });
    const answer: { items?: unknown[]; errors?: { field: string }[] } = JSON.parse(await response.text());
    return { status: response.status, asked, answer };
  };

  test('are of the last week by days on the clock of channels, unless asked otherwise', async () => {
    const week = 7 * 24 * 3_600_000;
    const { asked, answer } = await ask('');

    expect(asked).toEqual([{ since: NOW_MS - week, until: NOW_MS, by: 'day', timeZone: 'Asia/Shanghai' }]);
    expect(answer).toEqual({
      items: [{ since: '2026-11-21T09:00:00+08:00', until: '2026-11-21T10:00:00+08:00', ...COUNT.outcomes, alerts: 9 }],
      cursor: null,
    });
  });

  test('are asked for by hour, zone and what deliveries have', async () => {
    const { asked, answer } = await ask(
      `?since=${NOW_MS - 5}&until=${NOW_MS}&by=hour&timeZone=UTC&channel=a&kind=test`,
    );

    expect(asked).toEqual([
      { since: NOW_MS - 5, until: NOW_MS, by: 'hour', timeZone: 'UTC', channel: 'a', kind: 'test' },
    ]);
    expect(answer.items).toMatchObject([{ since: '2026-11-21T01:00:00+00:00' }]);
  });

  test.each([
    ['?by=week', 'by'],
    ['?timeZone=Mars/Base', 'timeZone'],
    ['?since=2026-11-21T03:00:00Z', 'since'],
    ['?since=2026-01-01T00:00:00Z', 'since'],
    ['?language=en_US', 'language'],
    ['?limit=5', 'limit'],
  ])('refuse %s by name', async (query, field) => {
    const { status, answer } = await ask(query);
    expect([status, answer.errors?.map((error) => error.field)]).toEqual([400, [field]]);
  });

  test('stand in nobody’s way: ids are read as before', async () => {
    const asked: string[] = [];
    const getDelivery: AdminDeps['getDelivery'] = async (id) => {
      asked.push(id);
      return undefined;
    };
    for (const id of ['0mi9fkkxc3f9a2c7d-1-0-1', 'counts/x', 'count']) {
      expect((await request('GET', `/v1/deliveries/${id}`, undefined, { getDelivery })).status).toBe(404);
    }

    expect(asked).toEqual(['0mi9fkkxc3f9a2c7d-1-0-1', 'counts/x', 'count']);
  });
});

describe('the ledger', () => {
  test('lists rows with their times as RFC 3339', async () => {
    expect(await (await request('GET', '/v1/alerts?state=waiting')).json()).toEqual({
      items: [
        {
          ...ROW,
          firstAt: '2026-11-21T01:59:00.000Z',
          lastAt: '2026-11-21T01:59:59.000Z',
          dueAt: '2026-11-21T02:00:05.000Z',
          advice: '',
        },
      ],
      cursor: 'next',
    });
  });

  test('lists the alerts of one delivery, and answers 404 for one that is not there', async () => {
    const asked: unknown[] = [];
    const listAlerts: AdminDeps['listAlerts'] = async (query) => {
      asked.push(query);
      return query.delivery === 'd-1' ? { items: [ROW], cursor: null } : 'unknown-delivery';
    };
    const found = await request('GET', '/v1/alerts?delivery=d-1&name=x', undefined, { listAlerts });
    const missing = await request('GET', '/v1/alerts?delivery=d-2', undefined, { listAlerts });

    expect(await found.json()).toMatchObject({ items: [{ id: ROW.id }], cursor: null });
    expect(asked[0]).toEqual({ delivery: 'd-1', name: 'x', limit: 100 });
    expect(missing.status).toBe(404);
    expect(await missing.json()).toMatchObject({ type: 'urn:tocsin:problem:unknown-delivery' });
  });

  test('tells the story of an alert', async () => {
    const story = await (await request('GET', '/v1/alerts/disk-7?source=native')).json();

    expect(story).toMatchObject({
      id: 'disk-7',
      name: 'Disk almost full',
      channels: [{ channel: '运维 1', state: 'waiting' }],
      story: [{ at: NOW, what: 'accepted', channel: '运维 1', delivery: null, reason: '' }],
    });
  });

  test.each([
    ['/v1/alerts/a/b', 'a/b', undefined],
    ['/v1/alerts/a%2Fb?source=x', 'a/b', 'x'],
    ['/v1/alerts/%E7%A3%81%E7%9B%98', '磁盘', undefined],
    ['/v1/alerts/a%0Db', 'a\rb', undefined],
  ])('finds an id with a slash or in any script: %s', async (path, id, source) => {
    const asked: unknown[] = [];
    const alertStory: AdminDeps['alertStory'] = async (...given) => {
      asked.push(given);
      return { kind: 'unknown-alert' };
    };

    expect((await request('GET', path, undefined, { alertStory })).status).toBe(404);
    expect(asked).toEqual([[id, source]]);
  });

  test('asks which sender is meant when several use an id', async () => {
    const alertStory: AdminDeps['alertStory'] = async () => ({ kind: 'ambiguous', sources: ['a', 'b'] });
    const response = await request('GET', '/v1/alerts/7', undefined, { alertStory });

    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({
      errors: [
        { field: 'source', message: 'could be "a"' },
        { field: 'source', message: 'could be "b"' },
      ],
    });
  });
});
