import { describe, expect, test } from 'vitest';
import { createAdminApp } from '#functions/admin/app.ts';
import type { AdminDeps } from '#functions/admin/deps.ts';
import { showChannel } from '#shared/channels/show-channel.ts';
import { InvalidCursorError } from '#shared/delivery/ledger.ts';
import { CHANNEL, COUNT, DELIVERY, ROBOT, ROW, VERDICT, WELL } from './answers.ts';
import { adminDeps, bearer, NOW_MS } from './fakes.ts';

const NOW = '2026-11-21T02:00:00.000Z';

function request(method: string, path: string, body?: unknown, overrides: Partial<AdminDeps> = {}) {
  const { deps } = adminDeps({ ...WELL, ...overrides });
  const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };

  return createAdminApp(deps).request(path, {
    method,
    headers: { ...bearer('admin'), 'content-type': 'application/json' },
    ...sent,
  });
}

const channels = (part: Partial<AdminDeps['channels']>): Partial<AdminDeps> => ({
  channels: { ...(WELL.channels as AdminDeps['channels']), ...part },
});

describe('channels', () => {
  test('are listed', async () => {
    const response = await request('GET', '/v1/channels');

    expect(await response.json()).toEqual({ items: [{ ...showChannel(CHANNEL), origin: 'api' }], cursor: null });
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  test('are listed page by page', async () => {
    const all = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ ...CHANNEL, name }));
    const names: string[][] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const part = channels({ list: async () => all });
      const response = await request('GET', `/v1/channels?limit=2&cursor=${cursor}`, undefined, part);
      const page: { items: { name: string }[]; cursor: string | null } = JSON.parse(await response.text());
      names.push(page.items.map((item) => item.name));
      cursor = page.cursor;
    }

    expect(names).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
  });

  test('are created with 201 and a place to find them', async () => {
    const response = await request('POST', '/v1/channels', {});

    expect(response.status).toBe(201);
    expect(response.headers.get('location')).toBe('/v1/channels/%E8%BF%90%E7%BB%B4%201');
    expect(await response.json()).toEqual({ ...showChannel(CHANNEL), origin: 'api' });
  });

  test('say whose they are, and can be put back so: that one is of the API is true, anything else is for the parser', async () => {
    const file = channels({ get: async () => ({ ...CHANNEL, origin: 'file' }) });
    expect(await (await request('GET', '/v1/channels/x', undefined, file)).json()).toMatchObject({ origin: 'file' });

    const inputs: unknown[] = [];
    const part = channels({
      replace: async (_, input) => {
        inputs.push(input);
        return { kind: 'not-found' };
      },
    });
    for (const origin of ['api', 'file', null]) await request('PUT', '/v1/channels/x', { name: 'x', origin }, part);
    expect(inputs).toEqual([{ name: 'x' }, { name: 'x', origin: 'file' }, { name: 'x', origin: null }]);
  });

  test.each([
    ['/v1/channels/dba', 'dba'],
    ['/v1/channels/%E8%BF%90%E7%BB%B4%201', '运维 1'],
    ['/v1/channels/运维', '运维'],
    ['/v1/channels/100%25', '100%'],
    ['/v1/channels/%2525', '%25'],
    ['/v1/channels/a+b', 'a+b'],
    ['/v1/channels/%20dba%20', 'dba'],
    ['/v1/channels/test', 'test'],
    ['/v1/channels/a%2Fb', 'a/b'],
  ])('at %s are asked for as %j', async (path, expected) => {
    const asked: string[] = [];
    const part = channels({
      get: async (name) => {
        asked.push(name);
        return undefined;
      },
    });
    const response = await request('GET', path, undefined, part);

    expect(response.status).toBe(404);
    expect(asked).toEqual([expected]);
  });

  test.each(['/v1/channels/%E0%A4', '/v1/channels/%', '/v1/channels/%ZZ', '/v1/channels/%FF/test'])(
    'at %s are refused: it is no percent-encoded text',
    async (path) => {
      const method = path.endsWith('test') ? 'POST' : 'GET';
      const response = await request(method, path);

      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ type: 'urn:tocsin:problem:malformed' });
    },
  );

  test.each([
    ['POST', '/v1/channels', 'name-taken', 409, 'name-taken'],
    ['PUT', '/v1/channels/x', 'not-found', 404, 'unknown-channel'],
    ['PUT', '/v1/channels/x', 'managed-by-file', 409, 'managed-by-file'],
    ['PUT', '/v1/channels/x', 'changed-meanwhile', 409, 'changed-meanwhile'],
    ['DELETE', '/v1/channels/x', 'not-found', 404, 'unknown-channel'],
    ['DELETE', '/v1/channels/x', 'managed-by-file', 409, 'managed-by-file'],
    ['DELETE', '/v1/channels/x', 'holds-waiting', 409, 'holds-waiting'],
  ] as const)('%s %s: %s is answered %i %s', async (method, path, kind, status, word) => {
    const answer = async () => ({ kind }) as never;
    const part = channels({ create: answer, replace: answer, remove: answer });
    const response = await request(method, path, method === 'DELETE' ? undefined : {}, part);

    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ type: `urn:tocsin:problem:${word}` });
  });

  test('bring their warnings and remarks along only when there are any', async () => {
    const warnings = ['robots[0].signatureKey: has no effect'];
    const remarks = [
      { field: 'message.templates.zh_CN.single', severity: 'hint', line: 1, column: 3, message: 'x' } as const,
    ];
    const part = channels({ replace: async () => ({ kind: 'replaced', channel: CHANNEL, warnings, remarks }) });
    const plain = await (await request('PUT', '/v1/channels/x', {})).json();

    expect(await (await request('PUT', '/v1/channels/x', {}, part)).json()).toMatchObject({ warnings, remarks });
    expect(plain).not.toHaveProperty('warnings');
    expect(plain).not.toHaveProperty('remarks');
  });

  test('answer fields that are wrong with 422 and their names', async () => {
    const errors = [{ field: 'robots[0].webhookUrl', message: 'is required' }];
    const part = channels({ replace: async () => ({ kind: 'invalid', errors }) });
    const response = await request('PUT', '/v1/channels/x', {}, part);

    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ errors });
  });

  test('are deleted with 204, or 409 with what names them', async () => {
    const removed = await request('DELETE', '/v1/channels/x');
    expect([removed.status, await removed.text()]).toEqual([204, '']);

    const by = ['delivery.fallbackChannel of channel b'];
    const part = channels({ remove: async () => ({ kind: 'referenced', by }) });
    const refused = await request('DELETE', '/v1/channels/x', undefined, part);
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({ detail: expect.stringContaining('channel b') });
  });
});

