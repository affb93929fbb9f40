import { createServer, type IncomingMessage, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import * as z from 'zod/mini';
import { httpEvent } from '#test/functions/http-event.ts';
import type { Deployment } from '../stack/deploy.ts';
import { ACCOUNT, REGION } from '../stack/synth-stack.ts';
import type { Functions } from './functions.ts';
import type { ServicePolicies } from './policies.ts';

const ROUTE = z.looseObject({ ApiId: z.string(), RouteKey: z.string(), Target: z.string() });
const INTEGRATION = z.looseObject({ IntegrationUri: z.string(), PayloadFormatVersion: z.literal('2.0') });
const ANSWER = z.looseObject({
  statusCode: z.number(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
});

/** Where a request goes, and what of its path the route names. */
interface Matched {
  readonly routeKey: string;
  readonly apiId: string;
  readonly functionArn: string;
}

/** API Gateway: an HTTP API on loopback with the routes of the template. */
export class HttpApi {
  readonly #server: Server;
  readonly #routes: readonly Matched[];
  readonly #functions: Functions;
  readonly #policies: ServicePolicies;

  constructor(deployment: Deployment, functions: Functions, policies: ServicePolicies) {
    this.#functions = functions;
    this.#policies = policies;
    this.#routes = deployment.idsOf('AWS::ApiGatewayV2::Route').map((id) => routeOf(deployment, id));
    this.#server = createServer((request, response) => {
      this.#answer(request).then(
        ({ statusCode, headers, body }) => response.writeHead(statusCode, headers).end(body),
        // As API Gateway words it when a function fails or may not be called.
        () =>
          response.writeHead(500, { 'content-type': 'application/json' }).end('{"message":"Internal Server Error"}'),
      );
    });
  }

  /** Listens; answers the URL. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();

    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  }

  async end(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage): Promise<z.infer<typeof ANSWER>> {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const method = request.method ?? 'GET';
    const body = await text(request);
    const { routeKey, apiId, functionArn } = this.#route(method, url.pathname);
    // The path of a route is a part of what may call; the default one has none.
    const path = routeKey === '$default' ? '/$default' : `/${method}${routeKey.split(' ')[1]}`;
    this.#policies.demand({
      service: 'apigateway.amazonaws.com',
      action: 'lambda:InvokeFunction',
      resource: functionArn,
      sourceArn: `arn:aws:execute-api:${REGION}:${ACCOUNT}:${apiId}/$default${path}`,
    });
    const id = this.#functions.idOf(functionArn);
    const invocation = await this.#functions.invoke(id, eventOf(request, url, routeKey, body));
    if (invocation.kind === 'failed') throw new Error(invocation.errorMessage);

    return ANSWER.parse(invocation.payload);
  }

  #route(method: string, path: string): Matched {
    const ranked = this.#routes.toSorted((a, b) => rank(a.routeKey) - rank(b.routeKey));
    const found = ranked.find(({ routeKey }) => routeKey === '$default' || pattern(routeKey).test(`${method} ${path}`));
    if (found === undefined) throw new Error(`no route for ${method} ${path}`);

    return found;
  }
}

function routeOf(deployment: Deployment, id: string): Matched {
  const { RouteKey, Target, ApiId } = ROUTE.parse(deployment.propertiesOf(id));
  const integration = INTEGRATION.parse(deployment.propertiesOf(Target.replace('integrations/', '')));

  return { routeKey: RouteKey, apiId: ApiId, functionArn: integration.IntegrationUri };
}

/** A full path is looked at before one with a variable, and `$default` last. */
function rank(routeKey: string): number {
  if (routeKey === '$default') return 2;
  return routeKey.includes('{') ? 1 : 0;
}

function pattern(routeKey: string): RegExp {
  return new RegExp(`^${routeKey.replace(/\{[^}]+\+\}/g, '.+').replace(/\{[^}]+\}/g, '[^/]+')}$`);
}

/** Bodies come in base64 unless their type says that they are text: ours are sent so, to have both ways. */
function eventOf(request: IncomingMessage, url: URL, routeKey: string, body: string) {
  const isBase64Encoded = body !== '' && body.length % 2 === 0;
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, [value ?? ''].flat().join(',')]),
  );
  return httpEvent(request.method ?? 'GET', decodeURIComponent(url.pathname), {
    routeKey,
    rawQueryString: url.search.slice(1),
    headers,
    ...(body !== '' && { body: isBase64Encoded ? Buffer.from(body).toString('base64') : body, isBase64Encoded }),
  });
}
