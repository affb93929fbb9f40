import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { hashToken, tokenIdOf } from '#shared/access/token.ts';
import { createLayoutStore } from '#shared/adapters/dynamodb/layout-store.ts';
import { createSourceMappings } from '#shared/adapters/dynamodb/source-mappings.ts';
import { createSweepPulse } from '#shared/adapters/dynamodb/sweep-pulse.ts';
import { createTokenStore } from '#shared/adapters/dynamodb/token-store.ts';
import { ENV } from '#shared/config/env-names.ts';
import { LAYOUT } from '#shared/layout/layout.ts';
import type { SourceMapping } from '#shared/receiving/mapping/source-mapping.ts';
import { type SecretsManagerStandIn, startSecretsManager } from '#test/contract/secrets-manager-stand-in.ts';
import { type DynaliteTable, startDynalite } from '#test/fixtures/dynalite.ts';
import { type EventsStandIn, startEvents } from './events-stand-in.ts';
import { httpEvent } from './http-event.ts';
import { type SqsStandIn, startSqs } from './sqs-stand-in.ts';

const ADMIN = 'fake-admin-token-of-the-secret';
const SENDER_ID = tokenIdOf('sender');
const SENDER = `tocsin_${SENDER_ID}_fake-secret-of-the-sender`;
const WEBHOOK_TOKEN = '0123456789abcdef0123456789abcdef';

type Handler = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

let table: DynaliteTable;
let secrets: SecretsManagerStandIn;
let queue: SqsStandIn;
let events: EventsStandIn;
let receive: Handler;
let admin: Handler;

const ORDERS: SourceMapping = {
  name: 'orders',
  match: { source: ['com.example'] },
  alert: { id: 'detail.id', name: 'detail.name' },
  levels: {},
  statuses: {},
  defaults: { level: 'caution' },
};

