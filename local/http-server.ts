import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { StartError } from './start-error.ts';

/** Answers one request. */
export type Fetch = (request: Request) => Response | Promise<Response>;

/** A server that listens. */
export interface HttpServer {
  /** `http://127.0.0.1:8080`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Lets requests in; those that came before have waited. */
  serve(fetch: Fetch): void;
  /** Takes no new request, waits at most `graceMs` for those under way, then cuts them off. */
  close(graceMs: number): Promise<void>;
}

/** The address can't be listened on. */
export class ListenError extends StartError {
  override name = 'ListenError' as const;
}

/** A sender that takes longer for its header, or for all of its request, is gone or means no good. */
const LIMITS = {
  headersTimeout: 15_000,
  requestTimeout: 60_000,
  /** Longer than the 60 s after which common load balancers drop an idle connection, so that they drop it, not we. */
  keepAliveTimeout: 65_000,
  maxHeaderSize: 16 * 1024,
} as const;

/**
 * Listens on the address; port 0 takes any free one. Requests wait until they
 * are served, so that the senders of a relay that starts again are late, and
 * not refused.
 */
export async function openHttpServer(host: string, port: number): Promise<HttpServer> {
  const served = Promise.withResolvers<Fetch>();
  const fetch: Fetch = async (request) => (await served.promise)(request);
  const server = createAdaptorServer({ fetch, serverOptions: LIMITS }) as Server;
  server.on('request', (_request, response) => {
    // A connection kept alive would hold up the closing until it times out.
    response.once('close', () => {
      if (!server.listening) setImmediate(() => server.closeIdleConnections());
    });
  });
  await listen(server, host, port);
  const address = server.address();
  const actualPort = typeof address === 'object' && address !== null ? address.port : port;

  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${actualPort}`,
    port: actualPort,
    serve: served.resolve,
    close: (graceMs) => close(server, graceMs),
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const reason = REASONS[cause.code ?? ''] ?? cause.message;
      reject(new ListenError([`can't listen on ${host}:${port}: ${reason}`], { cause }));
    });
    server.listen(port, host, resolve);
  });
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is in use; name another with --port',
  EACCES: 'no permission for this port; name one above 1023 with --port',
  EADDRNOTAVAIL: 'this machine has no such address; name another with --host',
  ENOTFOUND: 'no such host; name another with --host',
};

function close(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
