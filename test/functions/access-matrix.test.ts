import { describe, expect, test } from 'vitest';
import { createAdminApp } from '#functions/admin/app.ts';
import { ROUTES, type Route } from '#functions/edge/routes.ts';
import { createReceiveApp } from '#functions/receive/app.ts';
import { listedAccess } from '#shared/access/access.ts';
import { SCOPES } from '#shared/access/scope.ts';
import { hashToken } from '#shared/access/token.ts';
import { WELL } from './answers.ts';
import { adminDeps, bearer, EXPIRED_TOKEN, receiveDeps, TOKENS } from './fakes.ts';

const admin = createAdminApp(adminDeps(WELL).deps);
const receive = createReceiveApp(receiveDeps().deps);
const routes = Object.entries<Route>(ROUTES);

/** The smallest bodies that are taken, where a list is not. */
const BODIES: Readonly<Record<string, string>> = {
  '/v1/preview': '{"type":"wecom"}',
  '/v1/push-settings/explain': '{"name":"x"}',
  '/v1/tokens': '{"name":"x","scopes":["read"]}',
  '/v1/tokens/x/rotate': '{}',
  '/v1/dead-letters/replay': '{"channel":"x"}',
};

function call(route: Route, headers: Record<string, string>) {
  const path = route.path.replace('{key}', 'foreign').replace(/\{\w+\+?\}/, 'x');
  const body = ['POST', 'PUT'].includes(route.method) ? { body: BODIES[path] ?? '[]' } : {};
  const app = route.app === 'receive' ? receive : admin;

  return app.request(path, {
    method: route.method,
    headers: { 'content-type': 'application/json', ...headers },
    ...body,
  });
}

describe.each(routes)('%s', (_, route) => {
  test.each(SCOPES)(`with a token for %s, needing ${route.scope}`, async (held) => {
    const response = await call(route, bearer(held));
    const allowed = route.scope === 'open' || held === 'admin' || held === route.scope;

    if (allowed) {
      expect(response.status).toBeLessThan(300);
      return;
    }
    expect(response.status).toBe(403);
    expect(response.headers.get('www-authenticate')).toContain(`scope="${route.scope}"`);
    expect(await response.json()).toMatchObject({
      type: 'urn:tocsin:problem:forbidden',
      scope: route.scope,
      detail: expect.stringContaining(`"${route.scope}"`),
    });
  });

  test.each([
    ['no credentials', {}, 'Bearer realm="tocsin"'],
    ['an unknown token', { authorization: 'Bearer fake-unknown-token-1' }, 'error="invalid_token"'],
    ['an expired token', { 'x-api-key': EXPIRED_TOKEN }, 'error="invalid_token"'],
    ['an empty token', { authorization: 'Bearer ' }, 'Bearer realm="tocsin"'],
  ])('with %s', async (_name, headers, challenge) => {
    const response = await call(route, headers);
    if (route.scope === 'open') return expect(response.status).toBe(200);

    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toContain(challenge);
    expect(response.headers.get('www-authenticate')?.includes('Basic')).toBe(route.scope === 'ingest');
    expect(await response.json()).toMatchObject({ type: 'urn:tocsin:problem:unauthenticated', status: 401 });
  });
});

describe('a person who opens a link', () => {
  // What browsers send when a link is followed.
  const browser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
  const read = routes.filter(([, { scope, method }]) => scope === 'read' && method === 'GET');
  const other = routes.filter(([, { scope }]) => scope === 'operate' || scope === 'admin');

  test.each(read)('is asked for a password on %s, also after a wrong one', async (_, route) => {
    for (const headers of [browser, { ...browser, authorization: `Basic ${Buffer.from('x:y').toString('base64')}` }]) {
      const response = await call(route, headers);

      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toMatch(/^Basic realm="tocsin", charset="UTF-8", Bearer /);
    }
  });

  test.each(other)('is not asked for one on %s', async (_, route) => {
    expect((await call(route, browser)).headers.get('www-authenticate')).toMatch(/^Bearer /);
  });

  test.each(['*/*', 'application/json', 'text/plain, */*', undefined])(
    'is no script that accepts %s',
    async (accept) => {
      const response = await admin.request('/v1/alerts', accept === undefined ? {} : { headers: { accept } });

      expect(response.headers.get('www-authenticate')).toBe('Bearer realm="tocsin"');
    },
  );
});