describe('tests and previews', () => {
  test.each([
    ['/v1/channels/dba/test', undefined],
    ['/v1/channels/test', {}],
  ])('%s answers 200 with the verdict, also when the robot refused', async (path, body) => {
    const response = await request('POST', path, body);

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(VERDICT);
  });

  test('are of the robot that is named, else of the first', async () => {
    const asked: unknown[] = [];
    const sendTest: AdminDeps['sendTest'] = async (...given) => {
      asked.push(given);
      return { kind: 'verdict', verdict: VERDICT };
    };
    const sendTestDraft: AdminDeps['sendTestDraft'] = async (_input, robot) => {
      asked.push(['draft', robot]);
      return { kind: 'verdict', verdict: VERDICT };
    };
    const parts = { sendTest, sendTestDraft };
    await request('POST', '/v1/channels/dba/test', undefined, parts);
    await request('POST', '/v1/channels/dba/test?robot=%E5%A4%87%E7%94%A8%202', undefined, parts);
    await request('POST', '/v1/channels/test?robot=2', {}, parts);

    expect(asked).toEqual([
      ['dba', undefined],
      ['dba', '备用 2'],
      ['draft', '2'],
    ]);
  });

  test.each(['/v1/channels/dba/test', '/v1/channels/test'])('at %s refuse what is no parameter', async (path) => {
    const response = await request('POST', `${path}?robots=2`, {}, {});

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ field: 'robots' }] });
  });

  test('of an unknown channel are 404', async () => {
    const sendTest = async () => ({ kind: 'not-found' }) as const;

    expect((await request('POST', '/v1/channels/x/test', undefined, { sendTest })).status).toBe(404);
  });

  test('of a draft that is wrong are 422', async () => {
    const invalid = async () => ({ kind: 'invalid', errors: [{ field: 'type', message: 'is required' }] }) as const;

    expect((await request('POST', '/v1/channels/test', {}, { sendTestDraft: invalid })).status).toBe(422);
  });
});

