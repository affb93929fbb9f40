import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod/mini';
import { parseFault } from './fault.ts';
import type { Group } from './group.ts';
import { type GroupSpec, THROTTLE_SIGNALS } from './group-spec.ts';
import { type JsonObject, readJsonObject } from './json-reading.ts';
import { readBody } from './read-body.ts';
import { transcript } from './transcript.ts';

/** What the control interface needs of the sandbox. */
export interface ControlContext {
  readonly byToken: ReadonlyMap<string, Group>;
  add(spec: GroupSpec): Group;
}

const count = z.int().check(z.gte(0));
const words = z.array(z.string());

const SPEC = z.strictObject({
  product: z.enum(['dingtalk', 'wecom']),
  name: z.string().check(z.minLength(1)),
  token: z.string().check(z.minLength(1)),
  signingKey: z.exactOptional(z.string()),
  keywords: z.exactOptional(words),
  allowedIps: z.exactOptional(words),
  perMinute: z.exactOptional(count),
  muteMs: z.exactOptional(count),
  throttleSignal: z.exactOptional(z.enum(THROTTLE_SIGNALS)),
  maxInFlight: z.exactOptional(count),
  textMaxBytes: z.exactOptional(count),
  filterWords: z.exactOptional(words),
  monthlyQuota: z.exactOptional(count),
  monthCount: z.exactOptional(count),
  dedupeMs: z.exactOptional(count),
  members: z.exactOptional(
    z.array(
      z.strictObject({ name: z.string(), mobile: z.exactOptional(z.string()), userId: z.exactOptional(z.string()) }),
    ),
  ),
});

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

const ok = (body: unknown): Reply => ({ status: 200, body });
const problem = (status: number, detail: string): Reply => ({ status, body: { status, detail } });

function describe(group: Group): unknown {
  const { product, name, token } = group.settings;
  const faults = group.faults.list().map(({ fault }) => fault);

  return { product, name, token, counters: group.counters, mutedUntil: group.mutedUntilMs || null, faults };
}

function addGroup(body: unknown, context: ControlContext): Reply {
  const spec = z.safeParse(SPEC, body);
  if (!spec.success) return problem(422, z.prettifyError(spec.error));
  if (context.byToken.has(spec.data.token)) return problem(409, 'a group with this token exists already');

  return { status: 201, body: describe(context.add(spec.data)) };
}

function setFault(body: JsonObject, group: Group): Reply {
  const { times, ...rest } = body;
  const fault = parseFault(rest);
  if ('problem' in fault) return problem(422, fault.problem);
  if (times !== undefined && !(typeof times === 'number' && Number.isInteger(times) && times >= 1)) {
    return problem(422, 'times: a whole number from 1');
  }
  group.setFault(fault, times);

  return ok(describe(group));
}

function groupRoute(method: string, what: string, body: JsonObject, group: Group): Reply {
  switch (`${method} ${what}`) {
    case 'GET ':
      return ok(describe(group));
    case 'GET entries':
      return ok({ items: group.entries });
    case 'GET messages':
      return ok({ items: group.messages });
    case 'GET transcript':
      return ok(transcript(group));
    case 'POST faults':
      return setFault(body, group);
    case 'DELETE faults':
      group.clearFault();
      return ok(describe(group));
    default:
      return problem(404, 'there is nothing at this path');
  }
}

function reply(method: string, path: string, body: JsonObject, context: ControlContext): Reply {
  const [collection, token = '', what = ''] = path.split('/').map(decodeURIComponent);
  if (collection !== 'groups') return problem(404, 'there is nothing at this path');
  if (token === '') {
    return method === 'POST' ? addGroup(body, context) : ok({ items: [...context.byToken.values()].map(describe) });
  }
  const group = context.byToken.get(token);

  return group === undefined ? problem(404, 'no group has this token') : groupRoute(method, what, body, group);
}

/** Whether a request can only come from this machine, and from no page of a foreign site opened on it. */
function fromThisMachine(request: IncomingMessage): boolean {
  const loopback = ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(request.socket.remoteAddress ?? '');

  return (
    loopback &&
    /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(request.headers.host ?? '') &&
    request.headers.origin === undefined
  );
}

/**
 * The control and read-out interface, for tests and scripts on this machine:
 * `/_sandbox/groups` (GET, POST) and below one group's token `messages`,
 * `entries`, `transcript` (GET) and `faults` (POST, DELETE).
 */
export async function handleControlRequest(
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
  context: ControlContext,
): Promise<void> {
  const raw = await readBody(request);
  const path = url.pathname.slice('/_sandbox/'.length);
  const body = raw.bytes === 0 ? {} : readJsonObject(raw.kept);
  const answer = !fromThisMachine(request)
    ? problem(403, 'only this machine may control the sandbox')
    : body === undefined
      ? problem(400, 'the body is not a JSON object')
      : reply(request.method ?? '', path, body, context);
  const text = typeof answer.body === 'string';
  response.writeHead(answer.status, { 'Content-Type': `${text ? 'text/plain' : 'application/json'}; charset=utf-8` });
  response.end(text ? answer.body : `${JSON.stringify(answer.body)}\n`);
}
