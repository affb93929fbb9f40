import { lambdaHandler } from '#functions/edge/lambda.ts';
import type { ReceiveDeps } from '#functions/receive/deps.ts';
import { parseInvocation } from '#functions/receive/invocation.ts';
import { takeDirect, takeRecords } from '#functions/receive/take-events.ts';
import { httpEvent } from '#test/functions/http-event.ts';
import type { Sending } from './sending.ts';

/** Answers a request. */
export type Fetch = (request: Request) => Response | Promise<Response>;

/** What a sender is answered; what it threw instead, if it did. */
export interface Answer {
  readonly status: number;
  readonly headers: string;
  readonly text: string;
  readonly thrown?: unknown;
}

/** Where things are sent. */
export interface Receiving {
  readonly fetch: Fetch;
  readonly deps: ReceiveDeps;
}

/** Sends one thing the way it is to go. Events have no answer: 200 says that they were kept. */
export async function sendTo(receiving: Receiving, sending: Sending): Promise<Answer> {
  try {
    return await ways[sending.via](receiving, sending);
  } catch (thrown) {
    return { status: 500, headers: '', text: '', thrown };
  }
}

const ways: Readonly<Record<Sending['via'], (receiving: Receiving, sending: Sending) => Promise<Answer>>> = {
  async http({ fetch }, { path, headers, body }) {
    const request = new Request(`http://relay.example${path}`, { method: 'POST', headers, body: Buffer.from(body) });
    const response = await fetch(request);
    return shown(response.status, response.headers, await response.text());
  },
  async lambda({ fetch }, sending) {
    const { statusCode = 0, headers = {}, body = '' } = await lambdaHandler(fetch)(eventOf(sending));
    return shown(statusCode, Object.entries(headers), body);
  },
  async queue({ deps }, { body }) {
    const record = { messageId: 'm-1', eventSource: 'aws:sqs', body: Buffer.from(body).toString() };
    const invocation = parseInvocation({ Records: [record] });
    if (invocation.kind !== 'queue') throw new Error('a record of the queue was not known as one');
    const failed = await takeRecords(invocation.records, deps);
    return { status: failed.length === 0 ? 200 : 500, headers: '', text: '' };
  },
  async direct({ deps }, { body }) {
    const invocation = parseInvocation(jsonOrText(Buffer.from(body).toString()));
    if (invocation.kind !== 'direct') throw new Error('an event was not known as one');
    await takeDirect(invocation.bodies, deps);
    return { status: 200, headers: '', text: '' };
  },
};

function shown(status: number, headers: Iterable<readonly [string, unknown]>, text: string): Answer {
  return { status, headers: [...headers].map(([name, value]) => `${name}: ${value}`).join('\n'), text };
}

/** As an HTTP API hands it over: the path decoded, the body in base64 unless it is plain text. */
function eventOf({ path, headers, body }: Sending): Parameters<ReturnType<typeof lambdaHandler>>[0] {
  const { pathname, search } = new URL(`http://relay.example${path}`);
  const isBase64Encoded = body.length % 2 === 0;
  return httpEvent('POST', decodedPath(pathname), {
    rawQueryString: search.slice(1),
    headers: { ...headers },
    body: Buffer.from(body).toString(isBase64Encoded ? 'base64' : 'utf8'),
    isBase64Encoded,
  });
}

function decodedPath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
