import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Product } from '#shared/channels/channel.ts';
import { type Answer, answerTo, preempt } from './answer.ts';
import type { Exchange, GroupEntry } from './chat-record.ts';
import { DINGTALK } from './dingtalk-answers.ts';
import type { FaultsNow } from './fault-board.ts';
import type { Group } from './group.ts';
import { readBody } from './read-body.ts';
import type { Refusal } from './verdict.ts';
import { wecomBadKey } from './wecom-rules.ts';

/** Path of each product's webhook, and the parameter that names the robot. */
export const WEBHOOKS: Readonly<Record<Product, { readonly path: string; readonly parameter: string }>> = {
  dingtalk: { path: '/robot/send', parameter: 'access_token' },
  wecom: { path: '/cgi-bin/webhook/send', parameter: 'key' },
};

/** What the endpoint needs of the sandbox around it. */
export interface EndpointContext {
  /** ms since the epoch. */
  now(): number;
  find(token: string, product: Product): Group | undefined;
  /** Called with each thing that happens in a group. */
  onEntry(group: Group, entry: GroupEntry): void;
  /** Called once a request is answered, or its connection is gone. */
  onExchange(group: Group, exchange: Exchange): void;
}

function send(response: ServerResponse, answer: Answer, dateMs: number): void {
  if (answer.kind === 'silence') return;
  if (answer.kind === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  response.writeHead(answer.status, { 'Content-Type': answer.contentType, Date: new Date(dateMs).toUTCString() });
  response.end(answer.body);
}

/** The refusal of a request whose token belongs to no group. */
function strangerRefusal(product: Product, method: string, token: string, clientIp: string): Refusal {
  if (product === 'wecom') return wecomBadKey(clientIp, 'no robot has this key');
  if (method !== 'POST') return DINGTALK.needsPost;

  return token === '' ? DINGTALK.noToken : DINGTALK.unknownToken;
}

/** Reads and judges a request to a known robot. The request is over when `answer` was called or the caller is gone. */
async function serve(
  request: IncomingMessage,
  query: Readonly<Record<string, string>>,
  group: Group,
  faults: FaultsNow,
  context: EndpointContext,
): Promise<Answer> {
  const ticket = group.arrived(context.now());
  const raw = await readBody(request);
  const preempted = preempt(faults, randomUUID());
  if (preempted !== undefined) {
    group.failed(preempted.why, context.now());
    return preempted.answer;
  }
  const call = {
    method: request.method ?? '',
    query,
    contentType: request.headers['content-type'] ?? '',
    body: raw.kept,
    bodyBytes: raw.bytes,
    clientIp: request.socket.remoteAddress ?? '',
  };

  return answerTo(group.judge(call, ticket, faults, context.now()), group.settings, faults, randomUUID());
}

/** Handles one request to a product's webhook path. */
export async function handleRobotRequest(
  product: Product,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
  context: EndpointContext,
): Promise<void> {
  const token = url.searchParams.get(WEBHOOKS[product].parameter) ?? '';
  const group = context.find(token, product);
  if (group === undefined) {
    request.resume();
    const { errcode, errmsg } = strangerRefusal(
      product,
      request.method ?? '',
      token,
      request.socket.remoteAddress ?? '',
    );
    const body = JSON.stringify({ errcode, errmsg });
    return send(
      response,
      { kind: 'body', status: 200, contentType: 'application/json;charset=utf-8', body },
      context.now(),
    );
  }

  const arrivedAt = context.now();
  const faults = group.faults.draw();
  let left = false;
  const leave = (): void => {
    if (!left) group.left();
    left = true;
  };
  response.once('close', leave);
  const answer = await serve(request, Object.fromEntries(url.searchParams), group, faults, context);
  const entry = group.entries.at(-1);
  if (entry !== undefined) context.onEntry(group, entry);
  const ended = (): void => {
    const answer = response.writableFinished && !faults.has('garbled') ? 'given' : 'lost';
    if (entry !== undefined) context.onExchange(group, { arrivedAt, endedAt: context.now(), answer, entry });
  };
  if (response.closed) ended();
  else response.once('close', ended);
  setTimeout(() => {
    if (answer.kind === 'body') leave();
    send(response, answer, context.now() + faults.clockOffsetMs);
  }, faults.latencyMs);
}
