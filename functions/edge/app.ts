import { HonoBase } from 'hono/hono-base';
import { TrieRouter } from 'hono/router/trie-router';
import type { Access } from '#shared/access/access.ts';
import { type BoundKind, decideBounds } from '#shared/access/bounds.ts';
import type { Caller } from '#shared/access/decide-access.ts';
import type { Scope } from '#shared/access/scope.ts';
import { authenticate, refusal } from './authenticate.ts';
import { problem, retryLater } from './http-problem.ts';
import { isUnavailable } from './infrastructure.ts';
import { allowedMethods, type OperationOf, ROUTES, type Route } from './routes.ts';
import type { Telemetry } from './telemetry.ts';

/** What every route needs of the world. */
export interface EdgeDeps {
  readonly access: Access;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly telemetry: Telemetry;
}

/** A request whose caller may make it. */
export interface RouteRequest {
  readonly request: Request;
  /** Decoded parameters of the path. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly nowMs: number;
  /** Whose token it shows; nobody's on an open route. */
  readonly caller?: Caller;
}

/** Answers one route. What it throws is answered as 500 or 503 without a word of it. */
export type RouteHandler = (request: RouteRequest) => Response | Promise<Response>;

/** A handler for every route of a function: a missing one does not compile. */
export type Handlers<App extends Route['app']> = Readonly<Record<OperationOf<App>, RouteHandler>>;

/** An application of ours: Hono with the one router it needs, which spares the bundle two others. */
export type EdgeApp = HonoBase;

/** Seconds after which a sender that found us unable should come again. */
const RETRY_AFTER_SECONDS = 5;

/**
 * An HTTP application of some routes. For each request, in this order: is the
 * route known → who calls → may they → can it be read → the route's handler.
 * So nobody learns what exists before showing a token.
 */
export function createApp(
  app: Route['app'],
  handlers: Readonly<Record<string, RouteHandler>>,
  deps: EdgeDeps,
): EdgeApp {
  const hono = new HonoBase({ router: new TrieRouter() });
  for (const [operation, route] of Object.entries<Route>(ROUTES)) {
    if (route.app !== app) continue;

    const handler = handlers[operation];
    if (handler === undefined) throw new Error(`The route ${operation} has no handler.`);
    hono.on(route.method, honoPath(route.path), (c) =>
      observed(c.req.raw, route, deps, () => serve(c.req.raw, c.req.param(), route, handler, deps)),
    );
  }
  hono.notFound((c) => finished(noRoute(c.req.method, c.req.path)));
  hono.onError((error) => finished(failure(error, deps, {})));

  return hono;
}

async function serve(
  request: Request,
  params: Readonly<Record<string, string>>,
  route: Route,
  handler: RouteHandler,
  deps: EdgeDeps,
): Promise<Response> {
  const caller = route.scope === 'open' ? undefined : await admit(request, route.scope, route.bounds ?? [], deps);
  if (caller instanceof Response) return caller;

  const url = new URL(request.url);
  if (!isDecodable(url.pathname)) {
    return problem('malformed', { detail: 'The path is not valid percent-encoded UTF-8.' });
  }

  const named = caller === undefined ? {} : { caller };
  return handler({ request, params, query: url.searchParams, nowMs: deps.now(), ...named });
}

/** Who calls, or the refusal. Tokens that can't be looked up make a 503: the sender must come again. */
async function admit(
  request: Request,
  scope: Scope,
  kept: readonly BoundKind[],
  deps: EdgeDeps,
): Promise<Caller | Response> {
  const authentication = await authenticate(request.headers, scope, deps.access, deps.now()).catch((error: unknown) => {
    deps.telemetry.error('tokens cannot be looked up', error);
    return undefined;
  });
  if (authentication === undefined) {
    return retryLater('unavailable', RETRY_AFTER_SECONDS, 'The token could not be checked. Try again.');
  }

  if (authentication.kind !== 'allowed') return refusal(authentication, scope, request.headers);

  const { caller } = authentication;
  const decision = decideBounds(caller.bounds, kept);
  return decision.kind === 'open' ? caller : closed(decision.bound);
}

function closed(bound: BoundKind): Response {
  return problem('out-of-bounds', {
    detail: `This token is bound to ${bound}, and this route is not of single ${bound}: it needs a token without such a bound.`,
  });
}

/** Runs a request, turns what it throws into an answer and reports how it ended. */
async function observed(
  request: Request,
  route: Route,
  deps: EdgeDeps,
  run: () => Promise<Response>,
): Promise<Response> {
  const startedMs = deps.now();
  const fields = { method: request.method, route: route.path };
  const response = await run().catch((error: unknown) => failure(error, deps, fields));
  const status = response.status;
  if (status >= 500) deps.telemetry.count('answered5xx', 1);
  if (status >= 400) {
    deps.telemetry.warn('request refused', { ...fields, status, durationMs: deps.now() - startedMs });
  }

  return finished(response);
}

function failure(error: unknown, deps: EdgeDeps, fields: Readonly<Record<string, string>>): Response {
  deps.telemetry.error('request failed', error, fields);

  return isUnavailable(error)
    ? retryLater('unavailable', RETRY_AFTER_SECONDS, 'A part this needs does not answer. Try again.')
    : problem('internal', { detail: 'The request failed for a reason that is not yours. The log has it.' });
}

function noRoute(method: string, path: string): Response {
  const allowed = allowedMethods(path);
  if (allowed.length === 0) return problem('unknown-route', { detail: 'See GET /v1/openapi.json for the routes.' });

  const allow = allowed.join(', ');
  if (method === 'OPTIONS') return new Response(null, { status: 204, headers: { allow } });

  return problem('method-not-allowed', { detail: `This route takes ${allow}.`, headers: [['allow', allow]] });
}

/** Answers hold alerts and settings: nobody on the way may keep them. */
function finished(response: Response): Response {
  response.headers.set('cache-control', 'no-store');
  response.headers.set('x-content-type-options', 'nosniff');

  return response;
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/** `{name}` → `:name`, `{name+}` → a parameter that takes slashes. */
function honoPath(path: string): string {
  return path.replace(/\{(\w+)\+\}/g, ':$1{[^]+}').replace(/\{(\w+)\}/g, ':$1');
}
