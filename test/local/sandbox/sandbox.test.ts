import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import type { Fault } from '#local/sandbox/fault.ts';
import type { GroupSpec } from '#local/sandbox/group-spec.ts';
import { type Sandbox, startSandbox } from '#local/sandbox/sandbox.ts';
import { EXAMPLE_GROUPS, testLines } from '#local/sandbox/sandbox-guide.ts';
import { transcript } from '#local/sandbox/transcript.ts';
import { NOON_MS } from './calls.ts';

const DING: GroupSpec = { product: 'dingtalk', name: 'dba', token: 'fake-token' };
const WECOM: GroupSpec = { product: 'wecom', name: 'ops', token: 'fake-key' };
const HELLO = { msgtype: 'text', text: { content: 'hello' } };

const open: Sandbox[] = [];

async function start(
  groups: readonly GroupSpec[] = [DING, WECOM],
  now: () => number = () => NOON_MS,
): Promise<Sandbox> {
  const sandbox = await startSandbox({ groups, now });
  open.push(sandbox);

  return sandbox;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((sandbox) => sandbox.close()));
});

async function post(url: string, body: unknown = HELLO): Promise<{ status: number; text: string; date: number }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(1_000),
  });
  const date = Date.parse(response.headers.get('date') ?? '');

  return { status: response.status, text: await response.text(), date };
}

const OK = '{"errcode":0,"errmsg":"ok"}';

describe('the sandbox', () => {
  it('passes both test lines of the OCP manual with only the host changed', async () => {
    const sandbox = await start(EXAMPLE_GROUPS);
    for (const line of testLines(sandbox)) {
      const { stdout } = await promisify(execFile)('sh', ['-c', `${line} --silent --max-time 5`]);
      expect(stdout).toBe(OK);
    }
    expect(sandbox.groups.map((group) => group.messages.map(({ text }) => text))).toEqual([
      ['hello world'],
      [],
      ['hello world'],
    ]);
  });

  it('takes a signed message and refuses an unsigned one', async () => {
    const key = 'SECfake';
    const sandbox = await start([{ ...DING, signingKey: key }]);
    const sign = createHmac('sha256', key).update(`${NOON_MS}\n${key}`).digest('base64');
    const url = sandbox.webhookUrl(DING.token);

    expect((await post(`${url}&timestamp=${NOON_MS}&sign=${encodeURIComponent(sign)}`)).text).toBe(OK);
    expect((await post(url)).text).toContain('310000');
  });

  it('answers a stranger as the products do, always with status 200', async () => {
    const sandbox = await start();

    expect(await post(`${sandbox.url}/robot/send`)).toMatchObject({
      status: 200,
      text: '{"errcode":40035,"errmsg":"缺少参数 access_token"}',
    });
    expect((await post(`${sandbox.url}/robot/send?access_token=fake-key`)).text).toBe(
      '{"errcode":300005,"errmsg":"token is not exist"}',
    );
    expect((await post(`${sandbox.url}/cgi-bin/webhook/send`)).text).toContain(
      '"errcode":93000,"errmsg":"invalid webhook url',
    );
    expect(await (await fetch(`${sandbox.url}/robot/send`)).text()).toBe('{"errcode":43002,"errmsg":"需要POST请求"}');
  });

  it('counts what it refused, throttled and delivered, and the busiest minute', async () => {
    let now = NOON_MS;
    const sandbox = await start([{ ...DING, perMinute: 3, muteMs: 120_000 }], () => now);
    const url = sandbox.webhookUrl(DING.token);
    for (const [atMs, errcode] of [
      [0, 0],
      [1, 0],
      [2, 0],
      [3, 130101],
      [119_999, 130101],
      [120_003, 0],
    ] as const) {
      now = NOON_MS + atMs;
      expect(JSON.parse((await post(url)).text)).toMatchObject({ errcode });
    }

    expect(sandbox.group(DING.token).counters).toEqual({
      requests: 6,
      delivered: 4,
      throttled: 2,
      duplicates: 0,
      refused: { '130101': 2 },
      maxInMinute: 4,
      maxInFlight: 1,
    });
  });

  it('gives the throttle answer OCP recorded, line break included', async () => {
    const sandbox = await start([{ ...DING, perMinute: 0, throttleSignal: '130101+x5' }]);
    const { text } = await post(sandbox.webhookUrl(DING.token));

    expect(text.startsWith('\r\n{')).toBe(true);
    expect(JSON.parse(text)).toMatchObject({ status: 1111, punish: 'deny', errcode: 130101 });
  });

  it('refuses more than five requests at a time on WeCom and remembers how many there were', async () => {
    const sandbox = await start();
    // Long enough for all seven to be there at once on a busy machine too.
    sandbox.setFault(WECOM.token, { kind: 'latency', ms: 500 });
    const answers = await Promise.all(Array.from({ length: 7 }, () => post(sandbox.webhookUrl(WECOM.token))));

    expect(answers.filter(({ text }) => text.includes('45033'))).toHaveLength(2);
    expect(sandbox.group(WECOM.token).counters.maxInFlight).toBe(7);
  });

  it('shows a repeated msgUuid once and counts the request', async () => {
    const sandbox = await start();
    const body = { ...HELLO, msgUuid: 'u1' };
    await post(sandbox.webhookUrl(DING.token), body);

    expect((await post(sandbox.webhookUrl(DING.token), body)).text).toBe(OK);
    expect(sandbox.group(DING.token)).toMatchObject({
      messages: { length: 1 },
      counters: { requests: 2, duplicates: 1 },
    });
  });

  it('writes a transcript a person can read', async () => {
    const sandbox = await start();
    await post(sandbox.webhookUrl(WECOM.token), {
      msgtype: 'markdown',
      markdown: { content: '### 告警\n>对象：`a`\n<@li.si>' },
    });
    await post(sandbox.webhookUrl(WECOM.token), { msgtype: 'link' });

    expect(transcript(sandbox.group(WECOM.token), { timeZone: 'Asia/Shanghai' })).toBe(
      [
        'WeCom · ops',
        '12:00:00  告警',
        '          │ 对象：a',
        '          @li.si',
        '          (notified: li.si)',
        '12:00:00  ✗ refused 40008: msgtype "link" is not one a webhook takes',
        '',
      ].join('\n'),
    );
  });

  it('shows the chats on one page that loads nothing', async () => {
    const sandbox = await start();
    await post(sandbox.webhookUrl(DING.token), { msgtype: 'text', text: { content: '<script>alert(1)</script>' } });
    const page = await fetch(sandbox.url);
    const html = await page.text();

    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html).not.toMatch(/<script|src=|@import|url\(/);
  });

  it('gives a taken token to nobody else', async () => {
    const sandbox = await start();
    expect(() => sandbox.addGroup(DING)).toThrow('exists already');
  });
});

