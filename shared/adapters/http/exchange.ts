import type { ClientRequest, Agent as HttpAgent, IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { PostRequest, PostResult } from '../../delivery/post.ts';
import { createAnswerBody } from './answer-body.ts';
import { failure, type Progress, timedOut } from './failure.ts';
import { plainRequest } from './plain-http.ts';
import type { Route } from './route.ts';

/** Node closes a stuck tunnel itself a little after we have given up on it, ms. */
const TUNNEL_GRACE_MS = 500;

/** One request and its answer, over a connection of its own. */
export class Exchange {
  readonly #route: Route;
  readonly #request: PostRequest;
  readonly #settled = Promise.withResolvers<PostResult>();
  readonly #body = createAnswerBody();
  readonly #timers: NodeJS.Timeout[] = [];
  #progress: Progress = 'connecting';
  #answer: IncomingMessage | undefined;
  #outgoing: ClientRequest | undefined;

  constructor(route: Route, request: PostRequest) {
    this.#route = route;
    this.#request = request;
  }

  /** Runs it. The promise never rejects. */
  run(agent: HttpAgent): Promise<PostResult> {
    try {
      this.#start(agent);
    } catch (error) {
      // Node refuses the request itself (a header it can't write): nothing was sent.
      this.#settle(failure(error, 'connected', this.#route));
    }
    return this.#settled.promise;
  }

  #start(agent: HttpAgent): void {
    const { connectTimeoutMs, totalTimeoutMs, headers, body } = this.#request;
    const { url, secure, via } = this.#route;
    const outgoing = (secure ? httpsRequest : plainRequest)(url, {
      method: 'POST',
      agent,
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      // Bounds the proxy tunnel only: without a listener a quiet socket is left alone.
      timeout: connectTimeoutMs + TUNNEL_GRACE_MS,
      ...(via.kind === 'direct' ? { lookup: via.lookup } : {}),
    });
    this.#outgoing = outgoing;
    this.#timers.push(setTimeout(() => this.#onConnectTimeout(), connectTimeoutMs));
    this.#timers.push(
      setTimeout(() => this.#giveUp(timedOut(this.#progress, this.#route, totalTimeoutMs)), totalTimeoutMs),
    );

    outgoing.on('socket', (socket) => this.#follow(socket));
    outgoing.on('response', (answer) => this.#read(answer));
    outgoing.on('error', (error) => this.#giveUp(failure(error, this.#progress, this.#route)));
    outgoing.on('close', () => this.#giveUp(failure(undefined, this.#progress, this.#route)));
    outgoing.end(body);
  }

  /** Tells from the socket how far the request got. Through a proxy it comes when the tunnel stands. */
  #follow(socket: Socket): void {
    if (!(socket instanceof TLSSocket)) {
      // Node writes the request as soon as the connection stands.
      onceOrNow(socket, 'connect', socket.connecting, () => this.#reach('written'));
      return;
    }
    const isTunnel = this.#route.via.kind === 'proxy';
    onceOrNow(socket, 'connect', !isTunnel && socket.connecting, () => this.#reach('connected'));
    onceOrNow(socket, 'secureConnect', !isSecure(socket), () => this.#reach('written'));
  }

  #reach(progress: 'connected' | 'written'): void {
    if (this.#progress === 'connecting' || progress === 'written') this.#progress = progress;
  }

  #read(answer: IncomingMessage): void {
    this.#progress = 'answering';
    this.#answer = answer;
    answer.on('data', (chunk: Buffer) => {
      if (this.#body.add(chunk) === 'full') this.#settle(this.#answered(answer));
    });
    answer.on('end', () => this.#settle(this.#answered(answer)));
    answer.on('error', (error) => this.#giveUp(failure(error, this.#progress, this.#route)));
  }

  #onConnectTimeout(): void {
    if (this.#progress === 'written' || this.#progress === 'answering') return;

    this.#settle(timedOut(this.#progress, this.#route, this.#request.connectTimeoutMs));
  }

  /** An answer whose end is missing is told as far as it came: often all of its JSON is there. */
  #giveUp(otherwise: PostResult): void {
    this.#settle(this.#answer === undefined ? otherwise : this.#answered(this.#answer));
  }

  #answered(answer: IncomingMessage): PostResult {
    const { via, secure, host } = this.#route;
    const status = answer.statusCode ?? 0;
    if (status === 407 && via.kind === 'proxy' && !secure) {
      return failure({ statusCode: status }, 'connecting', this.#route);
    }
    if (status === 0) return { kind: 'unknown', detail: `${host} gave an answer without a status` };
    const serverTimeMs = Date.parse(answer.headers.date ?? '');

    return { kind: 'answer', status, body: this.#body.text(), ...(Number.isNaN(serverTimeMs) ? {} : { serverTimeMs }) };
  }

  /** Settles once; later calls (destroying causes some) change nothing. */
  #settle(result: PostResult): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#settled.resolve(result);
    this.#outgoing?.destroy();
  }
}

function onceOrNow(socket: Socket, event: 'connect' | 'secureConnect', isPending: boolean, then: () => void): void {
  if (isPending) socket.once(event, then);
  else then();
}

function isSecure(socket: TLSSocket): boolean {
  return 'secureConnecting' in socket && socket.secureConnecting === false;
}
