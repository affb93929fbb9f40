import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../home/temporary-folder.ts';
import { cliFor, until } from './cli-under-test.ts';

/** Something on 127.0.0.1 that answers as it is told. */
async function stand(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const answer = (status: number, body: string, headers = {}) =>
  stand((_, response) => response.writeHead(status, headers).end(body));

describe('an answer that is none of a relay', () => {
  test.each([
    ['a page', 200, '<html>', /answered, and not in JSON/],
    ['an error page', 502, '<html>', /HTTP 502, and not in the words of a relay/],
    ['JSON of another kind', 200, '{"items":[{"what":1}],"cursor":null}', /not in the shape this version knows/],
    ['a redirection, which would take the token elsewhere', 302, '', /HTTP 302/],
  ])('%s is said to be that', async (_, status, body, problem) => {
    const url = await answer(status, body, { location: 'http://192.0.2.1/' });
    expect(await cliFor(url)(['robot', 'list'])).toMatchObject({ code: 1, err: expect.stringMatching(problem) });
  });

  test('none at all is said to be that, in time', async () => {
    const url = await stand(() => undefined);
    expect(await cliFor(url)(['robot', 'list', '--timeout', '0.2'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('none within 0.2 s (--timeout)'),
    });
    expect((await cliFor('http://127.0.0.1:9')(['robot', 'list'])).code).toBe(1);
    expect((await cliFor('http://relay.invalid')(['robot', 'list'])).err).toContain('can not be resolved');
  });

  test('orders for the terminal in it are not carried out', async () => {
    const problem = { title: 'No\u001b[2J', detail: 'x\u202ey', errors: [{ field: 'a\u0007', message: 'b' }] };
    const { err } = await cliFor(await answer(422, JSON.stringify(problem)))(['robot', 'list']);
    expect(err).toBe('tocsin: No[2J. xy\ntocsin:   a b\n');
  });
});

describe('a relay of which a part is dead', () => {
  test('needs somebody', async () => {
    const url = await stand(({ url: path = '' }, response) => {
      const dead = path === '/healthz';
      const body = dead ? { title: 'x', status: 503, store: 'ok', dispatcher: 'dead' } : { items: [], cursor: null };
      response.writeHead(dead ? 503 : 200).end(JSON.stringify(body));
    });
    expect(await cliFor(url)(['status'])).toMatchObject({
      code: 3,
      out: expect.stringContaining('the dispatcher is dead: alerts are taken and not told'),
    });
  });

  test('does not end a tail, and a token that is refused does', async () => {
    const statuses = [200, 503, 200, 401];
    const url = await stand((_, response) => {
      response.writeHead(statuses.shift() ?? 401).end(JSON.stringify({ items: [], cursor: null }));
    });
    const { code, err } = await cliFor(url)(['delivery', 'tail']);
    expect(code).toBe(1);
    expect(err).toMatch(/HTTP 503.*trying on.*\nthe relay answers again\n/);
  });
});

describe('the token', () => {
  const PATH = ['robot', 'list'];
  const relay = () =>
    stand(({ headers }, response) =>
      response
        .writeHead(headers.authorization === 'Bearer fake-token-of-a-file' ? 200 : 401)
        .end('{"items":[],"cursor":null}'),
    );

  test('comes from a file, or else from the environment', async () => {
    const [url, file] = [await relay(), join(await temporaryFolder(), 'token')];
    await writeFile(file, 'fake-token-of-a-file\n');
    expect((await cliFor(url)([...PATH, '--token-file', file])).code).toBe(0);
    expect((await cliFor(url, 'fake-token-of-a-file')(PATH)).code).toBe(0);
    expect((await cliFor(url)(PATH)).code).toBe(1);
  });

  test.each([
    ['is missing', '', [], /no token: set TOCSIN_TOKEN/],
    ['has two lines', 'fake-token\nfake-other', [], /must hold one token/],
    ['is in a file that is not there', 'x', ['--token-file', '/nonexistent'], /can not be read/],
    ['stands on the command line', 'x', ['--token=fake-token-value-12345'], /never from the command line/],
    [
      'stands where a choice should',
      'x',
      ['--limit', 'fake-token-value-that-is-long'],
      /argument \(a text of 29 characters\) is invalid/,
    ],
    ['stands where a word should', 'x', ['fake-token-value-that-is-long'], /too many arguments|a text of/],
  ])('is asked for, and never repeated, when it %s', async (_, token, more, problem) => {
    const { code, err, out } = await cliFor(await relay(), token)([...PATH, ...more]);
    expect(code).toBe(2);
    expect(err).toMatch(problem);
    expect(out + err).not.toMatch(/fake-(?:token|other)/);
  });

  test('is no reason to hide which options do not go together', async () => {
    const { err } = await cliFor('http://127.0.0.1:9')([
      ...['token', 'rotate', 'x', '--without-end'],
      ...['--expires-at', '2026-11-21T00:00:00Z'],
    ]);
    expect(err).toContain("option '--without-end' cannot be used with option '--expires-at <time>'");
  });

  test('in an address is refused', async () => {
    expect(await cliFor('http://user:fake-token@127.0.0.1')(PATH)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^tocsin: TOCSIN_URL must hold no credentials/),
    });
  });
});

test('the program runs from anywhere with the Node of its clone, and Ctrl-C ends a tail well', async () => {
  const asked: string[] = [];
  const url = await stand(({ url: path = '' }, response) => {
    asked.push(path);
    response.end('{"items":[],"cursor":null}');
  });
  const program = fileURLToPath(new URL('../../../local/cli/tocsin', import.meta.url));
  const child = spawn(program, ['delivery', 'tail', '--url', url], {
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', TOCSIN_TOKEN: 'fake-token' },
  });
  const said: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  const exited = once(child, 'exit');
  await until(async () => asked.length > 0);
  child.kill('SIGINT');
  const [code] = await exited;
  expect({ code, said: Buffer.concat(said).toString() }).toEqual({ code: 0, said: '' });
});
