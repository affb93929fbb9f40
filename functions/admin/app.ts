import { createApp, type EdgeApp, type Handlers } from '../edge/app.ts';
import { json } from '../edge/http-problem.ts';
import type { AdminDeps } from './deps.ts';
import { openapiDocument } from './openapi/document.ts';
import { alertRoutes } from './routes/alerts.ts';
import { channelRoutes } from './routes/channels.ts';
import { deadLetterRoutes } from './routes/dead-letters.ts';
import { deliveryRoutes } from './routes/deliveries.ts';
import { operationRoutes } from './routes/operations.ts';
import { tokenRoutes } from './routes/tokens.ts';
import { tryOutRoutes } from './routes/try-out.ts';

/** Everything but the ingest of alerts: channels, tests, the ledger, health and the API's own description. */
export function createAdminApp(deps: AdminDeps): EdgeApp {
  const document = openapiDocument();
  const handlers: Handlers<'admin'> = {
    ...channelRoutes(deps),
    ...tryOutRoutes(deps),
    ...deliveryRoutes(deps),
    ...alertRoutes(deps),
    ...deadLetterRoutes(deps),
    ...tokenRoutes(deps),
    ...operationRoutes(deps),
    openapi: () => json(document),
  };

  return createApp('admin', handlers, deps);
}
