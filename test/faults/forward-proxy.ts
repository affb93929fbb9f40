import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';

/** A forward proxy that can die and come back on its port. It takes absolute URLs, as a client sends them for plain HTTP. */
export class ForwardProxy implements AsyncDisposable {
  /** Requests it passed on. */
  passed = 0;
  readonly port: number;
  #server: Server | undefined;

  constructor(port: number) {
    this.port = port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const server = createServer((request, response) => this.#pass(request, response));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.port, '127.0.0.1', resolve);
    });
    this.#server = server;
  }

  /** Stops listening and breaks every connection, answers under way among them. */
  async die(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.die();
  }

  #pass(request: IncomingMessage, response: ServerResponse): void {
    const { method = 'GET', url = '', headers } = request;
    if (!URL.canParse(url)) {
      response.writeHead(400).end();
      return;
    }
    this.passed += 1;
    const onward = httpRequest(url, { method, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    // With a dead proxy its own connections die as well: the robot sees its caller go.
    response.once('close', () => onward.destroy());
    request.pipe(onward);
  }
}
