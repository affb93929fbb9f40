import { afterEach, expect, it } from 'vitest';
import { createFetchText } from '#shared/adapters/http/fetch-text.ts';
import { closedPort, httpServer, type LocalServer } from './local-servers.ts';

const LIMITS = { timeoutMs: 10_000, maxBytes: 1_000 };
let server: LocalServer | undefined;
afterEach(async () => {
  await server?.[Symbol.asyncDispose]();
  server = undefined;
});

async function get(listener: Parameters<typeof httpServer>[0], limits = LIMITS) {
  server = await httpServer(listener);
  return createFetchText(limits)(`http://127.0.0.1:${server.port}/x?Token=fake-token`);
}

it('gets a text with its status', async () => {
  expect(await get((_, response) => response.writeHead(418).end('告警'))).toEqual({
    kind: 'text',
    status: 418,
    text: '告警',
  });
});

it('gives a text up that is larger than its limit, however it is sent', async () => {
  const result = await get((_, response) => {
    for (let part = 0; part < 20; part += 1) response.write('x'.repeat(100));
    response.end();
  });

  expect(result).toEqual({ kind: 'failed', reason: 'answered with more than 1000 bytes' });
});

it('gives up after its time, also when the answer has begun', async () => {
  const begins: Parameters<typeof httpServer>[0] = (_, response) => {
    response.write('x');
  };
  const result = await get(begins, { ...LIMITS, timeoutMs: 300 });

  expect(result).toEqual({ kind: 'failed', reason: 'did not answer within 300 ms' });
});

it('follows no redirect', async () => {
  const result = await get((_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end());

  expect(result.kind).toBe('failed');
});

it('names what failed without the address, which may hold a token', async () => {
  const result = await createFetchText(LIMITS)(`http://127.0.0.1:${await closedPort()}/?Token=fake-token`);

  expect(result).toEqual({ kind: 'failed', reason: 'can not be reached (ECONNREFUSED)' });
});
