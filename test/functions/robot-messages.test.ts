import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { lambdaHandler } from '#functions/edge/lambda.ts';
import { lineTelemetry } from '#functions/edge/line-telemetry.ts';
import { createReceiveApp } from '#functions/receive/app.ts';
import type { Batch } from '#shared/receiving/receive.ts';
import { signature } from '#shared/robots/dingtalk/sign.ts';
import { OK, startDropIn, TEXT } from './drop-in.ts';
import { receiveDeps } from './fakes.ts';
import { httpEvent } from './http-event.ts';

const SIGNING_KEY = 'SEC-fake-signing-key-000000000001';

describe('a request without a right token', () => {
  test.each([
    ['/robot/send', 40035, '缺少参数 access_token'],
    ['/robot/send?access_token=', 40035, '缺少参数 access_token'],
    ['/robot/send?access_token=fake-unknown-token-1', 300005, 'token is not exist'],
    ['/robot/send?access_token=fake-read-token-000001', 300005, 'token is not exist'],
    ['/cgi-bin/webhook/send', 93000, expect.stringContaining('invalid webhook url')],
    ['/cgi-bin/webhook/send?key=fake-unknown-token-1', 93000, expect.stringContaining('invalid webhook url')],
    ['/cgi-bin/webhook/upload_media?key=fake-unknown-token-1&type=file', 93000, expect.anything()],
  ])('%s is answered by %i', async (path, errcode, errmsg) => {
    const { api } = await startDropIn();
    const answer = await api.call('POST', path, TEXT);

    expect(answer).toMatchObject({ status: 200, json: { errcode, errmsg } });
    await api.run(2_000);
    expect(api.relay.seen).toEqual([]);
  });

  test('that is bound to no channels is told what helps', async () => {
    const { api } = await startDropIn();
    const { json } = await api.call('POST', '/robot/send?access_token=fake-ingest-token-0001', TEXT);

    expect(json).toEqual({
      errcode: 300005,
      errmsg: 'token is not exist (tocsin: this token is bound to no channels, make one that is)',
    });
  });
});

test.each(['tocsin', 'tocsin-canary'])('a token whose source is %s speaks for nobody', async (source) => {
  const { api } = await startDropIn();
  const token = await api.makeToken('x', { scopes: ['ingest'], channels: ['team-d'], sources: [source] });
  const { json } = await api.call('POST', `/robot/send?access_token=${token}`, TEXT);

  expect(json).toEqual({ errcode: 300005, errmsg: expect.stringContaining('the relay speaks of itself') });
});

describe('a token with a signing key', () => {
  const signed = { token: { signingKey: SIGNING_KEY } };
  const query = (timestamp: number, key = SIGNING_KEY) =>
    `&timestamp=${timestamp}&sign=${encodeURIComponent(signature(timestamp, key))}`;

  test('counts beside a right signature of the last hour or the next', async () => {
    const { api, send } = await startDropIn(signed);
    const nowMs = api.relay.now();

    for (const at of [nowMs, nowMs - 3_600_000, nowMs + 3_600_000]) {
      expect((await send('dingtalk', TEXT, query(at))).json).toEqual(OK);
    }
  });

  test.each([
    ['none', () => '', '签名不匹配'],
    ['that of another key', (now: number) => query(now, 'SEC-another'), '签名不匹配'],
    ['a broken one', (now: number) => `&timestamp=${now}&sign=x`, '签名不匹配'],
    ['one of another time', (now: number) => query(now).replace(`${now}`, `${now + 1}`), '签名不匹配'],
    ['one of yesterday', (now: number) => query(now - 3_600_001), '签名过期'],
    ['one of tomorrow', (now: number) => query(now + 3_600_001), '签名过期'],
  ])('does not count beside %s', async (_, signedAs, words) => {
    const { api, send } = await startDropIn(signed);
    const { json } = await send('dingtalk', TEXT, signedAs(api.relay.now()));

    expect(json).toEqual({ errcode: 310000, errmsg: expect.stringContaining(words) });
  });

  test('opens nothing else', async () => {
    const { api, tokens } = await startDropIn(signed);

    expect((await api.call('POST', '/v1/alerts', { name: 'x' }, tokens.dingtalk)).status).toBe(401);
    expect((await api.call('POST', `/cgi-bin/webhook/send?key=${tokens.dingtalk}`, TEXT)).json.errcode).toBe(93000);
  });

  test('keeps it in neither the table nor an answer nor the audit', async () => {
    const { api, tokens } = await startDropIn(signed);
    const [listed, audit] = [await api.call('GET', '/v1/tokens'), await api.call('GET', '/v1/audit')];

    const { client, tableName } = api.relay.table;
    const { Items } = await client.send(new ScanCommand({ TableName: tableName }));

    for (const text of [listed.text, audit.text, JSON.stringify(Items)]) {
      expect(text).not.toContain(SIGNING_KEY);
      expect(text).not.toContain(tokens.dingtalk);
    }
    expect(listed.json.items.map(({ signed: isSigned }: { signed: boolean }) => isSigned).toSorted()).toEqual([
      false,
      true,
    ]);
  });
});

