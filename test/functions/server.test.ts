import { request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAdminApp } from '#functions/admin/app.ts';
import { isForReceive } from '#functions/edge/routes.ts';
import { createReceiveApp } from '#functions/receive/app.ts';
import { sourceFor } from '#shared/receiving/source-registry.ts';
import { WELL } from './answers.ts';
import { adminDeps, bearer, receiveDeps, TOKENS } from './fakes.ts';

const receiving = receiveDeps({ sourceFor });
const receive = createReceiveApp(receiving.deps);
const admin = createAdminApp(adminDeps(WELL).deps);

let server: Server;
let port: number;
beforeAll(async () => {
  server = createAdaptorServer({
    fetch: (request) => (isForReceive(request.method, new URL(request.url).pathname) ? receive : admin).fetch(request),
  }) as Server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

const url = (path: string) => `http://127.0.0.1:${port}${path}`;

test('both functions answer on one address', async () => {
  const posted = await fetch(url('/v1/alerts?channel=%E8%BF%90%E7%BB%B4'), {
    method: 'POST',
    headers: { ...bearer('ingest'), 'content-type': 'application/json' },
    body: '{"name":"磁盘"}',
  });
  expect(await posted.json()).toMatchObject({ accepted: 1, alerts: [{ channels: ['运维'] }] });

  const listed = await fetch(url('/v1/alerts'), { headers: bearer('read') });
  expect(await listed.json()).toMatchObject({ cursor: 'next' });
  expect((await fetch(url('/healthz'))).status).toBe(200);
  expect((await fetch(url('/v1/nothing'))).status).toBe(404);
});

test('a table begins with the mark by which Excel knows UTF-8', async () => {
  const response = await fetch(url('/v1/alerts?format=csv'), { headers: bearer('read') });
  const bytes = Buffer.from(await response.arrayBuffer());

  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  expect(bytes.toString()).toContain('运维 1');
});

test('a sender gets its 413 although it is still sending, with a length or in chunks', async () => {
  const big = Buffer.alloc(8 * 1024 * 1024, 0x20);
  for (const headers of [{ 'content-length': String(big.length) }, { 'transfer-encoding': 'chunked' }]) {
    const response = await send('/v1/alerts/ocp', { ...bearer('ingest'), ...headers }, big);
    expect(response.statusCode).toBe(413);
  }
});

test('a sender without a token gets its 401 although it is still sending', async () => {
  const big = Buffer.alloc(8 * 1024 * 1024, 0x20);

  expect((await send('/v1/alerts/ocp', { 'content-length': String(big.length) }, big)).statusCode).toBe(401);
});

test('a connection goes on after a request that was refused before it was read', async () => {
  const lines = await talk([
    'POST /v1/alerts HTTP/1.1\r\nhost: x\r\ncontent-length: 12\r\n\r\n{"name":"a"}',
    `GET /v1/robots HTTP/1.1\r\nhost: x\r\nx-api-key: ${TOKENS.read}\r\nconnection: close\r\n\r\n`,
  ]);

  expect(lines).toEqual(['HTTP/1.1 401 Unauthorized', 'HTTP/1.1 200 OK']);
});

test('a body that breaks off is accepted by nobody', async () => {
  const before = receiving.batches.length;
  await new Promise<void>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(
        `POST /v1/alerts/ocp HTTP/1.1\r\nhost: x\r\nx-api-key: ${TOKENS.ingest}\r\ncontent-length: 100\r\n\r\n{"na`,
      );
      setTimeout(() => socket.destroy(), 100);
    });
    socket.on('close', () => setTimeout(resolve, 100));
  });

  expect(receiving.batches.length).toBe(before);
  expect((await fetch(url('/healthz'))).status).toBe(200);
});

/** Sends a body whole whatever the server says meanwhile, as a sender of alerts does. */
function send(path: string, headers: Record<string, string>, body: Buffer): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url(path), { method: 'POST', headers }, (response) => {
      response.resume();
      response.once('end', () => resolve(response));
    });
    request.once('error', reject);
    request.end(body);
  });
}

/** Writes requests on one connection and collects the status lines. */
function talk(requests: readonly string[]): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(requests.join('')));
    socket.setEncoding('utf8');
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.once('error', reject);
    socket.once('close', () => resolve(text.match(/HTTP\/1\.1 \d.*/g)?.map((line) => line.trim()) ?? []));
  });
}