describe('previews', () => {
  const preview = async (body: unknown) => {
    const response = await request('POST', '/v1/preview', body);
    const answer: { errors: { field: string }[] } = JSON.parse(await response.text());
    return { status: response.status, answer };
  };

  test('need no more than a type', async () => {
    for (const type of ['dingtalk', 'wecom']) {
      const { status, answer } = await preview({ type });
      expect(status).toBe(200);
      expect(answer).toMatchObject({ format: 'markdown', cut: false, errors: [] });
    }
  });

  test('render a template on an alert', async () => {
    const { answer } = await preview({
      type: 'dingtalk',
      template: 'name: ${alarm_name}',
      alert: { name: 'Disk almost full', level: 'down' },
      language: 'en_US',
    });

    expect(answer).toMatchObject({ text: expect.stringContaining('name: Disk almost full'), errors: [] });
  });

  test('render a template on an alert that is kept, or on another sample', async () => {
    const asked: unknown[] = [];
    const findAlert: AdminDeps['findAlert'] = async (...given) => {
      asked.push(given);
      return WELL.findAlert?.('', '') ?? { kind: 'unknown-alert' };
    };
    const own = { type: 'wecom', template: '${alarm_name}' };
    const past = await request('POST', '/v1/preview', { ...own, alertId: 'disk-7', source: 'native' }, { findAlert });
    const log = await preview({ ...own, sample: 'alertmanager' });

    expect(await past.json()).toMatchObject({ text: 'Disk almost full' });
    expect(asked).toEqual([['disk-7', 'native']]);
    expect(log.answer).toMatchObject({ text: 'HostOutOfDiskSpace' });
  });

  test.each([
    [{ kind: 'unknown-alert' }, 404, 'unknown-alert'],
    [{ kind: 'ambiguous', sources: ['a', 'b'] }, 409, 'ambiguous'],
  ] as const)('say when the alert meant is not one: %j', async (found, status, kind) => {
    const response = await request(
      'POST',
      '/v1/preview',
      { type: 'wecom', alertId: 'x' },
      { findAlert: async () => found },
    );

    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ type: `urn:tocsin:problem:${kind}` });
  });

  test('show the default template and say why when the template is broken', async () => {
    const { status, answer } = await preview({ type: 'wecom', template: '{% if %}' });

    expect(status).toBe(200);
    expect(answer).toMatchObject({ fellBack: expect.any(String), errors: [{ severity: 'error' }] });
  });

  test.each([
    [{}, ['type']],
    [[], ['']],
    [null, ['']],
    [{ type: 'slack' }, ['type']],
    [
      { type: 'wecom', templates: 'x', kind: 'none', language: 'fr', format: 'html', timeZone: 'Mars/Base' },
      ['format', 'kind', 'language', 'templates', 'timeZone'],
    ],
    [{ type: 'wecom', template: 7 }, ['template']],
    [{ type: 'wecom', sample: 'nagios' }, ['sample']],
    [{ type: 'wecom', source: 'a' }, ['source']],
    [{ type: 'wecom', alertId: 'x', sample: 'log', alert: { name: 'a' } }, ['alertId', 'sample']],
    [{ type: 'wecom', template: 'x'.repeat(8_001) }, ['template']],
    [{ type: 'wecom', alert: 'x' }, ['alert']],
    [{ type: 'wecom', alert: [{ name: 'a' }] }, ['alert']],
    [{ type: 'wecom', alert: { alerts: [] } }, ['alert']],
    [{ type: 'wecom', alert: { level: 9 } }, ['alert.level', 'alert.name']],
  ])('of %j name the fields that are wrong: %j', async (body, fields) => {
    const { status, answer } = await preview(body);

    expect(status).toBe(422);
    expect(answer.errors.map((error) => error.field).sort()).toEqual(fields);
  });
});

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

