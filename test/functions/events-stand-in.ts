import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An event that somebody had for a function. */
export interface EventRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Lambda on 127.0.0.1, as far as it takes events for functions: it keeps them. */
export interface EventsStandIn {
  readonly endpoint: string;
  readonly requests: EventRequest[];
  /** Connections that were opened so far. */
  connections(): number;
  /** Answers so from now on, instead of having queued the event; `cut` ends the connection, once. */
  answer(status: number | 'never' | 'cut', body?: string): void;
  readonly stop: () => Promise<void>;
}

/** Starts the stand-in on a free port. */
export async function startEvents(): Promise<EventsStandIn> {
  const requests: EventRequest[] = [];
  let opened = 0;
  let answer: { readonly status: number | 'never' | 'cut'; readonly body: string } = { status: 202, body: '' };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = '', url = '', headers } = request;
    requests.push({ method, path: url, headers, body: Buffer.concat(chunks).toString() });
    const { status, body } = answer;
    if (status === 'cut') {
      answer = { status: 202, body: '' };
      request.socket.resetAndDestroy();
    } else if (status !== 'never') response.writeHead(status).end(body);
  });
  server.on('connection', () => {
    opened += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    connections: () => opened,
    answer: (status, body = '') => {
      answer = { status, body };
    },
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