describe('a fault', () => {
  it.each<[Fault, number, string, number]>([
    [{ kind: 'x5' }, 200, '"status":1111', 0],
    [{ kind: 'html' }, 200, '<html>', 0],
    [{ kind: 'http-500' }, 500, '<html>', 0],
    [{ kind: 'busy' }, 200, '"errcode":-1', 0],
    [{ kind: 'errcode-as-string' }, 200, '{"errcode":"0","errmsg":"ok"}', 1],
    [{ kind: 'json-warning' }, 200, '"ok. Warning: wrong json format. "', 1],
    [{ kind: 'throttle-early', foreignPerMinute: 20 }, 200, '130101', 0],
    [{ kind: 'token-gone' }, 200, '300005', 0],
    [{ kind: 'robot-removed' }, 200, '400106', 0],
    [{ kind: 'disabled' }, 200, '400102', 0],
    [{ kind: 'group-dissolved' }, 200, '400013', 0],
    [{ kind: 'latency', ms: 5 }, 200, OK, 1],
    [{ kind: 'latency', ms: 1, jitterMs: 4, seed: 7 }, 200, OK, 1],
  ])('%j answers as it says and is over after its requests', async (fault, status, words, delivered) => {
    const sandbox = await start();
    sandbox.setFault(DING.token, fault, 1);
    const answer = await post(sandbox.webhookUrl(DING.token));

    expect(answer.status).toBe(status);
    expect(answer.text).toContain(words);
    expect(sandbox.group(DING.token).messages).toHaveLength(delivered);
    expect(sandbox.group(DING.token).faults.list()).toEqual([]);
  });

  it.each<[Fault, number]>([
    [{ kind: 'reset-before' }, 0],
    [{ kind: 'reset-after' }, 1],
  ])('%j breaks the connection', async (fault, delivered) => {
    const sandbox = await start();
    sandbox.setFault(DING.token, fault);

    await expect(post(sandbox.webhookUrl(DING.token))).rejects.toThrow('fetch failed');
    expect(sandbox.group(DING.token).messages).toHaveLength(delivered);
  });

  it('of hanging delivers the message and says nothing', async () => {
    const sandbox = await start();
    sandbox.setFault(DING.token, { kind: 'hang' });
    const url = sandbox.webhookUrl(DING.token);
    const body = JSON.stringify(HELLO);
    const headers = { 'Content-Type': 'application/json' };

    await expect(fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(80) })).rejects.toThrow(
      'timeout',
    );
    expect(sandbox.group(DING.token).messages).toHaveLength(1);
  });

  it('of swallowing delivers nothing and says nothing', async () => {
    const sandbox = await start();
    sandbox.setFault(DING.token, { kind: 'swallow' });
    const url = sandbox.webhookUrl(DING.token);

    await expect(fetch(url, { method: 'POST', signal: AbortSignal.timeout(80) })).rejects.toThrow('timeout');
    expect(sandbox.group(DING.token).messages).toHaveLength(0);
  });

  it('of garbling delivers the message and answers what nobody can read', async () => {
    const sandbox = await start();
    sandbox.setFault(DING.token, { kind: 'garbled' });

    expect((await post(sandbox.webhookUrl(DING.token))).text).toBe('{"errcode":');
    expect(sandbox.group(DING.token).messages).toHaveLength(1);
  });

  it('of the clock moves the Date header and the signature check', async () => {
    const key = 'SECfake';
    const sandbox = await start([{ ...DING, signingKey: key }]);
    sandbox.setFault(DING.token, { kind: 'clock-offset', ms: 3_700_000 });
    const sign = createHmac('sha256', key).update(`${NOON_MS}\n${key}`).digest('base64');
    const answer = await post(
      `${sandbox.webhookUrl(DING.token)}&timestamp=${NOON_MS}&sign=${encodeURIComponent(sign)}`,
    );

    expect(answer.text).toContain('签名过期');
    expect(answer.date).toBe(NOON_MS + 3_700_000);
  });
});

