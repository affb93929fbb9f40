import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { expect, test } from 'vitest';
import { createAdminApp } from '#functions/admin/app.ts';
import { lambdaHandler } from '#functions/edge/lambda.ts';
import { createReceiveApp } from '#functions/receive/app.ts';
import { WELL } from './answers.ts';
import { adminDeps, receiveDeps, TOKENS } from './fakes.ts';
import { httpEvent } from './http-event.ts';

function event(method: string, path: string, more: Partial<APIGatewayProxyEventV2> = {}): APIGatewayProxyEventV2 {
  return httpEvent(method, path, { headers: { 'x-api-key': TOKENS.admin }, ...more });
}

function admin() {
  const asked: string[] = [];
  const { deps } = adminDeps({
    ...WELL,
    channels: {
      ...(WELL.channels as NonNullable<typeof WELL.channels>),
      get: async (name) => {
        asked.push(name);
        return undefined;
      },
    },
  });

  return { handle: lambdaHandler(createAdminApp(deps).fetch), asked };
}

test.each(['dba', '运维 1', '100%', '%25', 'a+b', 'a%2Fb', '磁盘&x=1'])(
  'a channel is found by its name as the HTTP API decoded it: %s',
  async (name) => {
    const { handle, asked } = admin();
    const result = await handle(event('GET', `/v1/channels/${name}`));

    expect(result.statusCode).toBe(404);
    expect(asked).toEqual([name]);
  },
);

test('an answer has its status, headers and text', async () => {
  const result = await admin().handle(event('GET', '/healthz', { headers: {} }));

  expect(result).toEqual({
    statusCode: 200,
    headers: expect.objectContaining({ 'content-type': 'application/json', 'cache-control': 'no-store' }),
    body: '{"status":"ok","store":"ok","dispatcher":"ok"}',
  });
});

test('a table keeps the byte order mark that spreadsheets look for', async () => {
  const result = await admin().handle(event('GET', '/v1/alerts', { rawQueryString: 'format=csv' }));

  expect(result).toMatchObject({ statusCode: 200, body: expect.stringMatching(/^\ufeffid,source,name,/) });
});

test.each([
  ['text', false],
  ['base64', true],
])('a body comes through as %s, with the query', async (_, isBase64Encoded) => {
  const deps = receiveDeps();
  const text = '["磁盘"]';
  const result = await lambdaHandler(createReceiveApp(deps.deps).fetch)(
    event('POST', '/v1/alerts', {
      rawQueryString: 'channel=%E8%BF%90%E7%BB%B4&source=a%26b',
      body: isBase64Encoded ? Buffer.from(text).toString('base64') : text,
      isBase64Encoded,
    }),
  );

  expect(result.statusCode).toBe(200);
  expect(deps.batches).toMatchObject([{ source: 'a&b', channels: ['运维'], alerts: [{ name: '磁盘' }] }]);
});

test('both challenges reach a sender without a token', async () => {
  const deps = receiveDeps();
  const result = await lambdaHandler(createReceiveApp(deps.deps).fetch)(event('POST', '/v1/alerts', { headers: {} }));

  expect(result.statusCode).toBe(401);
  expect(result.headers?.['www-authenticate']).toBe('Basic realm="tocsin", charset="UTF-8", Bearer realm="tocsin"');
});

test('a header beyond ASCII does no harm', async () => {
  const headers = { 'x-api-key': TOKENS.read, 'x-note': '值班🔔' };
  const result = await admin().handle(event('GET', '/v1/robots', { headers }));

  expect(result.statusCode).toBe(200);
});

test('GET with a body and HEAD are answered', async () => {
  expect((await admin().handle(event('GET', '/v1/robots', { body: 'x' }))).statusCode).toBe(200);
  expect(await admin().handle(event('HEAD', '/v1/robots'))).toMatchObject({ statusCode: 200, body: '' });
});
