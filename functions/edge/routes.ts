import type { BoundKind } from '#shared/access/bounds.ts';
import type { Scope } from '#shared/access/scope.ts';

/** One route of the API: who may call it and which function answers. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With `{name}` for a path segment; a last `{name+}` takes slashes too. Paths that differ only in such a name share it. */
  readonly path: string;
  /** `open` needs no token. */
  readonly scope: Scope | 'open';
  readonly app: 'receive' | 'admin';
  /**
   * Which bounds of a token it keeps to, because what it answers is of a channel or of a sender and is seen through
   * them, or because it has nothing of either. A token bound to anything else is refused here.
   */
  readonly bounds?: readonly BoundKind[];
  /**
   * The parameter of the query that holds a token for `ingest`, which the route checks itself: a chat product's senders
   * have their token there, and look for that product's answers.
   */
  readonly tokenParameter?: 'access_token' | 'key';
}

/** Kinds of bounds routes keep to. */
const BOTH = ['channels', 'sources'] as const satisfies readonly BoundKind[];
const CHANNELS = ['channels'] as const satisfies readonly BoundKind[];

/** Every route of the API, by the name its handler and its documentation have. */
export const ROUTES = {
  postAlerts: { method: 'POST', path: '/v1/alerts', scope: 'ingest', app: 'receive', bounds: BOTH },
  postAlertsOfSource: { method: 'POST', path: '/v1/alerts/{key}', scope: 'ingest', app: 'receive', bounds: BOTH },
  // Paths of relays that people replace: the sender's configuration keeps them.
  postAlertsOfDingtalkTarget: {
    method: 'POST',
    path: '/dingtalk/{target}/send',
    scope: 'ingest',
    app: 'receive',
    bounds: BOTH,
  },
  postAlertsOfPrometheusAlert: {
    method: 'POST',
    path: '/prometheusalert',
    scope: 'ingest',
    app: 'receive',
    bounds: BOTH,
  },

  // The wire of the chat products' own robots, for senders that know no other.
  sendDingtalk: { method: 'POST', path: '/robot/send', scope: 'open', app: 'receive', tokenParameter: 'access_token' },
  sendWecom: { method: 'POST', path: '/cgi-bin/webhook/send', scope: 'open', app: 'receive', tokenParameter: 'key' },
  uploadToWecom: {
    method: 'POST',
    path: '/cgi-bin/webhook/upload_media',
    scope: 'open',
    app: 'receive',
    tokenParameter: 'key',
  },
  postHeartbeat: {
    method: 'POST',
    path: '/v1/heartbeats/{source}',
    scope: 'ingest',
    app: 'receive',
    bounds: ['sources'],
  },

  listChannels: { method: 'GET', path: '/v1/channels', scope: 'read', app: 'admin', bounds: BOTH },
  createChannel: { method: 'POST', path: '/v1/channels', scope: 'admin', app: 'admin' },
  testChannelDraft: { method: 'POST', path: '/v1/channels/test', scope: 'operate', app: 'admin' },
  getChannel: { method: 'GET', path: '/v1/channels/{name}', scope: 'read', app: 'admin', bounds: BOTH },
  replaceChannel: { method: 'PUT', path: '/v1/channels/{name}', scope: 'admin', app: 'admin' },
  deleteChannel: { method: 'DELETE', path: '/v1/channels/{name}', scope: 'admin', app: 'admin' },
  testChannel: { method: 'POST', path: '/v1/channels/{name}/test', scope: 'operate', app: 'admin', bounds: BOTH },

  getPushSettings: { method: 'GET', path: '/v1/push-settings', scope: 'read', app: 'admin' },
  replacePushSettings: { method: 'PUT', path: '/v1/push-settings', scope: 'admin', app: 'admin' },
  explainPushSettings: { method: 'POST', path: '/v1/push-settings/explain', scope: 'read', app: 'admin' },

  getInhibitions: { method: 'GET', path: '/v1/inhibitions', scope: 'read', app: 'admin' },
  replaceInhibitions: { method: 'PUT', path: '/v1/inhibitions', scope: 'admin', app: 'admin' },

  listTemplates: { method: 'GET', path: '/v1/templates', scope: 'read', app: 'admin', bounds: BOTH },
  preview: { method: 'POST', path: '/v1/preview', scope: 'read', app: 'admin', bounds: BOTH },

  listDeliveries: { method: 'GET', path: '/v1/deliveries', scope: 'read', app: 'admin', bounds: BOTH },
  // Before the ids, none of which it can be: these have a time and three numbers.
  countDeliveries: { method: 'GET', path: '/v1/deliveries/counts', scope: 'read', app: 'admin', bounds: BOTH },
  getDelivery: { method: 'GET', path: '/v1/deliveries/{id+}', scope: 'read', app: 'admin', bounds: CHANNELS },
  listAlerts: { method: 'GET', path: '/v1/alerts', scope: 'read', app: 'admin', bounds: BOTH },
  getAlert: { method: 'GET', path: '/v1/alerts/{key+}', scope: 'read', app: 'admin', bounds: BOTH },
  listDeadLetters: { method: 'GET', path: '/v1/dead-letters', scope: 'read', app: 'admin', bounds: BOTH },
  replayDeadLetters: { method: 'POST', path: '/v1/dead-letters/replay', scope: 'operate', app: 'admin', bounds: BOTH },
  replayDeadLetter: {
    method: 'POST',
    path: '/v1/dead-letters/{id}/replay',
    scope: 'operate',
    app: 'admin',
    bounds: BOTH,
  },
  listRobots: { method: 'GET', path: '/v1/robots', scope: 'read', app: 'admin', bounds: BOTH },

  listSilences: { method: 'GET', path: '/v1/silences', scope: 'read', app: 'admin' },
  createSilence: { method: 'POST', path: '/v1/silences', scope: 'operate', app: 'admin' },
  getSilence: { method: 'GET', path: '/v1/silences/{id}', scope: 'read', app: 'admin' },
  endSilence: { method: 'DELETE', path: '/v1/silences/{id}', scope: 'operate', app: 'admin' },

  getWatchdogs: { method: 'GET', path: '/v1/watchdogs', scope: 'read', app: 'admin' },
  replaceWatchdogs: { method: 'PUT', path: '/v1/watchdogs', scope: 'admin', app: 'admin' },
  listWatchedSources: { method: 'GET', path: '/v1/watchdogs/sources', scope: 'read', app: 'admin' },

  listTokens: { method: 'GET', path: '/v1/tokens', scope: 'admin', app: 'admin' },
  createToken: { method: 'POST', path: '/v1/tokens', scope: 'admin', app: 'admin' },
  rotateToken: { method: 'POST', path: '/v1/tokens/{id}/rotate', scope: 'admin', app: 'admin' },
  revokeToken: { method: 'DELETE', path: '/v1/tokens/{id}', scope: 'admin', app: 'admin' },

  listAudit: { method: 'GET', path: '/v1/audit', scope: 'admin', app: 'admin' },

  health: { method: 'GET', path: '/healthz', scope: 'open', app: 'admin' },
  openapi: { method: 'GET', path: '/v1/openapi.json', scope: 'open', app: 'admin' },
} as const satisfies Readonly<Record<string, Route>>;