beforeAll(async () => {
  [table, secrets, queue, events] = await Promise.all([
    startDynalite(),
    startSecretsManager(),
    startSqs(),
    startEvents(),
  ]);
  secrets.secrets.set('tokens', JSON.stringify({ admin: ADMIN }));
  const sender = { id: SENDER_ID, name: 'sender', scopes: ['ingest'] as const, createdAt: 0, former: [], revision: 1 };
  await createTokenStore(table).write({ ...sender, current: { hash: hashToken(SENDER), since: 0 } }, 0);
  const secretsEndpoint = await secrets.client.config.endpoint?.();
  for (const [name, value] of Object.entries({
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_DYNAMODB: await endpointOf(table),
    AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${secretsEndpoint?.port}`,
    AWS_ENDPOINT_URL_SQS: queue.endpoint,
    [ENV.tableName]: table.tableName,
    [ENV.wakeUpQueueUrl]: `${queue.endpoint}/123456789012/wake-ups`,
    [ENV.dispatcherUrl]: `${events.endpoint}/2015-03-31/functions/dispatch/invocations`,
    [ENV.operatorQueueUrl]: `${queue.endpoint}/123456789012/operators`,
    [ENV.secretPrefix]: 'tocsin/robot/',
    [ENV.apiTokensSecret]: 'tokens',
  })) {
    vi.stubEnv(name, value);
  }
  // Before the first request: what a file says of senders is remembered for some seconds.
  await createSourceMappings({ ...table, cacheMs: 0, now: () => 0 }).putSourceMappings([ORDERS]);
  const { handler } = await import('#functions/receive/handler.ts');
  receive = async (event) => (await handler(event)) as APIGatewayProxyStructuredResultV2;
  ({ handler: admin } = await import('#functions/admin/handler.ts'));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await Promise.all([table.stop(), secrets.stop(), queue.stop(), events.stop()]);
});

async function endpointOf({ client }: DynaliteTable): Promise<string> {
  const endpoint = await client.config.endpoint?.();
  return `http://127.0.0.1:${endpoint?.port}`;
}

async function call(handler: Handler, method: string, path: string, token: string, body?: unknown) {
  const headers = { 'x-api-key': token, 'content-type': 'application/json' };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const result = await handler(httpEvent(method, path, { headers, ...sent }));

  return {
    status: result.statusCode,
    text: result.body ?? '',
    json: result.body ? JSON.parse(result.body) : undefined,
  };
}

test('on AWS an alert goes from the ingest of one function to the ledger of the other', async () => {
  expect((await call(receive, 'POST', '/v1/alerts', SENDER, { name: 'early' })).json).toMatchObject({
    type: 'urn:tocsin:problem:no-channel',
  });

  const webhookUrl = `https://oapi.dingtalk.com/robot/send?access_token=${WEBHOOK_TOKEN}`;
  const created = await call(admin, 'POST', '/v1/channels', ADMIN, {
    name: '运维 1',
    type: 'dingtalk',
    robots: [{ name: '1', webhookUrl }],
  });
  expect(created).toMatchObject({ status: 201, json: { name: '运维 1' } });
  expect(created.text).not.toContain(WEBHOOK_TOKEN);
  expect([...secrets.secrets.values()].join()).toContain(WEBHOOK_TOKEN);

  const alert = { id: 'disk-7', name: 'Disk almost full', level: 'critical' };
  const accepted = await call(receive, 'POST', '/v1/alerts', SENDER, alert);
  expect(accepted.json).toMatchObject({ success: true, accepted: 1, alerts: [{ id: 'disk-7', channels: ['运维 1'] }] });
  expect(events.requests.map(({ body }) => JSON.parse(body).wakeUp.marks)).toEqual([
    [expect.stringMatching(/\/运维 1$/)],
  ]);

  const listed = await call(admin, 'GET', '/v1/alerts', ADMIN);
  expect(listed.json).toMatchObject({
    items: [{ id: 'disk-7', channel: '运维 1', state: 'waiting', level: 'critical' }],
  });
  expect((await call(admin, 'GET', '/v1/alerts/disk-7', ADMIN)).json).toMatchObject({ name: 'Disk almost full' });
  expect((await call(admin, 'GET', '/v1/robots', ADMIN)).json).toMatchObject({
    items: [{ channel: '运维 1', limit: 20 }],
  });
  expect((await call(admin, 'GET', '/v1/deliveries', ADMIN)).json).toEqual({ items: [], cursor: null });
});

test('what receive wakes the dispatcher with is what the dispatcher takes', async () => {
  const { handler } = await import('#functions/dispatch/handler.ts');
  const event = JSON.parse(events.requests[0]?.body ?? '');
  const asked = vi.spyOn(DynamoDBClient.prototype, 'send');
  try {
    expect(await handler({ ...event, wakeUp: { lane: 'of nobody' } })).toEqual({ batchItemFailures: [] });
    expect(JSON.stringify(asked.mock.calls.map(([command]) => command.input))).toContain('R#of nobody');
  } finally {
    asked.mockRestore();
  }
});

test('a wake-up that fails is an event that failed', async () => {
  const { handler } = await import('#functions/dispatch/handler.ts');
  vi.spyOn(DynamoDBClient.prototype, 'send').mockRejectedValue(new Error('the table is away'));
  try {
    await expect(handler({ wakeUp: { lane: 'a' }, atMs: 0 })).rejects.toThrow('WakeUpFailedError');
  } finally {
    vi.restoreAllMocks();
  }
});

test('events of the queue are stored record by record, by the mapping of a file', async () => {
  const event = { source: 'com.example', 'detail-type': 'Order', detail: { id: 'o-1', name: 'Order failed' } };
  const { handler } = await import('#functions/receive/handler.ts');
  const records = [JSON.stringify(event), 'nobody can read this'].map((body, at) => ({
    ...{ messageId: String(at), eventSource: 'aws:sqs', body },
  }));

  expect(await handler({ Records: records })).toEqual({ batchItemFailures: [] });
  expect(await handler(event)).toBeUndefined();
  expect((await call(admin, 'GET', '/v1/alerts/o-1', ADMIN)).json).toMatchObject({
    name: 'Order failed',
    level: 'caution',
    source: 'orders',
  });
  expect((await call(admin, 'GET', '/v1/alerts', ADMIN)).text).toContain('unreadable AWS message');
  expect((await call(receive, 'POST', '/v1/alerts/orders', SENDER, event)).status).toBe(200);
  expect((await call(receive, 'POST', '/v1/alerts/others', SENDER, event)).status).toBe(404);
});

test('a channel that holds waiting alerts stays', async () => {
  expect(await call(admin, 'DELETE', '/v1/channels/运维 1', ADMIN)).toMatchObject({
    status: 409,
    json: { type: 'urn:tocsin:problem:holds-waiting' },
  });
});

test('tokens of the table and of the secret each do what they may', async () => {
  expect((await call(admin, 'GET', '/v1/channels', SENDER)).status).toBe(403);
  expect((await call(receive, 'POST', '/v1/alerts', ADMIN, { name: 'a' })).status).toBe(200);
  expect((await call(receive, 'POST', '/v1/alerts', 'fake-token-of-nobody', { name: 'a' })).status).toBe(401);
});

test('a token that one function makes is valid in the other at once', async () => {
  const made = await call(admin, 'POST', '/v1/tokens', ADMIN, { name: 'OCP', scopes: ['ingest'] });
  expect(made).toMatchObject({
    status: 201,
    json: { token: expect.stringMatching(/^tocsin_[0-9a-f]{16}_[\w-]{43}$/) },
  });

  expect((await call(receive, 'POST', '/v1/alerts', made.json.token, { name: 'a' })).status).toBe(200);
  expect((await call(admin, 'DELETE', `/v1/tokens/${made.json.id}`, ADMIN)).status).toBe(204);
  expect((await call(admin, 'GET', '/v1/channels', made.json.token)).status).toBe(401);
});

test('the table is marked with the layout of its items', async () => {
  expect(await createLayoutStore(table).read()).toEqual(LAYOUT);
});

test('the health follows the pulse of the sweep', async () => {
  const { healthFrom } = await import('#functions/admin/health.ts');
  const pulse = createSweepPulse(table);
  expect(await pulse.lastAt()).toBeUndefined();
  expect((await call(admin, 'GET', '/healthz', '')).json).toEqual({ status: 'ok', store: 'ok', dispatcher: 'ok' });

  await pulse.beat(1_000);
  expect(await pulse.lastAt()).toBe(1_000);
  expect(await healthFrom(() => pulse.lastAt(), 301_000)).toEqual({ store: 'ok', dispatcher: 'ok' });
  expect(await healthFrom(() => pulse.lastAt(), 301_001)).toEqual({ store: 'ok', dispatcher: 'dead' });
});
