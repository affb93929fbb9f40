import { createServer as createHttpServer, type RequestListener, request, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import {
  type AddressInfo,
  connect,
  createServer as createTcpServer,
  type Socket,
  type Server as TcpServer,
} from 'node:net';

/** A server on 127.0.0.1 that is closed, connections and all, at the end of its scope. */
export interface LocalServer extends AsyncDisposable {
  readonly port: number;
}

/** A plain HTTP server. */
export function httpServer(listener: RequestListener): Promise<LocalServer> {
  return listen(createHttpServer(listener));
}

/** An HTTPS server. */
export function httpsServer(listener: RequestListener, tls: { key: string; cert: string }): Promise<LocalServer> {
  return listen(createHttpsServer(tls, listener));
}

/** A server that speaks no HTTP. */
export function tcpServer(onConnection: (socket: Socket) => void): Promise<LocalServer> {
  return listen(createTcpServer(onConnection));
}

/** A port nobody listens on. */
export async function closedPort(): Promise<number> {
  await using server = await tcpServer(() => {});
  return server.port;
}

/** How a proxy behaves, and what it saw. */
export interface ProxyLog {
  readonly requests: string[];
  readonly authorizations: (string | undefined)[];
}

/** A forward proxy: CONNECT for https, absolute form for http. With a `refusal` it answers that status instead. */
export async function forwardProxy(refusal?: number): Promise<LocalServer & ProxyLog> {
  const log: ProxyLog = { requests: [], authorizations: [] };
  const server = createHttpServer((incoming, answer) => {
    log.requests.push(`${incoming.method} ${incoming.url}`);
    log.authorizations.push(incoming.headers['proxy-authorization']);
    if (refusal !== undefined) {
      answer.writeHead(refusal, { 'proxy-authenticate': 'Basic realm="test"' }).end('<html>refused</html>');
      return;
    }
    const onward = request(
      incoming.url ?? '',
      { method: incoming.method ?? 'GET', headers: incoming.headers },
      (reply) => {
        answer.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(answer);
      },
    );
    onward.on('error', () => answer.writeHead(502).end());
    incoming.pipe(onward);
  });
  server.on('connect', (incoming, client) => {
    log.requests.push(`CONNECT ${incoming.url}`);
    log.authorizations.push(incoming.headers['proxy-authorization']);
    if (refusal !== undefined) {
      client.end(`HTTP/1.1 ${refusal} Refused\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const { hostname, port } = new URL(`http://${incoming.url}`);
    const onward = connect(Number(port), hostname, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(client).pipe(onward);
    });
    onward.on('error', () => client.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n'));
    client.on('error', () => onward.destroy());
  });

  return Object.assign(await listen(server), log);
}

async function listen(server: Server | TcpServer): Promise<LocalServer> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