describe('query parameters that are wrong', () => {
  const cases: readonly [string, readonly string[]][] = [
    ['/v1/deliveries?limit=0', ['limit']],
    ['/v1/deliveries?limit=1001', ['limit']],
    ['/v1/deliveries?limit=-1', ['limit']],
    ['/v1/deliveries?limit=1.5', ['limit']],
    ['/v1/deliveries?limit=1e2', ['limit']],
    ['/v1/deliveries?limit=ten', ['limit']],
    ['/v1/deliveries?since=yesterday', ['since']],
    ['/v1/deliveries?since=2026-11-21', ['since']],
    ['/v1/deliveries?since=2026-11-21T10:00:00', ['since']],
    ['/v1/deliveries?since=2026-13-21T10:00:00Z', ['since']],
    ['/v1/deliveries?since=-5', ['since']],
    ['/v1/deliveries?outcome=lost', ['outcome']],
    ['/v1/deliveries?outcome=lost&limit=0&since=x&chanel=a', ['chanel', 'limit', 'outcome', 'since']],
    ['/v1/deliveries?channel=a&channel=b', ['channel']],
    ['/v1/deliveries?__proto__=1', ['__proto__']],
    ['/v1/alerts?state=lost', ['state']],
    ['/v1/alerts?toString=1', ['toString']],
    ['/v1/channels?limit=x', ['limit']],
    ['/v1/robots?limit=x', ['limit']],
    ['/v1/alerts/7?sources=x', ['sources']],
    ['/v1/deliveries/7?x=', ['x']],
    ['/v1/robots?00000000-0000-4000-8000-000000000001', ['(unreadable name)']],
  ];

  test.each(cases)('%s names %j', async (path, fields) => {
    const response = await request('GET', path);
    const body: { errors: { field: string }[] } = JSON.parse(await response.text());

    expect(response.status).toBe(400);
    expect(body.errors.map((error) => error.field).sort()).toEqual(fields);
  });

  test('such as a cursor that no list gave are named', async () => {
    const refuse = () => Promise.reject(new InvalidCursorError('not ours'));
    for (const path of ['/v1/deliveries?cursor=x', '/v1/alerts?cursor=x']) {
      const response = await request('GET', path, undefined, { listDeliveries: refuse, listAlerts: refuse });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ errors: [{ field: 'cursor' }] });
    }
  });
});

describe('bodies that are wrong', () => {
  test.each([
    ['{', {}, 400],
    ['', {}, 400],
    [new Uint8Array([0x22, 0xc3, 0x22]), {}, 400],
    ['{}', { 'content-type': 'text/plain' }, 415],
    ['{}', { 'content-type': 'multipart/form-data; boundary=x' }, 415],
    ['{}', { 'content-encoding': 'br' }, 415],
    [new Uint8Array(1024 * 1024 + 1), {}, 413],
  ])('are refused (%#)', async (body, headers, status) => {
    const { deps } = adminDeps(WELL);
    for (const path of ['/v1/channels', '/v1/channels/test', '/v1/preview']) {
      const response = await createAdminApp(deps).request(path, {
        method: 'POST',
        headers: { ...bearer('admin'), 'content-type': 'application/json', ...headers },
        body,
      });
      expect(response.status).toBe(status);
    }
  });

  test.each(['null', '7', '"x"', '[]', '[[[]]]', '{"__proto__":{"x":1}}'])(
    'but JSON, like %s, are for the use case to judge',
    async (body) => {
      expect((await request('POST', '/v1/channels', body)).status).toBe(201);
    },
  );
});

test('a problem names many fields, but not more than an answer can hold', async () => {
  const errors = Array.from({ length: 100_000 }, (_, at) => ({ field: `x${at}`, message: 'is unknown' }));
  const part = channels({ create: async () => ({ kind: 'invalid', errors }) });
  const body: { errors: unknown[] } = JSON.parse(await (await request('POST', '/v1/channels', {}, part)).text());

  expect(body.errors).toHaveLength(10_000);
});