describe('a token that was rotated', () => {
  const rotate = async (wanted: object) => {
    const { api, paths, send } = await startDropIn({ token: { signingKey: SIGNING_KEY } });
    const [{ id }] = (await api.call('GET', '/v1/tokens')).json.items.filter(
      ({ name }: { name: string }) => name === 'jenkins',
    );
    const rotated = await api.call('POST', `/v1/tokens/${id}/rotate`, wanted);
    return { api, paths, send, rotated, at: `/robot/send?access_token=${rotated.json.token}` };
  };
  const query = (timestamp: number, key: string) =>
    `&timestamp=${timestamp}&sign=${encodeURIComponent(signature(timestamp, key))}`;

  test('needs its signing key again, which is kept under the value that is replaced', async () => {
    const { rotated } = await rotate({});

    expect(rotated).toMatchObject({ status: 422, json: { errors: [{ field: 'signingKey' }] } });
  });

  test('is signed with another key, and its former value with the former one', async () => {
    const { api, send, at } = await rotate({ signingKey: 'SEC-another' });
    const nowMs = api.relay.now();
    const code = async (path: string) => (await api.call('POST', path, TEXT)).json.errcode;

    expect(await code(at + query(nowMs, 'SEC-another'))).toBe(0);
    expect(await code(at + query(nowMs, SIGNING_KEY))).toBe(310000);
    expect((await send('dingtalk', TEXT, query(nowMs, SIGNING_KEY))).json.errcode).toBe(0);
    expect((await send('dingtalk', TEXT)).json.errcode).toBe(310000);
  });

  test('needs no signature any more where the key is taken away', async () => {
    const { api, at } = await rotate({ signingKey: null });

    expect((await api.call('POST', at, TEXT)).json).toEqual(OK);
  });
});

test('a token may look like that of a robot of DingTalk, also once rotated', async () => {
  const { api } = await startDropIn();
  const wanted = { name: 'apprise', scopes: ['ingest'], channels: ['team-d'], form: 'robot' };
  const made = (await api.call('POST', '/v1/tokens', wanted)).json;
  const rotated = (await api.call('POST', `/v1/tokens/${made.id}/rotate`, {})).json;

  expect(new Set([made.token, rotated.token]).size).toBe(2);
  for (const { token } of [made, rotated]) {
    expect(token).toMatch(/^[0-9a-f]{64}$/);
    expect((await api.call('POST', `/robot/send?access_token=${token}`, TEXT)).json).toEqual(OK);
    expect((await api.call('POST', '/v1/alerts', { name: 'x' }, token)).status).toBe(200);
  }
  expect(made.form).toBe('robot');
  const other = made.token.replace(/.$/, (last: string) => (last === '0' ? '1' : '0'));
  expect((await api.call('POST', `/robot/send?access_token=${other}`, TEXT)).json.errcode).toBe(300005);
});

test.each([[{ scopes: ['ingest'] }], [{ scopes: ['ingest', 'read'], channels: ['team-d'] }], [{ scopes: ['admin'] }]])(
  'a signing key, and the look of a robot, are refused for a token of %j',
  async (wanted) => {
    const { api } = await startDropIn();
    const asked = { name: 'x', form: 'robot', signingKey: SIGNING_KEY, ...wanted };
    const answer = await api.call('POST', '/v1/tokens', asked);

    expect(answer).toMatchObject({ status: 422, json: { errors: [{ field: 'signingKey' }, { field: 'form' }] } });
  },
);

