import { describe, expect, test } from 'vitest';
import { isForReceive } from '#functions/edge/routes.ts';
import { createReceiveApp } from '#functions/receive/app.ts';
import { listedAccess } from '#shared/access/access.ts';
import { hashToken } from '#shared/access/token.ts';
import { sourceFor } from '#shared/receiving/source-registry.ts';
import { bearer, receiveDeps, TOKENS } from './fakes.ts';

const NOTIFICATION = JSON.stringify({
  version: '4',
  status: 'firing',
  alerts: [{ status: 'firing', labels: { alertname: 'HostDown', instance: '192.0.2.10' }, fingerprint: 'f1' }],
});

function setUp(overrides: Parameters<typeof receiveDeps>[0] = {}) {
  const parts = receiveDeps({ sourceFor, ...overrides });
  const app = createReceiveApp(parts.deps);
  const post = (path: string, headers: Record<string, string> = bearer('ingest')) =>
    app.request(path, { method: 'POST', body: NOTIFICATION, headers });

  return { ...parts, post };
}

describe('the path of prometheus-webhook-dingtalk', () => {
  test.each([
    ['/dingtalk/ops/send', { source: 'alertmanager', channels: ['ops'] }],
    ['/dingtalk/ops/send?source=prod', { source: 'prod', channels: ['ops'] }],
    ['/dingtalk/%E8%BF%90%E7%BB%B4/send', { source: 'alertmanager', channels: ['运维'] }],
    ['/dingtalk/100%25/send', { source: 'alertmanager', channels: ['100%'] }],
  ])('%s sends what Alertmanager posts to the channel of that name', async (path, expected) => {
    const { post, batches } = setUp();
    const response = await post(path);

    expect(response.status).toBe(200);
    expect(await response.json()).not.toHaveProperty('notes');
    expect(batches).toMatchObject([{ ...expected, alerts: [{ name: 'HostDown', id: 'f1' }] }]);
  });

  test('takes the token as http_config of Alertmanager sends it: bearer, or the password of basic_auth', async () => {
    const basic = { authorization: `Basic ${Buffer.from(`alertmanager:${TOKENS.ingest}`).toString('base64')}` };
    const { post } = setUp();

    expect((await post('/dingtalk/ops/send', basic)).status).toBe(200);
    expect((await post(`/dingtalk/ops/send?access_token=${TOKENS.ingest}`, {})).status).toBe(401);
  });

  test('names its channel by the path alone', async () => {
    const { post, batches } = setUp();
    const response = await post('/dingtalk/ops/send?channel=dba');

    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      errors: [{ field: 'channel', message: expect.stringMatching(/path/) }],
    });
    expect(batches).toEqual([]);
  });

  test('refuses a slip of the pen as the other routes do', async () => {
    const { post } = setUp();

    expect(await (await post('/dingtalk/ops/send?sorce=x')).json()).toMatchObject({ errors: [{ field: 'sorce' }] });
  });

  test('keeps a bound token to its channels', async () => {
    const token = 'fake-bound-token-00001';
    const bounds = { channels: ['ops'] };
    const access = listedAccess([{ hash: hashToken(token), name: 'bound', scopes: ['ingest'], bounds }]);
    const { post } = setUp({ access });

    expect((await post('/dingtalk/ops/send', { 'x-api-key': token })).status).toBe(200);
    expect((await post('/dingtalk/dba/send', { 'x-api-key': token })).status).toBe(403);
    expect((await post('/prometheusalert?channel=dba', { 'x-api-key': token })).status).toBe(403);
  });
});

describe('the path of PrometheusAlert', () => {
  test.each([
    ['?type=dd&tpl=prometheus-dd&channel=ops', { source: 'alertmanager', channels: ['ops'] }],
    ['?type=wx&tpl=prometheus-wx&split=false&source=prod', { source: 'prod' }],
    ['?type=dd&tpl=grafana-dd', { source: 'grafana' }],
    ['?type=dd&tpl=x&ddurl=&at=&rr=false', { source: 'alertmanager' }],
  ])('%s reaches the use case as %j', async (query, expected) => {
    const { post, batches } = setUp();
    const response = await post(`/prometheusalert${query}`);

    expect(response.status).toBe(200);
    expect(batches).toMatchObject([{ ...expected, alerts: [{ name: 'HostDown' }] }]);
    expect(batches[0]?.channels).toEqual('channels' in expected ? expected.channels : undefined);
  });

  test('says which parameters had no effect, and what has it here', async () => {
    const { post } = setUp();
    const answer = await (await post('/prometheusalert?type=dd&tpl=prometheus-dd&split=true')).json();

    expect(answer).toMatchObject({
      notes: [
        expect.stringMatching(/^type /),
        expect.stringMatching(/^tpl .*templates/),
        expect.stringMatching(/^split /),
      ],
    });
  });

  test.each(['ddurl', 'wxurl', 'fsurl', 'webhookurl'])(
    'sends to no address that a query names: %s is refused without a word of it',
    async (name) => {
      const { post, batches, telemetry } = setUp();
      const response = await post(
        `/prometheusalert?type=dd&tpl=prometheus-dd&${name}=https://oapi.dingtalk.com/robot/send?access_token=fake-secret-1&channel=ops`,
      );
      const text = await response.text();

      expect(response.status).toBe(422);
      expect(JSON.parse(text)).toMatchObject({
        errors: [{ field: name, message: expect.stringMatching(/Put the robot into a channel.*channel=NAME/) }],
      });
      expect(text + JSON.stringify(telemetry.lines)).not.toContain('fake-secret-1');
      expect(batches).toEqual([]);
    },
  );

  test.each([
    ['at=13800000000', 'at', /mention\.mobiles/],
    ['rr=true', 'rr', /several robots/],
    ['phone=13800000000', 'phone', /channel=NAME/],
    ['alertgroup=dba', 'alertgroup', /channel=NAME/],
    ['type=fs', 'type', /dd .* or wx/],
    ['from=aliyun', 'from', /\/v1\/alerts/],
    ['chanel=ops', 'chanel', /did you mean channel/],
  ])('refuses %s, which would be lost in silence otherwise', async (query, field, message) => {
    const { post, batches } = setUp();
    const response = await post(`/prometheusalert?tpl=x&${query}`);

    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ errors: [{ field, message: expect.stringMatching(message) }] });
    expect(batches).toEqual([]);
  });
});

test('both are for the receiving function, and nothing near them is', () => {
  expect(isForReceive('POST', '/dingtalk/ops/send')).toBe(true);
  expect(isForReceive('POST', '/prometheusalert')).toBe(true);
  for (const path of [
    '/dingtalk/send',
    '/dingtalk/a/b/send',
    '/dingtalk/ops',
    '/prometheusalert/x',
    '/v1/alerts/a/b',
  ]) {
    expect(isForReceive('POST', path)).toBe(false);
  }
  expect(isForReceive('GET', '/prometheusalert')).toBe(false);
});
