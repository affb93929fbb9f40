import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createReceiveApp } from '#functions/receive/app.ts';
import { listedAccess } from '#shared/access/access.ts';
import { hashToken } from '#shared/access/token.ts';
import type { SenderKeys, SignatureRule } from '#shared/receiving/signature/signature-rule.ts';
import { sourceFor } from '#shared/receiving/source-registry.ts';
import { bearer, NOW_MS, receiveDeps } from './fakes.ts';

const KEY = 'fake-signing-key-0001';
const RULE: SignatureRule = {
  source: 'grafana-prod',
  key: { kind: 'secret', name: 'senders/grafana-prod' },
  header: 'X-Grafana-Alerting-Signature',
  timestampHeader: 'X-Grafana-Alerting-Timestamp',
  maxAgeSeconds: 300,
};
const NOTIFICATION = JSON.stringify({
  status: 'firing',
  alerts: [{ status: 'firing', labels: { alertname: 'HostDown', severity: 'page' }, annotations: { summary: '主机' } }],
});

function signed(body: string | Uint8Array, key = KEY, seconds = Math.floor(NOW_MS / 1_000)): Record<string, string> {
  const signature = createHmac('sha256', key).update(`${seconds}:`).update(body).digest('hex');
  return { 'X-Grafana-Alerting-Signature': signature, 'X-Grafana-Alerting-Timestamp': String(seconds) };
}

const keysOf = (read: string | undefined, fresh = read): SenderKeys => ({
  read: async () => read,
  readFresh: async () => fresh,
});

function setUp(keys: SenderKeys = keysOf(KEY), rules: readonly SignatureRule[] = [RULE]) {
  const parts = receiveDeps({ sourceFor, keys, signatures: { signatures: async () => rules } });
  const app = createReceiveApp(parts.deps);
  const post = (path: string, headers: Record<string, string>, body: string | Uint8Array<ArrayBuffer> = NOTIFICATION) =>
    app.request(path, {
      method: 'POST',
      body,
      headers: { ...bearer('ingest'), 'content-type': 'application/json', ...headers },
    });

  return { ...parts, post };
}

const PATH = '/v1/alerts/grafana?source=grafana-prod';

test('a request of the sender comes in with a right signature', async () => {
  const { post, batches } = setUp();

  expect((await post(PATH, signed(NOTIFICATION))).status).toBe(200);
  expect(batches).toMatchObject([{ source: 'grafana-prod', alerts: [{ name: 'HostDown' }] }]);
});

test('the bytes are judged as they came, also what is no UTF-8', async () => {
  const { post } = setUp();
  const body = new Uint8Array([...new TextEncoder().encode(NOTIFICATION), 0xff]);

  expect((await post(PATH, signed(body), body)).status).toBe(200);
});

test.each([
  ['without a signature', {}, /X-Grafana-Alerting-Signature is missing: fill in Secret/],
  ['signed by another key', signed(NOTIFICATION, 'fake-other-key'), /does not fit: compare Secret/],
  ['of another body', signed('{}'), /does not fit/],
  ['that is an hour old', signed(NOTIFICATION, KEY, NOW_MS / 1_000 - 3_600), /more than 300 s from now/],
  [
    'without its time',
    { 'X-Grafana-Alerting-Signature': 'a'.repeat(64) },
    /X-Grafana-Alerting-Timestamp is missing: fill in Timestamp Header/,
  ],
])('a request %s is refused, saying what to look at and no key', async (_, headers, words) => {
  const { post, batches, telemetry } = setUp();
  const response = await post(PATH, headers);
  const text = await response.text();

  expect(response.status).toBe(403);
  expect(JSON.parse(text)).toMatchObject({
    type: 'urn:tocsin:problem:not-believed',
    detail: expect.stringMatching(words),
  });
  expect(batches).toEqual([]);
  expect(telemetry.lines).toContainEqual(
    expect.objectContaining({
      message: 'signature refused',
      fields: expect.objectContaining({ source: 'grafana-prod' }),
    }),
  );
  expect(text + JSON.stringify(telemetry.lines)).not.toContain(KEY);
});

