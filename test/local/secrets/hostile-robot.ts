import type { IncomingMessage, ServerResponse } from 'node:http';
import { httpServer, type LocalServer } from '#test/adapters/http/local-servers.ts';

/** A request as it came. */
export interface Received {
  readonly url: string;
  readonly headers: string;
  readonly body: string;
}

interface Answer {
  readonly status?: number;
  readonly statusText?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** All a robot was told, as one text. */
function everything({ url, headers, body }: Received): string {
  return `you sent POST ${url} with ${headers} and ${body}`;
}

function refusing(errcode: unknown, errmsg: string): Answer {
  return { body: JSON.stringify({ errcode, errmsg }) };
}

function html(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}

/** The value of the last parameter of the query, decoded: the token alone. */
function tokenOf({ url }: Received): string {
  const query = new URL(url, 'http://127.0.0.1').searchParams;

  return query.get('access_token') ?? query.get('key') ?? '';
}

/** Ways to give back what one was told, by the first part of the path. */
const ECHOES: Readonly<Record<string, (received: Received) => Answer>> = {
  errmsg: (received) => refusing(310_000, everything(received)),
  token: (received) => refusing(300_005, `token ${tokenOf(received)} is not exist`),
  'token-encoded': (received) => refusing(300_005, `token ${encodeURIComponent(tokenOf(received))} is not exist`),
  'token-lower': (received) =>
    refusing(
      300_005,
      encodeURIComponent(tokenOf(received)).replace(/%../g, (code) => code.toLowerCase()),
    ),
  'token-json': (received) => refusing(300_005, JSON.stringify(JSON.stringify(tokenOf(received)))),
  'token-html': (received) => refusing(300_005, html(tokenOf(received))),
  'token-base64': (received) => refusing(300_005, Buffer.from(tokenOf(received)).toString('base64')),
  encoded: (received) => refusing(310_000, encodeURIComponent(encodeURIComponent(everything(received)))),
  base64: (received) => refusing(310_000, Buffer.from(everything(received)).toString('base64')),
  base64url: (received) => ({ status: 500, body: Buffer.from(` ${received.url}`).toString('base64url') }),
  html: (received) => ({ body: `<html><body>${everything(received)} ${html(tokenOf(received))}</body></html>` }),
  location: (received) => ({ status: 302, headers: { location: received.url }, body: `moved to ${received.url}` }),
  'http-500': (received) => ({ status: 500, statusText: tokenOf(received).slice(0, 8), body: everything(received) }),
  'http-400': (received) => ({ status: 400, body: JSON.stringify({ sent: received, token: tokenOf(received) }) }),
  'no-errcode': (received) => ({ body: JSON.stringify({ token: tokenOf(received), ok: false }) }),
  errcode: (received) => refusing(tokenOf(received), 'odd'),
  'ok-errmsg': (received) => refusing(0, everything(received)),
  'flood-guard': (received) => ({ body: JSON.stringify({ status: 1111, wait: 5, token: tokenOf(received) }) }),
  broken: (received) => ({ body: `{"errcode":0,"errmsg":"${tokenOf(received)}` }),
  ...Object.fromEntries(
    [310_000, 130_101, 300_005, 40_035, 460_101, 430_101, 400_102, 93_000, 45_009, -1].map((errcode) => [
      `code${errcode}`,
      (received: Received) => refusing(errcode, `关键词 sign ${everything(received)}`),
    ]),
  ),
  // Where words are cut, a secret must not become unrecognisable just before.
  ...Object.fromEntries(
    [130, 145, 150, 155].map((length) => [
      `body-cut${length}`,
      (received: Received) => ({ status: 500, body: `${'- '.repeat(length / 2)}${tokenOf(received)}` }),
    ]),
  ),
  ...Object.fromEntries(
    [470, 480, 490].map((length) => [
      `cut${length}`,
      (received: Received) => refusing(310_000, `${'- '.repeat(length / 2)}${tokenOf(received)}`),
    ]),
  ),
  cut4096: (received) => refusing(310_000, `${'- '.repeat(2_044)}${tokenOf(received)}`),
};

/** Every way it answers. */
export const ECHO_MODES: readonly string[] = Object.keys(ECHOES);

/** A robot that tells whoever reads its answers what it was sent. */
export interface HostileRobot extends LocalServer {
  readonly host: string;
  readonly received: readonly Received[];
  /** Its webhook in one of the modes. */
  webhookUrl(mode: string, parameter: 'access_token' | 'key', token: string): string;
}

/** Starts one. A mode that is none of `ECHO_MODES` hangs (`hang`) or breaks the connection. */
export async function startHostileRobot(): Promise<HostileRobot> {
  const received: Received[] = [];
  const server = await httpServer(async (request, response) => {
    const one = await receive(request);
    received.push(one);
    const mode = one.url.split('/')[1] ?? '';
    const echo = ECHOES[mode];
    if (mode === 'hang') return;
    if (echo === undefined) request.socket.destroy();
    else answer(response, echo(one));
  });

  return {
    ...server,
    host: `127.0.0.1:${server.port}`,
    received,
    webhookUrl: (mode, parameter, token) =>
      `http://127.0.0.1:${server.port}/${mode}/robot/send?${parameter}=${encodeURIComponent(token)}`,
  };
}

async function receive(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);

  return {
    url: request.url ?? '',
    headers: JSON.stringify(request.headers),
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

function answer(response: ServerResponse, { status = 200, statusText = 'Whatever', headers = {}, body }: Answer): void {
  response.writeHead(status, statusText, { 'content-type': 'application/json', ...headers }).end(body);
}
