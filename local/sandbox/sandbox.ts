import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Product } from '#shared/channels/channel.ts';
import { chatPage } from './chat-page.ts';
import type { Exchange, GroupEntry } from './chat-record.ts';
import { handleControlRequest } from './control.ts';
import type { Fault } from './fault.ts';
import { Group } from './group.ts';
import type { GroupSpec } from './group-spec.ts';
import { type EndpointContext, handleRobotRequest, WEBHOOKS } from './robot-endpoint.ts';

/** How to start a sandbox. */
export interface SandboxOptions {
  /** 0 or absent takes a free one. */
  readonly port?: number;
  readonly groups?: readonly GroupSpec[];
  /** The robots' clock, ms since the epoch; the machine's own when absent. */
  readonly now?: () => number;
  /** Called with each message, refusal and failure as it happens. */
  readonly onEntry?: (group: Group, entry: GroupEntry) => void;
  /** Called with each request to a robot once it is over: answered, or its connection gone. */
  readonly onExchange?: (group: Group, exchange: Exchange) => void;
}

/** A running sandbox: strict stand-ins for DingTalk and WeCom on 127.0.0.1. */
export interface Sandbox {
  /** `http://127.0.0.1:port`. */
  readonly url: string;
  /** `127.0.0.1:port`, as `--allow-webhook-host` takes it. */
  readonly host: string;
  readonly groups: readonly Group[];
  /** Adds a group; throws when the token is taken. */
  addGroup(spec: GroupSpec): Group;
  /** The group of a token; throws when there is none. */
  group(token: string): Group;
  /** The webhook URL of a group's robot. */
  webhookUrl(token: string): string;
  /** Sets a fault on a group's robot, for the next `times` requests or until it is cleared. */
  setFault(token: string, fault: Fault, times?: number): void;
  /** Stops listening and drops every connection. */
  close(): Promise<void>;
}

/** The groups of one sandbox, by token. */
class Groups implements EndpointContext {
  readonly byToken = new Map<string, Group>();
  readonly now: () => number;
  readonly onEntry: (group: Group, entry: GroupEntry) => void;
  readonly onExchange: (group: Group, exchange: Exchange) => void;

  constructor(options: SandboxOptions) {
    this.now = options.now ?? Date.now;
    this.onEntry = options.onEntry ?? (() => undefined);
    this.onExchange = options.onExchange ?? (() => undefined);
    for (const spec of options.groups ?? []) this.add(spec);
  }

  add(spec: GroupSpec): Group {
    if (this.byToken.has(spec.token)) throw new Error(`a group with the token of "${spec.name}" exists already`);
    const group = new Group(spec, this.now());
    this.byToken.set(spec.token, group);

    return group;
  }

  get(token: string): Group {
    const group = this.byToken.get(token);
    if (group === undefined) throw new Error('no group has this token');

    return group;
  }

  find(token: string, product: Product): Group | undefined {
    const group = this.byToken.get(token);

    return group?.settings.product === product ? group : undefined;
  }
}

async function route(request: IncomingMessage, response: ServerResponse, groups: Groups): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (url.pathname === WEBHOOKS.dingtalk.path) return handleRobotRequest('dingtalk', url, request, response, groups);
  if (url.pathname === WEBHOOKS.wecom.path) return handleRobotRequest('wecom', url, request, response, groups);
  if (url.pathname.startsWith('/_sandbox/')) return handleControlRequest(url, request, response, groups);
  if (url.pathname === '/') return chatPage([...groups.byToken.values()], request, response, groups.now());
  request.resume();
  response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' }).end('There is nothing at this path.\n');
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** Starts the stand-ins. Nothing but loopback can reach them. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const groups = new Groups(options);
  const server = createServer((request, response) => {
    // A caller that hangs up half-way, or sends an address nobody can read, ends its own request; the sandbox goes on.
    route(request, response, groups).catch((error: unknown) => {
      if (response.headersSent || response.destroyed) response.destroy();
      else response.writeHead(400, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${error}\n`);
    });
  });
  const host = `127.0.0.1:${await listen(server, options.port ?? 0)}`;

  return {
    url: `http://${host}`,
    host,
    get groups() {
      return [...groups.byToken.values()];
    },
    addGroup: (spec) => groups.add(spec),
    group: (token) => groups.get(token),
    webhookUrl: (token) => webhookUrl(`http://${host}`, groups.get(token)),
    setFault: (token, fault, times) => groups.get(token).setFault(fault, times),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Where a group's robot is found below a sandbox's base URL. */
export function webhookUrl(baseUrl: string, group: Group): string {
  const { path, parameter } = WEBHOOKS[group.settings.product];

  return `${baseUrl}${path}?${parameter}=${encodeURIComponent(group.settings.token)}`;
}
