import { connect } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Fetch, type HttpServer, openHttpServer } from '#local/http-server.ts';

async function start(fetch: Fetch, port = 0): Promise<HttpServer> {
  const server = await openHttpServer('127.0.0.1', port);
  server.serve(fetch);
  onTestFinished(() => server.close(0));

  return server;
}

describe('the local HTTP server', () => {
  test('says where it listens and answers there', async () => {
    const server = await start(() => new Response('here'));
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
    expect(await (await fetch(server.url)).text()).toBe('here');
  });

  test('lets requests wait that come before it serves', async () => {
    const server = await openHttpServer('127.0.0.1', 0);
    onTestFinished(() => server.close(0));
    const early = fetch(server.url).then((response) => response.text());
    server.serve(() => new Response('served'));
    expect(await early).toBe('served');
  });

  test('says in one line that a port is in use', async () => {
    const { port } = await start(() => new Response());
    await expect(start(() => new Response(), port)).rejects.toThrow(
      `can't listen on 127.0.0.1:${port}: the port is in use; name another with --port`,
    );
  });

  test('closing, answers what is under way', async () => {
    const arrived = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const server = await start(async () => {
      arrived.resolve();
      await gate.promise;
      return new Response('done');
    });
    const answer = fetch(server.url).then((response) => response.text());
    await arrived.promise;
    const closing = server.close(60_000);
    await expect(fetch(server.url)).rejects.toThrow();
    gate.resolve();
    expect(await answer).toBe('done');
    await closing;
  });

  test('closing, cuts off who does not come to an end', async () => {
    const server = await start(() => new Response());
    const socket = connect(server.port, '127.0.0.1');
    const ended = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.write('POST / HTTP/1.1\r\nHost: x\r\n', resolve));
    await server.close(50);
    await ended;
  });
});
