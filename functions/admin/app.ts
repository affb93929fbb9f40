import { createApp, type EdgeApp, type Handlers, type RouteHandler } from '../edge/app.ts';
import { json } from '../edge/http-problem.ts';
import type { AdminDeps } from './deps.ts';
import { alertRoutes } from './routes/alerts.ts';
import { auditRoutes } from './routes/audit.ts';
import { channelRoutes } from './routes/channels.ts';
import { countRoutes } from './routes/counts.ts';
import { deadLetterRoutes } from './routes/dead-letters.ts';
import { deliveryRoutes } from './routes/deliveries.ts';
import { inhibitionRoutes } from './routes/inhibitions.ts';
import { operationRoutes } from './routes/operations.ts';
import { pushSettingsRoutes } from './routes/push-settings.ts';
import { silenceRoutes } from './routes/silences.ts';
import { templateRoutes } from './routes/templates.ts';
import { tokenRoutes } from './routes/tokens.ts';
import { tryOutRoutes } from './routes/try-out.ts';
import { watchdogRoutes } from './routes/watchdogs.ts';

/** Everything but the ingest of alerts: channels, push settings, tests, the ledger, health and the API's own description. */
export function createAdminApp(deps: AdminDeps): EdgeApp {
  const description = describedOnce();
  const open = routesOf(deps, description);
  const handlers = Object.entries(open).map(([operation, handler]): readonly [string, RouteHandler] => [
    operation,
    (request) => {
      const own = request.caller === undefined ? handler : routesOf(deps.as(request.caller), description)[operation];
      return (own ?? handler)(request);
    },
  ]);

  return createApp('admin', Object.fromEntries(handlers), deps);
}

/** The routes as one caller has them. */
function routesOf(deps: AdminDeps, description: () => Promise<object>): Readonly<Record<string, RouteHandler>> {
  return {
    ...channelRoutes(deps),
    ...tryOutRoutes(deps),
    ...deliveryRoutes(deps),
    ...countRoutes(deps),
    ...alertRoutes(deps),
    ...deadLetterRoutes(deps),
    ...pushSettingsRoutes(deps),
    ...inhibitionRoutes(deps),
    ...silenceRoutes(deps),
    ...watchdogRoutes(deps),
    ...templateRoutes(),
    ...tokenRoutes(deps),
    ...auditRoutes(deps),
    ...operationRoutes(deps),
    openapi: async () => json(await description()),
  } satisfies Handlers<'admin'>;
}

/** The API's own description. It is large and seldom asked for, so that a cold start does not make it. */
function describedOnce(): () => Promise<object> {
  let made: Promise<object> | undefined;
  return () => {
    made ??= import('./openapi/document.ts').then(({ openapiDocument }) => openapiDocument());
    return made;
  };
}
