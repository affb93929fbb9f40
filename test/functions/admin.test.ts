import { describe, expect, test } from 'vitest';
import { createAdminApp } from '#functions/admin/app.ts';
import { InvalidCursorError } from '#shared/delivery/ledger.ts';
import { channels, request } from './admin-request.ts';
import { ROBOT, WELL } from './answers.ts';
import { adminDeps, bearer, NOW_MS } from './fakes.ts';

const NOW = '2026-11-21T02:00:00.000Z';

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