describe('a request that a page of another site makes a browser send', () => {
  const remembered = { authorization: `Basic ${Buffer.from(`:${TOKENS.admin}`).toString('base64')}` };

  test.each(routes.filter(([, { scope }]) => scope !== 'open'))('to %s may read at most', async (_, route) => {
    for (const site of ['cross-site', 'same-site']) {
      const { status } = await call(route, { ...remembered, 'sec-fetch-site': site });
      expect(status < 300).toBe(route.scope === 'read');
    }
    for (const site of ['same-origin', 'none'])
      expect((await call(route, { ...remembered, 'sec-fetch-site': site })).status).toBeLessThan(300);
  });
});

describe('a token', () => {
  const basic = (pair: string) => ({ authorization: `Basic ${Buffer.from(pair).toString('base64')}` });

  test.each([
    ['as Bearer', { authorization: `Bearer ${TOKENS.read}` }, 200],
    ['as bearer, with spaces', { authorization: `bearer   ${TOKENS.read}  ` }, 200],
    ['as the password of Basic', basic(`anyone:${TOKENS.read}`), 200],
    ['as the password without a user', basic(`:${TOKENS.read}`), 200],
    ['as x-api-key', { 'x-api-key': TOKENS.read }, 200],
    ['as x-api-key beside a scheme of someone else', { authorization: 'AWS4 x', 'x-api-key': TOKENS.read }, 200],
    ['as a user name', basic(`${TOKENS.read}:`), 401],
    ['without a scheme', { authorization: TOKENS.read }, 401],
    ['in a broken Basic', { authorization: 'Basic %%%' }, 401],
    ['with a character more', { authorization: `Bearer ${TOKENS.read}x` }, 401],
    ['in other letters', { authorization: `Bearer ${TOKENS.read.toUpperCase()}` }, 401],
  ])('%s', async (_, headers, status) => {
    expect((await admin.request('/v1/robots', { headers })).status).toBe(status);
  });

  test('is never taken from the query, where proxies log it', async () => {
    for (const name of ['token', 'access_token', 'x-api-key', 'key']) {
      expect((await admin.request(`/v1/robots?${name}=${TOKENS.read}`)).status).toBe(401);
    }
  });

  test('beyond ASCII is found whether it comes as UTF-8 bytes in a header or in Basic', async () => {
    const token = '值班令牌值班令牌值班令牌值班令牌';
    const { deps } = adminDeps({
      ...WELL,
      access: listedAccess([{ hash: hashToken(token), name: 'x', scopes: ['read'] }]),
    });
    const app = createAdminApp(deps);
    const bytes = Buffer.from(token).toString('latin1');

    for (const headers of [{ 'x-api-key': bytes }, { authorization: `Bearer ${bytes}` }, basic(`x:${token}`)]) {
      expect((await app.request('/v1/robots', { headers })).status).toBe(200);
    }
  });
});

describe('while tokens can not be looked up', () => {
  const down = { find: () => Promise.reject(new Error('no answer')) };

  test('a caller is told to come again, not that the token is wrong', async () => {
    const { deps, telemetry } = adminDeps({ ...WELL, access: down });
    const response = await createAdminApp(deps).request('/v1/robots', { headers: bearer('read') });

    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
    expect(telemetry.lines[0]).toMatchObject({ level: 'error' });
  });

  test('the open routes still answer', async () => {
    const { deps } = adminDeps({ ...WELL, access: down });

    expect((await createAdminApp(deps).request('/healthz')).status).toBe(200);
  });
});

test('a caller without a token can not tell a channel that exists from one that does not', async () => {
  const { deps } = adminDeps();
  const app = createAdminApp(deps);
  const answers = await Promise.all(
    ['/v1/channels/dba-oncall', '/v1/channels/nobody', '/v1/channels/%E0%A4'].map(async (path) => {
      const response = await app.request(path, { method: 'DELETE' });
      return { status: response.status, body: await response.text() };
    }),
  );

  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
});