describe('while something of the relay does not work', () => {
  test.each([
    [
      'not stored',
      { receive: async () => ({ kind: 'not-stored' as const }) },
      [{ name: 'robotMessageNotStored', value: 1 }],
    ],
    ['a throw', { receive: () => Promise.reject(new Error('no')) }, [{ name: 'robotMessageNotStored', value: 1 }]],
    ['no channel', { receive: async () => ({ kind: 'no-channel' as const }) }, []],
  ])('%s is counted where the sender has to come again', async (_, broken, counts) => {
    const { api, paths } = await startDropIn();
    const { deps, telemetry } = receiveDeps({ access: api.stores.tokens, ...broken });
    await createReceiveApp(deps).request(paths.dingtalk, { method: 'POST', body: JSON.stringify(TEXT) });

    expect(telemetry.counts).toEqual(counts);
  });

  test.each([
    ['dingtalk', { errcode: -1, errmsg: '系统繁忙' }],
    ['wecom', { errcode: -1, errmsg: expect.stringContaining('system busy') }],
  ] as const)('a sender to %s is told to come again, and no line of the log holds its token', async (product, busy) => {
    const { api, paths, tokens } = await startDropIn();
    for (const broken of [
      { receive: async () => ({ kind: 'not-stored' as const }) },
      { receive: () => Promise.reject(new Error(`no answer to ${paths[product]}`)) },
      { access: { find: () => Promise.reject(new Error(`no answer for access_token=${tokens[product]}`)) } },
    ]) {
      const lines: string[] = [];
      const { deps } = receiveDeps({
        access: api.stores.tokens,
        telemetry: lineTelemetry((line) => lines.push(line)),
        ...broken,
      });
      const response = await createReceiveApp(deps).request(paths[product], {
        method: 'POST',
        body: JSON.stringify(TEXT),
      });

      expect(response.status).toBe(200);
      expect(await response.json()).toEqual(busy);
      expect(lines.join()).toMatch(/robot message/);
      expect(lines.join()).not.toContain(tokens[product]);
    }
  });

  test('a body that breaks off is no message', async () => {
    const { api, paths } = await startDropIn();
    const { deps } = receiveDeps({ access: api.stores.tokens });
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error('reset')) });
    const response = await createReceiveApp(deps).request(paths.dingtalk, {
      method: 'POST',
      body,
      duplex: 'half',
    } as RequestInit);

    expect(await response.json()).toEqual({ errcode: 40035, errmsg: '缺少参数 json' });
  });
});

test('a signed message is taken as a function behind an HTTP API gets it, its body in base64', async () => {
  const { api, tokens } = await startDropIn({ token: { signingKey: SIGNING_KEY } });
  const [nowMs, batches] = [api.relay.now(), [] as Batch[]];
  const receive = async (batch: Batch) => {
    batches.push(batch);
    return { kind: 'accepted' as const, accepted: 1, alerts: [] };
  };
  const { deps } = receiveDeps({ access: api.stores.tokens, now: () => nowMs, receive });
  const sign = encodeURIComponent(signature(nowMs, SIGNING_KEY));
  const result = await lambdaHandler(createReceiveApp(deps).fetch)(
    httpEvent('POST', '/robot/send', {
      rawQueryString: `access_token=${tokens.dingtalk}&timestamp=${nowMs}&sign=${sign}`,
      body: Buffer.from(JSON.stringify(TEXT)).toString('base64'),
      isBase64Encoded: true,
    }),
  );

  expect(result).toMatchObject({ statusCode: 200, body: JSON.stringify(OK) });
  expect(batches).toMatchObject([{ source: 'jenkins', channels: ['team-d'], within: ['team-d'] }]);
});

test('an upload is refused in the words of WeCom', async () => {
  const { api, tokens } = await startDropIn();
  const { status, json } = await api.call('POST', `/cgi-bin/webhook/upload_media?key=${tokens.wecom}&type=file`);

  expect(status).toBe(200);
  expect(json).toEqual({ errcode: 40004, errmsg: expect.stringContaining('invalid media type') });
});
