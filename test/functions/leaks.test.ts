import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { createAdminApp } from '#functions/admin/app.ts';
import type { AdminDeps } from '#functions/admin/deps.ts';
import { lineTelemetry } from '#functions/edge/line-telemetry.ts';
import { ROUTES, type Route } from '#functions/edge/routes.ts';
import { createReceiveApp } from '#functions/receive/app.ts';
import { WELL } from './answers.ts';
import { access, adminDeps, EXPIRED_TOKEN, receiveDeps, TOKENS } from './fakes.ts';
import { startApi } from './whole-api.ts';

/** What no answer and no log line may hold, in any spelling. */
const PLANTED = [
  'planted0123456789abcdefplanted0123456789',
  'SECplanted0123456789abcdef',
  'proxyuser:plantedpassword',
  'planted-unknown-token-1',
  EXPIRED_TOKEN,
  ...Object.values(TOKENS),
];
const [WEBHOOK_TOKEN, SIGNATURE_KEY, PROXY_AUTH, UNKNOWN_TOKEN] = PLANTED;
const WEBHOOK = `https://oapi.dingtalk.com/robot/send?access_token=${WEBHOOK_TOKEN}`;
const CHANNEL = JSON.stringify({
  robots: [{ webhookUrl: WEBHOOK, signatureKey: SIGNATURE_KEY }],
  proxy: `http://${PROXY_AUTH}@192.0.2.8`,
});

/** Everything a part may throw that quotes what it was given. */
const ERRORS = [
  new Error(`request to ${WEBHOOK} failed`),
  new Error(`wrong signature for access_token=${WEBHOOK_TOKEN}&sign=${SIGNATURE_KEY}`),
  new TypeError(`Invalid URL: http://${PROXY_AUTH}@192.0.2.8/`),
  new Error(`header Authorization: Bearer ${TOKENS.admin} refused`),
  Object.assign(new Error(`connect ${WEBHOOK}`), { syscall: 'connect' }),
  WEBHOOK,
  { url: WEBHOOK, $metadata: {} },
];

const CREDENTIALS: readonly Record<string, string>[] = [
  {},
  { authorization: `Bearer ${UNKNOWN_TOKEN}` },
  { authorization: `Basic ${Buffer.from(`x:${EXPIRED_TOKEN}`).toString('base64')}` },
  { 'x-api-key': TOKENS.ingest },
  { authorization: `Bearer ${TOKENS.admin}` },
];

const NEW_TOKEN = '{"name":"sender","scopes":["ingest"]}';
const BODIES = [NEW_TOKEN, CHANNEL, CHANNEL.slice(0, -1), `"${WEBHOOK}"`, WEBHOOK];
const TYPES = ['application/json', 'text/plain'];
const WITH_BODY = TYPES.flatMap((type) => BODIES.map((body) => ({ headers: { 'content-type': type }, body })));
const WITHOUT_BODY = TYPES.map((type) => ({ headers: { 'content-type': type } }));

const SPELLINGS = PLANTED.flatMap((secret) => [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64'),
]);

function expectNoSecret(text: string): void {
  expect(SPELLINGS.filter((spelling) => text.includes(spelling))).toEqual([]);
}

function failing(error: unknown): Partial<AdminDeps> {
  const fail = () => Promise.reject(error);

  return {
    channels: { list: fail, get: fail, create: fail, replace: fail, remove: fail },
    sendTest: fail,
    sendTestDraft: fail,
    listDeliveries: fail,
    getDelivery: fail,
    listAlerts: fail,
    alertStory: fail,
    deadLetters: { list: fail, replay: fail, replayMatching: fail },
    audit: fail,
    tokens: { list: fail, create: fail, rotate: fail, revoke: fail },
    robots: fail,
    health: fail,
  };
}

describe.each(Object.entries<Route>(ROUTES))('%s', (_, route) => {
  test.each([undefined, ...ERRORS])('gives away no secret while its parts are well or throw (%#)', async (error) => {
    const lines: string[] = [];
    const telemetry = lineTelemetry(
      (line) => lines.push(line),
      () => 0,
    );
    const parts = error === undefined ? WELL : failing(error);
    const failure = error === undefined ? {} : { receive: () => Promise.reject(error) };
    const app =
      route.app === 'receive'
        ? createReceiveApp(receiveDeps({ ...failure, telemetry }).deps)
        : createAdminApp(adminDeps({ ...parts, telemetry }).deps);
    const path = route.path.replace('{key}', 'native').replace(/\{\w+\+?\}/, 'x');
    const requests = ['POST', 'PUT'].includes(route.method) ? WITH_BODY : WITHOUT_BODY;
    for (const credentials of CREDENTIALS) {
      for (const { headers, ...body } of requests) {
        const response = await app.request(`${path}?access_token=${WEBHOOK_TOKEN}`, {
          method: route.method,
          headers: { ...headers, ...credentials },
          ...body,
        });
        expectNoSecret(`${await response.text()} ${JSON.stringify([...response.headers])}`);
      }
    }
    expectNoSecret(lines.join('\n'));
  });
});

test('tokens that can not be looked up give away no secret', async () => {
  for (const error of ERRORS) {
    const lines: string[] = [];
    const telemetry = lineTelemetry(
      (line) => lines.push(line),
      () => 0,
    );
    const app = createAdminApp(adminDeps({ telemetry, access: { find: () => Promise.reject(error) } }).deps);
    const response = await app.request('/v1/robots', { headers: { 'x-api-key': TOKENS.admin } });

    expect(response.status).toBe(503);
    expectNoSecret(`${await response.text()} ${lines.join('\n')}`);
  }
});

test('the planted tokens are real: the right one is let in', async () => {
  const app = createAdminApp(adminDeps({ ...WELL, access }).deps);

  expect((await app.request('/v1/robots', { headers: { 'x-api-key': TOKENS.admin } })).status).toBe(200);
});

test('the audit gives away no secret of what was changed, in answers and in items', async () => {
  const { call, relay } = await startApi();
  const robot = { webhookUrl: WEBHOOK, signatureKey: SIGNATURE_KEY };
  const channel = { name: 'dba', type: 'dingtalk', robots: [robot], proxy: `http://${PROXY_AUTH}@192.0.2.8:3128` };
  const changed = { ...channel, robots: [{ ...robot, signatureKey: `${SIGNATURE_KEY}x` }], enabled: false };
  const answers = [
    await call('POST', '/v1/channels', channel),
    await call('PUT', '/v1/channels/dba', changed),
    await call('PUT', '/v1/channels/dba', { ...changed, proxy: null, robots: [{ webhookUrl: `${WEBHOOK}0` }] }),
    await call('DELETE', '/v1/channels/dba'),
    await call('POST', '/v1/dead-letters/replay', { channel: 'dba', reason: 'x' }),
    await call('GET', '/v1/audit'),
  ];
  expect(
    answers.map(({ status }) => status),
    answers[0]?.text,
  ).toEqual([201, 200, 200, 204, 200, 200]);
  const { token } = (await call('POST', '/v1/tokens', { name: 'x', scopes: ['read'] })).json;
  const { Items } = await relay.table.client.send(new ScanCommand({ TableName: relay.table.tableName }));

  expect(answers.at(-1)?.json.items).toHaveLength(4);
  const all = JSON.stringify([answers, Items, (await call('GET', '/v1/audit')).text]);
  expectNoSecret(all);
  expect(all).not.toContain(token);
});