describe('robots', () => {
  test('are listed by channel and name', async () => {
    const rows = [
      { ...ROBOT, channel: 'b', mutedUntil: NOW_MS },
      { ...ROBOT, channel: 'a', robot: '2' },
      { ...ROBOT, channel: 'a', robot: '1' },
    ];
    const response = await request('GET', '/v1/robots', undefined, { robots: async () => rows });

    expect(await response.json()).toEqual({
      items: [rows[2], rows[1], { ...rows[0], mutedUntil: NOW }],
      cursor: null,
    });
  });
});

describe('health', () => {
  test('is 200 while both parts answer', async () => {
    const response = await createAdminApp(adminDeps(WELL).deps).request('/healthz');

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: 'ok', store: 'ok', dispatcher: 'ok' });
  });

  test.each([[{ store: 'dead', dispatcher: 'ok' }], [{ store: 'ok', dispatcher: 'dead' }]] as const)(
    'is 503 with %j',
    async (health) => {
      const response = await request('GET', '/healthz', undefined, { health: async () => health });

      expect(response.status).toBe(503);
      expect(await response.json()).toMatchObject(health);
    },
  );

  test('is 503 when the check itself throws', async () => {
    const health = () => Promise.reject(new Error('no'));

    expect((await request('GET', '/healthz', undefined, { health })).status).toBe(503);
  });
});

describe('what a handler throws', () => {
  const fail = (error: unknown) => ({ robots: () => Promise.reject(error) });

  test('is a 500 that tells nothing, and the log has it', async () => {
    const cause = new Error('https://example.com/send?access_token=fake-planted-secret');
    const { deps, telemetry } = adminDeps(fail(cause));
    const response = await createAdminApp(deps).request('/v1/robots', { headers: bearer('read') });
    const body = await response.text();

    expect(response.status).toBe(500);
    expect(body).not.toContain('planted');
    expect(JSON.parse(body)).toMatchObject({ type: 'urn:tocsin:problem:internal', status: 500 });
    expect(telemetry.lines).toContainEqual(expect.objectContaining({ level: 'error', cause }));
  });

  test.each([
    ['an AWS client', Object.assign(new Error('x'), { $fault: 'server', $metadata: {} })],
    ['the network', Object.assign(new Error('x'), { syscall: 'connect', code: 'ECONNREFUSED' })],
    ['either, wrapped', new Error('x', { cause: Object.assign(new Error('y'), { $metadata: {} }) })],
  ])('is a 503 when it comes from %s', async (_, error) => {
    const { deps } = adminDeps(fail(error));
    const response = await createAdminApp(deps).request('/v1/robots', { headers: bearer('read') });

    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
  });
});

describe('other methods and paths', () => {
  const app = createAdminApp(adminDeps(WELL).deps);

  test.each([
    ['PATCH', '/v1/channels/x', 'DELETE, GET, HEAD, OPTIONS, PUT'],
    ['DELETE', '/v1/alerts', 'GET, HEAD, OPTIONS, POST'],
    ['PUT', '/v1/alerts/ocp', 'GET, HEAD, OPTIONS, POST'],
    ['HEAD', '/v1/preview', 'OPTIONS, POST'],
    ['GET', '/v1/preview', 'OPTIONS, POST'],
    ['POST', '/healthz', 'GET, HEAD, OPTIONS'],
  ])('%s %s is 405 and says what is allowed', async (method, path, allow) => {
    const response = await app.request(path, { method, headers: bearer('admin') });

    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe(allow);
  });

  test('OPTIONS says what is allowed', async () => {
    const response = await app.request('/v1/channels', { method: 'OPTIONS' });

    expect(response.status).toBe(204);
    expect(response.headers.get('allow')).toBe('GET, HEAD, OPTIONS, POST');
  });

  test('HEAD is as GET, without the body', async () => {
    const response = await app.request('/v1/robots', { method: 'HEAD', headers: bearer('read') });

    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
    expect((await app.request('/v1/robots', { method: 'HEAD' })).status).toBe(401);
  });

  test.each(['/', '/v1', '/v1/nothing', '/v2/alerts', '/v1/channels/', '/v1/channels/a/b', '/v1/silence', '//x'])(
    '%s is 404 as a problem, also without a token',
    async (path) => {
      const response = await app.request(path);

      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ type: 'urn:tocsin:problem:unknown-route' });
    },
  );
});