describe('the control interface', () => {
  const control = (sandbox: Sandbox, path: string, init: RequestInit = {}) =>
    fetch(`${sandbox.url}/_sandbox/${path}`, init);

  it('adds a group, breaks it, and reads what happened', async () => {
    const sandbox = await start([]);
    expect((await control(sandbox, 'groups', { method: 'POST', body: JSON.stringify(DING) })).status).toBe(201);
    const fault = JSON.stringify({ kind: 'disabled', times: 1 });
    expect((await control(sandbox, 'groups/fake-token/faults', { method: 'POST', body: fault })).status).toBe(200);
    await post(sandbox.webhookUrl(DING.token));
    await post(sandbox.webhookUrl(DING.token));

    expect(await (await control(sandbox, 'groups')).json()).toMatchObject({
      items: [{ name: 'dba', counters: { requests: 2, delivered: 1, refused: { '400102': 1 } }, faults: [] }],
    });
    expect(await (await control(sandbox, 'groups/fake-token/messages')).json()).toMatchObject({
      items: [{ text: 'hello' }],
    });
    expect(await (await control(sandbox, 'groups/fake-token/transcript')).text()).toContain('refused 400102');
  });

  it.each([
    ['groups', { product: 'feishu' }, 422],
    ['groups', DING, 409],
    ['groups/fake-token/faults', { kind: 'gremlins' }, 422],
    ['groups/fake-token/faults', { kind: 'disabled', times: 0 }, 422],
    ['groups/nobody/faults', { kind: 'disabled' }, 404],
    ['elsewhere', {}, 404],
    ['groups/%zz', {}, 400],
  ])('answers a wrong request to %s with its status', async (path, body, status) => {
    const sandbox = await start();
    expect((await control(sandbox, path, { method: 'POST', body: JSON.stringify(body) })).status).toBe(status);
  });

  it('names the faults there are when it is asked for another', async () => {
    const sandbox = await start();
    const answer = await control(sandbox, 'groups/fake-token/faults', { method: 'POST', body: '{"kind":"gremlins"}' });

    expect(await answer.text()).toMatch(/kind: one of latency, .*token-gone/);
  });

  it('listens to no page of another site', async () => {
    const sandbox = await start();
    const init = { method: 'DELETE', headers: { Origin: 'https://example.com' } };
    expect((await control(sandbox, 'groups/fake-token/faults', init)).status).toBe(403);
  });
});