describe('nobody passes as that sender by another way', () => {
  const native = JSON.stringify({ name: 'x', source: 'grafana-prod' });

  test.each([
    ['/v1/alerts?source=grafana-prod', '{"name":"x"}'],
    ['/v1/alerts', native],
    ['/v1/alerts?source=other', `[{"name":"y"},${native}]`],
    ['/v1/alerts/alertmanager?source=grafana-prod', NOTIFICATION],
    ['/dingtalk/ops/send?source=grafana-prod', NOTIFICATION],
    ['/prometheusalert?tpl=grafana-dd&source=grafana-prod', NOTIFICATION],
  ])('%s', async (path, body) => {
    const { post, batches } = setUp();

    expect((await post(path, {}, body)).status).toBe(403);
    expect(batches).toEqual([]);
    expect((await post(path, signed(body), body)).status).toBe(200);
  });
});

test('nor says that it is there', async () => {
  const parts = receiveDeps({ keys: keysOf(KEY), signatures: { signatures: async () => [RULE] } });
  const beat = (headers: Record<string, string>) =>
    createReceiveApp(parts.deps).request('/v1/heartbeats/grafana-prod', {
      method: 'POST',
      headers: { ...bearer('ingest'), ...headers },
      body: 'here',
    });

  expect((await beat({})).status).toBe(403);
  expect((await beat(signed('here'))).status).toBe(200);
});

test('nor by the wire of a robot, where it could not sign', async () => {
  const token = 'fake-bound-token-00001';
  const tokenOf = (source: string) => ({ channels: ['ops'], sources: [source] });
  const send = async (bounds: ReturnType<typeof tokenOf>) => {
    const access = listedAccess([{ hash: hashToken(token), name: 'bound', scopes: ['ingest'], bounds }]);
    const parts = receiveDeps({ access, keys: keysOf(KEY), signatures: { signatures: async () => [RULE] } });
    const response = await createReceiveApp(parts.deps).request(`/robot/send?access_token=${token}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ msgtype: 'text', text: { content: 'x' } }),
    });
    return { answer: await response.json(), batches: parts.batches };
  };

  const refused = await send(tokenOf('grafana-prod'));
  expect(refused).toMatchObject({
    answer: { errcode: 300005, errmsg: expect.stringContaining('has to sign') },
    batches: [],
  });
  expect(await send(tokenOf('jenkins'))).toMatchObject({ answer: { errcode: 0 }, batches: [{ source: 'jenkins' }] });
});

test('other senders need no signature', async () => {
  const { post } = setUp();

  expect((await post('/v1/alerts/grafana?source=grafana-test', {})).status).toBe(200);
  expect((await post('/v1/alerts/grafana', {})).status).toBe(200);
});

test('a rule for grafana is for requests that name no sender', async () => {
  const { post } = setUp(keysOf(KEY), [{ ...RULE, source: 'grafana' }]);

  expect((await post('/v1/alerts/grafana', {})).status).toBe(403);
  expect((await post('/v1/alerts/grafana', signed(NOTIFICATION))).status).toBe(200);
});

test('a key that was changed a moment ago is asked for anew; while both are in the secret both are right', async () => {
  const changed = setUp(keysOf('fake-former-key', KEY));
  expect((await changed.post(PATH, signed(NOTIFICATION))).status).toBe(200);

  const both = setUp(keysOf(JSON.stringify(['fake-new-key', KEY])));
  for (const key of ['fake-new-key', KEY]) expect((await both.post(PATH, signed(NOTIFICATION, key))).status).toBe(200);
});

test.each([
  ['there is no key yet', keysOf(undefined), /write the secret that grafanaSignatures names/],
  [
    'the store is away',
    { read: () => Promise.reject(new Error('no answer')), readFresh: async () => undefined },
    /can not be read now/,
  ],
])('while %s nothing is accepted, and the sender is to come again', async (_, keys, words) => {
  const { post, batches } = setUp(keys);
  const response = await post(PATH, signed(NOTIFICATION));

  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toBe('20');
  expect(await response.json()).toMatchObject({ detail: expect.stringMatching(words) });
  expect(batches).toEqual([]);
});
