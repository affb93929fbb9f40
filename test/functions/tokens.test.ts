import { expect, test } from 'vitest';
import { createAdminApp } from '#functions/admin/app.ts';
import { anyAccess } from '#shared/access/access.ts';
import { createToken, revokeToken, rotateToken, type TokenPorts } from '#shared/access/manage-tokens.ts';
import { hashToken } from '#shared/access/token.ts';
import { createTokenStore } from '#shared/adapters/dynamodb/token-store.ts';
import { unaudited } from '#test/fakes/audit.ts';
import { createInMemoryTable } from '#test/fixtures/in-memory-table.ts';
import { access, adminDeps, bearer, NOW_MS } from './fakes.ts';

const DAY_MS = 86_400_000;
const ID = /^[0-9a-f]{16}$/;

/** The routes over the real use cases and an in-memory table, beside the first tokens. */
function start() {
  const table = createInMemoryTable();
  const tokens = createTokenStore(table);
  const clock = { nowMs: NOW_MS };
  let made = 0;
  const ports: TokenPorts = {
    tokens,
    audit: unaudited,
    makeSecret: () => `fake-secret-${made++}`,
    forget: () => undefined,
    now: () => clock.nowMs,
  };
  const { deps, telemetry } = adminDeps({
    access: anyAccess(tokens, access),
    now: () => clock.nowMs,
    tokens: {
      list: () => tokens.list(),
      create: (wanted) => createToken(wanted, ports),
      rotate: (id, wanted) => rotateToken(id, wanted, ports),
      revoke: (id, callerId) => revokeToken(id, callerId, ports),
    },
    robots: async () => [],
  });
  const app = createAdminApp(deps);

  const call = async (method: string, path: string, body?: unknown, token?: string) => {
    const response = await app.request(path, {
      method,
      headers: {
        ...(token === undefined ? bearer('admin') : { 'x-api-key': token }),
        'content-type': 'application/json',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, text, json: text === '' ? undefined : JSON.parse(text) };
  };
  const whyRefused = async (token: string) => (await call('GET', '/v1/robots', undefined, token)).json.detail;

  return { call, clock, table, telemetry, whyRefused };
}

test('a token is made, and its value told once', async () => {
  const { call, clock, whyRefused } = start();
  const body = { name: ' dba on call ', scopes: ['operate', 'read', 'read'], expiresInDays: 1 };
  const { status, json } = await call('POST', '/v1/tokens', body);
  const { token, ...shown } = json;

  expect(status).toBe(201);
  expect(shown).toEqual({
    ...{ id: expect.stringMatching(ID), name: 'dba on call', scopes: ['read', 'operate'], state: 'active' },
    ...{ channels: null, sources: null, form: 'tocsin', signed: false },
    ...{ createdAt: '2026-11-21T02:00:00.000Z', expiresAt: '2026-11-22T02:00:00.000Z' },
    ...{ revokedAt: null, rotatedAt: null, hint: hashToken(token).slice(0, 8), formerValues: [] },
  });
  expect(await call('GET', '/v1/robots', undefined, token)).toMatchObject({ status: 200 });
  expect(await call('GET', '/v1/tokens', undefined, token)).toMatchObject({ status: 403 });
  expect((await call('GET', '/v1/tokens')).json).toEqual({ items: [shown], cursor: null });

  clock.nowMs += DAY_MS;
  expect(await whyRefused(token)).toBe('This token has expired, or was replaced by a newer one.');
  expect((await call('GET', '/v1/tokens')).json.items).toMatchObject([{ state: 'expired' }]);
});

test('a rotation leaves the value before it its overlap', async () => {
  const { call, clock, whyRefused } = start();
  const first = (await call('POST', '/v1/tokens', { name: 'sender', scopes: ['read'] })).json;
  clock.nowMs += 1_000;
  const { status, json: second } = await call('POST', `/v1/tokens/${first.id}/rotate`, {});

  expect(status).toBe(200);
  expect(second).toMatchObject({
    ...{ id: first.id, rotatedAt: '2026-11-21T02:00:01.000Z', expiresAt: null },
    formerValues: [{ hint: first.hint, until: '2026-11-22T02:00:01.000Z' }],
  });
  clock.nowMs += DAY_MS - 1;
  for (const { token } of [first, second]) expect((await call('GET', '/v1/robots', undefined, token)).status).toBe(200);

  clock.nowMs += 1;
  expect(await whyRefused(first.token)).toBe('This token has expired, or was replaced by a newer one.');
  expect((await call('GET', '/v1/tokens')).json.items).toMatchObject([{ formerValues: [] }]);

  const third = (await call('POST', `/v1/tokens/${first.id}/rotate`, { overlapSeconds: 0, expiresInDays: 2 })).json;
  expect(third).toMatchObject({ formerValues: [], expiresAt: '2026-11-24T02:00:01.000Z' });
  expect((await call('GET', '/v1/robots', undefined, second.token)).status).toBe(401);
  expect((await call('GET', '/v1/robots', undefined, third.token)).status).toBe(200);
});

test('too many rotations within their overlap are refused, until one without overlap', async () => {
  const { call } = start();
  const { id } = (await call('POST', '/v1/tokens', { name: 'sender', scopes: ['read'] })).json;
  for (let times = 0; times < 8; times++) {
    expect((await call('POST', `/v1/tokens/${id}/rotate`, {})).status).toBe(200);
  }

  expect(await call('POST', `/v1/tokens/${id}/rotate`, {})).toMatchObject({
    status: 409,
    json: { type: 'urn:tocsin:problem:too-many-values' },
  });
  expect((await call('POST', `/v1/tokens/${id}/rotate`, { overlapSeconds: 0 })).status).toBe(200);
});

test('a revoked token is refused with the reason, stays in the list, and leaves its name', async () => {
  const { call, whyRefused } = start();
  const made = (await call('POST', '/v1/tokens', { name: 'sender', scopes: ['read'] })).json;
  expect((await call('POST', '/v1/tokens', { name: 'sender', scopes: ['read'] })).json.type).toMatch(/name-taken$/);
  for (let times = 0; times < 2; times++) expect((await call('DELETE', `/v1/tokens/${made.id}`)).status).toBe(204);

  expect(await whyRefused(made.token)).toBe('This token was revoked.');
  expect((await call('GET', '/v1/tokens')).json.items).toMatchObject([{ state: 'revoked', formerValues: [] }]);
  expect((await call('POST', `/v1/tokens/${made.id}/rotate`, {})).json.type).toMatch(/token-ended$/);
  expect((await call('POST', '/v1/tokens', { name: 'sender', scopes: ['read'] })).status).toBe(201);
  expect(await whyRefused(made.token)).toBe('This token is not known.');
});

test('nobody revokes the token he shows, so that one for admin is left', async () => {
  const { call } = start();
  const own = (await call('POST', '/v1/tokens', { name: 'me', scopes: ['admin'] })).json;

  expect((await call('DELETE', `/v1/tokens/${own.id}`, undefined, own.token)).json.type).toMatch(/own-token$/);
  expect((await call('DELETE', `/v1/tokens/${own.id}`)).status).toBe(204);
});

test('what is not there is said not to be there', async () => {
  const { call } = start();

  expect((await call('DELETE', '/v1/tokens/8c6976e5b5410415')).json.type).toMatch(/unknown-token$/);
  expect((await call('POST', '/v1/tokens/nobody/rotate', {})).json.type).toMatch(/unknown-token$/);
  expect((await call('GET', '/v1/tokens?limits=1')).status).toBe(400);
});

const WRONG: readonly (readonly [unknown, readonly string[]])[] = [
  [[], ['']],
  [{}, ['name', 'scopes']],
  [{ name: 'a', scopes: [] }, ['scopes']],
  [{ name: 'a\nb', scopes: ['read', 'write'] }, ['name', 'scopes[1]']],
  [{ name: 'x'.repeat(65), scopes: 'read' }, ['name', 'scopes']],
  [{ name: 'a', scopes: ['read'], expires: 1 }, ['expires']],
  [{ name: 'a', scopes: ['read'], expiresInDays: 0 }, ['expiresInDays']],
  [{ name: 'a', scopes: ['read'], expiresInDays: 3_651 }, ['expiresInDays']],
  [{ name: 'a', scopes: ['read'], expiresAt: NOW_MS }, ['expiresAt']],
  [{ name: 'a', scopes: ['read'], expiresAt: 'tomorrow' }, ['expiresAt']],
  [{ name: 'a', scopes: ['read'], expiresAt: ['2027-01-01T00:00:00Z'] }, ['expiresAt']],
  [{ name: 'a', scopes: ['read'], expiresAt: '2027-01-01T00:00:00Z', expiresInDays: 1 }, ['expiresInDays']],
];

test.each(WRONG)('of %j every field that is wrong is named: %j', async (body, fields) => {
  const { call } = start();
  const { status, json } = await call('POST', '/v1/tokens', body);

  expect(status).toBe(422);
  expect(json.errors.map(({ field }: { field: string }) => field).sort()).toEqual([...fields].sort());
  expect((await call('GET', '/v1/tokens')).json.items).toEqual([]);
});

test.each([{ overlapSeconds: -1 }, { overlapSeconds: 2_592_001 }, { overlap: 0 }, { name: 'b' }])(
  'a rotation like %j is refused',
  async (body) => {
    const { call } = start();
    const { id } = (await call('POST', '/v1/tokens', { name: 'sender', scopes: ['read'] })).json;

    expect((await call('POST', `/v1/tokens/${id}/rotate`, body)).status).toBe(422);
  },
);

test('a rotation can take the end of a token away', async () => {
  const { call } = start();
  const { id } = (await call('POST', '/v1/tokens', { name: 'sender', scopes: ['read'], expiresInDays: 1 })).json;
  const kept = (await call('POST', `/v1/tokens/${id}/rotate`, {})).json;
  const endless = (await call('POST', `/v1/tokens/${id}/rotate`, { expiresAt: null })).json;

  expect([kept.expiresAt, endless.expiresAt]).toEqual(['2026-11-22T02:00:00.000Z', null]);
});

test('a value is in the answer that made it, and in no other answer, log line or item', async () => {
  const { call, table, telemetry } = start();
  const first = (await call('POST', '/v1/tokens', { name: 'sender', scopes: ['read'] })).json;
  const second = (await call('POST', `/v1/tokens/${first.id}/rotate`, {})).json;
  const texts = [
    ...[(await call('GET', '/v1/tokens')).text, (await call('POST', '/v1/tokens', { name: second.token })).text],
    ...[(await call('GET', `/v1/robots?x=${first.token}`, undefined, first.token)).text],
    ...[(await call('POST', '/v1/tokens', { name: 'sender', scopes: [first.token] }, second.token)).text],
    ...[(await call('POST', `/v1/tokens/${first.id}/rotate`, { [first.token]: 1 })).text],
    ...[
      (await call('DELETE', `/v1/tokens/${first.id}`)).text,
      (await call('GET', '/v1/robots', undefined, first.token)).text,
    ],
    ...[JSON.stringify(telemetry.lines), JSON.stringify(table.store.scan())],
  ];

  for (const text of texts) expect(text).not.toContain('fake-secret-');
});
