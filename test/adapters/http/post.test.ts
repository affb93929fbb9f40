import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
import { createPost } from '#shared/adapters/http/post.ts';
import type { PostRequest } from '#shared/delivery/post.ts';
import { expectNoSecret } from '../../assertions/leaks-no-secret.ts';
import { closedPort, forwardProxy, httpServer, httpsServer, tcpServer } from './local-servers.ts';
import { selfSigned } from './self-signed.ts';

const TOKEN = 'fake-token-never-to-be-shown';
const PROXY_PASSWORD = 'fake-p%40ss-never-to-be-shown';
const post = createPost({ allowedHosts: ['127.0.0.1', 'localhost'] });
const certificate = selfSigned();

function request(url: string, more: Partial<PostRequest> = {}): PostRequest {
  return {
    url: `${url}/robot/send?access_token=${TOKEN}`,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: '{"msgtype":"text","text":{"content":"磁盘满"}}',
    connectTimeoutMs: 2_000,
    totalTimeoutMs: 4_000,
    ...more,
  };
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

async function outcome(sent: PostRequest, sender = post) {
  const result = await sender(sent);
  if (result.kind !== 'answer') expectNoSecret(result, [TOKEN, PROXY_PASSWORD, 'fake-p@ss-never-to-be-shown']);
  return result;
}

const trusted = getCACertificates('default');
afterEach(() => setDefaultCACertificates([...trusted]));

describe('a server that answers', () => {
  test('gets the body as given and its answer is handed on with status and server time', async () => {
    const seen: string[] = [];
    await using server = await httpServer(async (incoming, answer) => {
      seen.push(`${incoming.method} ${incoming.url} ${incoming.headers['content-type']}`, await bodyOf(incoming));
      answer.writeHead(200, { date: 'Sat, 21 Nov 2026 01:02:03 GMT' }).end('\r\n{"errcode":0,"errmsg":"成功"}');
    });

    const sent = request(`http://127.0.0.1:${server.port}`);

    expect(await outcome(sent)).toEqual({
      kind: 'answer',
      status: 200,
      body: '\r\n{"errcode":0,"errmsg":"成功"}',
      serverTimeMs: Date.UTC(2026, 10, 21, 1, 2, 3),
    });
    expect(seen).toEqual([`POST /robot/send?access_token=${TOKEN} application/json; charset=utf-8`, sent.body]);
  });

  test('is asked on a connection of its own each time', async () => {
    const ports = new Set<number | undefined>();
    await using server = await httpServer((incoming, answer) => {
      ports.add(incoming.socket.remotePort);
      answer.end('{}');
    });

    for (let i = 0; i < 3; i++) await outcome(request(`http://127.0.0.1:${server.port}`));

    expect(ports.size).toBe(3);
  });

  test.each([301, 302, 307, 308])('with a redirect (%d) is not followed', async (status) => {
    let calls = 0;
    await using server = await httpServer((_, answer) => {
      calls += 1;
      answer.writeHead(status, { location: `http://127.0.0.1:${server.port}/elsewhere` }).end();
    });

    expect(await outcome(request(`http://127.0.0.1:${server.port}`))).toMatchObject({
      kind: 'answer',
      status,
      body: '',
    });
    expect(calls).toBe(1);
  });

  test('with more than 64 kB is read no further', async () => {
    await using server = await httpServer((_, answer) => void answer.end('x'.repeat(300_000)));

    const result = await outcome(request(`http://127.0.0.1:${server.port}`));

    expect(result.kind === 'answer' && result.body).toBe('x'.repeat(65_536));
  });

  test('and keeps its answer open is given up after the total time, with what came', async () => {
    await using server = await httpServer(
      (_, answer) => void answer.writeHead(200).write('{"errcode":0,"errmsg":"ok"}'),
    );

    const result = await outcome(request(`http://127.0.0.1:${server.port}`, { totalTimeoutMs: 300 }));

    expect(result).toMatchObject({ kind: 'answer', status: 200, body: '{"errcode":0,"errmsg":"ok"}' });
  });

  test('and breaks off in the middle is told as far as it came', async () => {
    await using server = await httpServer((_, answer) => {
      answer.writeHead(200, { 'content-length': '27' });
      answer.write('{"errcode":', () => answer.socket?.destroy());
    });

    expect(await outcome(request(`http://127.0.0.1:${server.port}`))).toMatchObject({
      kind: 'answer',
      body: '{"errcode":',
    });
  });

  test('over TLS with a certificate we trust is asked like any other', async () => {
    setDefaultCACertificates([...trusted, certificate.cert]);
    await using server = await httpsServer((_, answer) => void answer.end('{"errcode":0}'), certificate);

    expect(await outcome(request(`https://localhost:${server.port}`))).toMatchObject({ kind: 'answer', status: 200 });
  });
});

describe('a request that was certainly not processed', () => {
  test('is told as dns when the name has no address', async () => {
    expect(await outcome(request('https://robot.invalid'))).toMatchObject({ kind: 'unreachable', reason: 'dns' });
  });

  test('is told as refused when nobody listens', async () => {
    const port = await closedPort();

    expect(await outcome(request(`http://127.0.0.1:${port}`))).toEqual({
      kind: 'unreachable',
      reason: 'refused',
      detail: `connection refused by 127.0.0.1:${port} (ECONNREFUSED)`,
    });
  });

  test('is told as tls when nobody vouches for the certificate, and the server sees no request', async () => {
    let requests = 0;
    await using server = await httpsServer((_, answer) => {
      requests += 1;
      answer.end();
    }, certificate);

    expect(await outcome(request(`https://localhost:${server.port}`))).toMatchObject({
      kind: 'unreachable',
      reason: 'tls',
    });
    expect(requests).toBe(0);
  });

  test('is told as tls when the server speaks plain HTTP', async () => {
    await using server = await httpServer((_, answer) => void answer.end());

    expect(await outcome(request(`https://localhost:${server.port}`))).toMatchObject({
      kind: 'unreachable',
      reason: 'tls',
    });
  });

  test('is told as tls when the connection is reset during the handshake', async () => {
    await using server = await tcpServer((socket) => void socket.once('data', () => socket.resetAndDestroy()));

    expect(await outcome(request(`https://localhost:${server.port}`))).toMatchObject({
      kind: 'unreachable',
      reason: 'tls',
    });
  });

  test('is told as timeout when the handshake hangs', async () => {
    await using server = await tcpServer(() => {});

    expect(await outcome(request(`https://localhost:${server.port}`, { connectTimeoutMs: 200 }))).toEqual({
      kind: 'unreachable',
      reason: 'timeout',
      detail: `no connection to localhost:${server.port} within 200 ms`,
    });
  });

  test.each(['ftp://127.0.0.1', 'no url at all', ''])('is told as network when the URL is %j', async (url) => {
    expect(await outcome(request(url))).toMatchObject({ kind: 'unreachable', reason: 'network' });
  });

  test('is told as network when a header can’t be written', async () => {
    const sent = request('http://127.0.0.1:1', { headers: { 'x-bad': 'a\nb' } });

    expect(await outcome(sent)).toMatchObject({ kind: 'unreachable', reason: 'network' });
  });
});

describe('a request that may have been processed is unknown', () => {
  test('when the connection is reset after it was read', async () => {
    await using server = await httpServer(async (incoming) => {
      await bodyOf(incoming);
      incoming.socket.resetAndDestroy();
    });

    expect(await outcome(request(`http://127.0.0.1:${server.port}`))).toMatchObject({ kind: 'unknown' });
  });

  test('when the connection is closed after it was read', async () => {
    await using server = await httpServer(async (incoming) => {
      await bodyOf(incoming);
      incoming.socket.end();
    });

    expect(await outcome(request(`http://127.0.0.1:${server.port}`))).toMatchObject({ kind: 'unknown' });
  });

  test('when the server accepts and says nothing', async () => {
    await using server = await tcpServer(() => {});

    expect(await outcome(request(`http://127.0.0.1:${server.port}`, { totalTimeoutMs: 200 }))).toEqual({
      kind: 'unknown',
      detail: `127.0.0.1:${server.port} gave no answer within 200 ms`,
    });
  });

  test('when the server answers something that is not HTTP', async () => {
    await using server = await tcpServer((socket) => void socket.end('SSH-2.0-OpenSSH_9.9\r\n'));

    expect(await outcome(request(`http://127.0.0.1:${server.port}`))).toMatchObject({ kind: 'unknown' });
  });

  test('when the server wants to switch protocols', async () => {
    await using server = await tcpServer((socket) => {
      socket.once('data', () =>
        socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'),
      );
    });

    expect((await outcome(request(`http://127.0.0.1:${server.port}`, { totalTimeoutMs: 500 }))).kind).toBe('unknown');
  });

  test('over TLS when the server resets after reading it', async () => {
    setDefaultCACertificates([...trusted, certificate.cert]);
    await using server = await httpsServer(async (incoming) => {
      await bodyOf(incoming);
      incoming.socket.destroy();
    }, certificate);

    expect(await outcome(request(`https://localhost:${server.port}`))).toMatchObject({ kind: 'unknown' });
  });
});

describe('through a proxy', () => {
  test('an https request is tunnelled with CONNECT', async () => {
    setDefaultCACertificates([...trusted, certificate.cert]);
    await using server = await httpsServer((_, answer) => void answer.end('{"errcode":0}'), certificate);
    await using proxy = await forwardProxy();

    const result = await outcome(
      request(`https://localhost:${server.port}`, { proxy: `http://127.0.0.1:${proxy.port}` }),
    );

    expect(result).toMatchObject({ kind: 'answer', status: 200, body: '{"errcode":0}' });
    expect(proxy.requests).toEqual([`CONNECT localhost:${server.port}`]);
  });

  test('an http request is sent in absolute form', async () => {
    await using server = await httpServer(async (incoming, answer) => void answer.end(await bodyOf(incoming)));
    await using proxy = await forwardProxy();
    const sent = request(`http://127.0.0.1:${server.port}`, { proxy: `http://127.0.0.1:${proxy.port}` });

    expect(await outcome(sent)).toMatchObject({ kind: 'answer', status: 200, body: sent.body });
    expect(proxy.requests).toEqual([`POST ${sent.url}`]);
  });

  test.each(['http', 'https'])('credentials in its URL are given to it, percent-decoded (%s)', async (scheme) => {
    await using proxy = await forwardProxy(407);
    const sent = request(`${scheme}://localhost:1`, { proxy: `http://user:${PROXY_PASSWORD}@127.0.0.1:${proxy.port}` });

    expect(await outcome(sent)).toEqual({
      kind: 'unreachable',
      reason: 'proxy',
      detail: `the proxy 127.0.0.1:${proxy.port} asks for a user and password (407)`,
    });
    expect(proxy.authorizations).toEqual([`Basic ${btoa(`user:${decodeURIComponent(PROXY_PASSWORD)}`)}`]);
  });

  test.each([403, 502, 504])('its refusal to connect (%d) is told as proxy', async (status) => {
    await using proxy = await forwardProxy(status);

    expect(await outcome(request('https://localhost:1', { proxy: `http://127.0.0.1:${proxy.port}` }))).toMatchObject({
      kind: 'unreachable',
      reason: 'proxy',
      detail: expect.stringContaining(`(${status})`),
    });
  });

  test('what names none goes through the one for all, and what names one through that', async () => {
    await using server = await httpServer((_, answer) => answer.end('{"errcode":0}'));
    await using forAll = await forwardProxy();
    await using own = await forwardProxy();
    const withDefault = createPost({ allowedHosts: ['127.0.0.1'], proxy: `http://127.0.0.1:${forAll.port}` });
    const sent = request(`http://127.0.0.1:${server.port}`);

    await outcome(sent, withDefault);
    await outcome({ ...sent, proxy: `http://127.0.0.1:${own.port}` }, withDefault);

    expect([forAll.requests, own.requests]).toEqual([[`POST ${sent.url}`], [`POST ${sent.url}`]]);
  });

  test.each(['http', 'https'])('a proxy that is not there is told as proxy (%s)', async (scheme) => {
    const port = await closedPort();

    expect(await outcome(request(`${scheme}://localhost:1`, { proxy: `http://127.0.0.1:${port}` }))).toEqual({
      kind: 'unreachable',
      reason: 'proxy',
      detail: `the proxy 127.0.0.1:${port} could not be reached (ECONNREFUSED)`,
    });
  });

  test.each(['http', 'https'])('a proxy whose name has no address is told as proxy (%s)', async (scheme) => {
    const sent = request(`${scheme}://localhost:1`, { proxy: 'http://proxy.invalid:3128' });

    expect(await outcome(sent)).toMatchObject({ kind: 'unreachable', reason: 'proxy' });
  });

  test('a proxy that hangs is told as proxy, and its connection is closed soon after', async () => {
    const closed: Promise<unknown>[] = [];
    await using proxy = await tcpServer((socket) => void closed.push(once(socket.resume(), 'close')));
    const sent = request('https://localhost:1', { proxy: `http://127.0.0.1:${proxy.port}`, connectTimeoutMs: 200 });

    expect(await outcome(sent)).toMatchObject({ kind: 'unreachable', reason: 'proxy' });
    expect(closed).toHaveLength(1);
    await Promise.all(closed);
  });

  test('a proxy that closes without an answer is told as proxy', async () => {
    await using proxy = await tcpServer((socket) => void socket.once('data', () => socket.end()));

    expect(await outcome(request('https://localhost:1', { proxy: `http://127.0.0.1:${proxy.port}` }))).toMatchObject({
      kind: 'unreachable',
      reason: 'proxy',
    });
  });

  test('a certificate nobody vouches for is told as tls', async () => {
    await using server = await httpsServer((_, answer) => void answer.end(), certificate);
    await using proxy = await forwardProxy();

    expect(
      await outcome(request(`https://localhost:${server.port}`, { proxy: `http://127.0.0.1:${proxy.port}` })),
    ).toMatchObject({ kind: 'unreachable', reason: 'tls' });
  });

  test('a handshake that hangs behind the tunnel is told as proxy: from here it looks the same as a proxy that hangs', async () => {
    await using server = await tcpServer(() => {});
    await using proxy = await forwardProxy();
    const sent = request(`https://127.0.0.1:${server.port}`, {
      proxy: `http://127.0.0.1:${proxy.port}`,
      connectTimeoutMs: 300,
    });

    expect(await outcome(sent)).toMatchObject({ kind: 'unreachable', reason: 'proxy' });
  });

  test('an answer that never comes is unknown', async () => {
    setDefaultCACertificates([...trusted, certificate.cert]);
    await using server = await httpsServer(() => {}, certificate);
    await using proxy = await forwardProxy();
    const sent = request(`https://localhost:${server.port}`, {
      proxy: `http://127.0.0.1:${proxy.port}`,
      totalTimeoutMs: 400,
    });

    expect(await outcome(sent)).toMatchObject({ kind: 'unknown' });
  });

  test.each(['socks5://127.0.0.1:1080', '127.0.0.1:3128', 'nonsense', ''])(
    '%j is refused, never bypassed',
    async (proxy) => {
      let requests = 0;
      await using server = await httpServer((_, answer) => {
        requests += 1;
        answer.end();
      });

      const result = await outcome(request(`http://127.0.0.1:${server.port}`, { proxy }));

      expect(result).toMatchObject({ kind: 'unreachable', reason: 'proxy' });
      expect(requests).toBe(0);
    },
  );

  test('credentials that are not percent-encoded right are told as proxy', async () => {
    expect(await outcome(request('http://127.0.0.1:1', { proxy: 'http://user:%zz@127.0.0.1:2' }))).toMatchObject({
      kind: 'unreachable',
      reason: 'proxy',
    });
  });
});

describe('private addresses', () => {
  const strict = createPost({ allowedHosts: [] });

  test.each([
    'http://127.0.0.1',
    'http://2130706433',
    'http://[::1]',
    'http://[::ffff:127.0.0.1]',
    'http://0.0.0.0',
    'http://localhost',
  ])('%s is not connected to', async (origin) => {
    let connections = 0;
    await using server = await tcpServer(() => {
      connections += 1;
    });

    const result = await outcome(request(`${origin}:${server.port}`), strict);

    expect(result).toMatchObject({ kind: 'unreachable', reason: 'address-forbidden' });
    expect(connections).toBe(0);
  });

  test.each(['%s', '%s:PORT'])('an exempt host (%s) is', async (pattern) => {
    await using server = await httpServer((_, answer) => void answer.end('{}'));
    const exempt = pattern.replace('%s', 'LocalHost').replace('PORT', String(server.port));

    const result = await outcome(request(`http://localhost:${server.port}`), createPost({ allowedHosts: [exempt] }));

    expect(result.kind).toBe('answer');
  });

  test('an exempt port does not exempt another', async () => {
    const result = await outcome(request('http://localhost:2'), createPost({ allowedHosts: ['localhost:1'] }));

    expect(result).toMatchObject({ kind: 'unreachable', reason: 'address-forbidden' });
  });

  test('behind a proxy are the proxy’s affair', async () => {
    await using server = await httpServer((_, answer) => void answer.end('{}'));
    await using proxy = await forwardProxy();
    const sent = request(`http://127.0.0.1:${server.port}`, { proxy: `http://127.0.0.1:${proxy.port}` });

    expect((await outcome(sent, strict)).kind).toBe('answer');
  });
});