/** Name of a route. */
export type Operation = keyof typeof ROUTES;

/** Names of the routes one of the two functions answers. */
export type OperationOf<App extends Route['app']> = {
  [Name in Operation]: (typeof ROUTES)[Name]['app'] extends App ? Name : never;
}[Operation];

/** Whether a request is for the receiving function; everything else is for the administering one. */
export function isForReceive(method: string, path: string): boolean {
  return method === 'POST' && RECEIVING.some((pattern) => pattern.test(path));
}

/** The paths of the receiving function, which answers nothing but `POST`. */
const RECEIVING = Object.values(ROUTES)
  .filter(({ app }) => app === 'receive')
  .map(({ path }) => patternOf(path));

/** The methods a requested path answers to, over both functions, for `Allow`; none when no route has this path. */
export function allowedMethods(path: string): readonly string[] {
  const methods = Object.values(ROUTES)
    .filter((route) => patternOf(route.path).test(path))
    .map((route) => route.method);
  if (methods.length === 0) return [];

  const implied = methods.includes('GET') ? ['HEAD', 'OPTIONS'] : ['OPTIONS'];
  return [...new Set<string>([...methods, ...implied])].sort();
}

function patternOf(path: string): RegExp {
  const pattern = path
    .replace(/[.]/g, '\\.')
    .replace(/\{[^}]*\+\}/g, '[^]+')
    .replace(/\{[^}]*\}/g, '[^/]+');

  return new RegExp(`^${pattern}$`);
}
