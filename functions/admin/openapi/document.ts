import { type Operation, ROUTES, type Route } from '../../edge/routes.ts';
import { documentOperation } from './document-operation.ts';
import { withLenientInput } from './lenient-input.ts';
import type { JsonSchema, OperationDoc } from './operation.ts';
import { ALERT_OPERATIONS, REPLACED_OPERATIONS } from './operations/alerts.ts';
import { AUDIT_OPERATIONS } from './operations/audit.ts';
import { CHANNEL_OPERATIONS } from './operations/channels.ts';
import { DEAD_LETTER_OPERATIONS } from './operations/dead-letters.ts';
import { DELIVERY_OPERATIONS } from './operations/deliveries.ts';
import { INHIBITION_OPERATIONS } from './operations/inhibitions.ts';
import { LEDGER_OPERATIONS } from './operations/ledger.ts';
import { PUSH_OPERATIONS } from './operations/push-settings.ts';
import { RELAY_OPERATIONS } from './operations/relay.ts';
import { ROBOT_OPERATIONS } from './operations/robots.ts';
import { SILENCE_OPERATIONS } from './operations/silences.ts';
import { TEMPLATE_OPERATIONS } from './operations/templates.ts';
import { TOKEN_OPERATIONS } from './operations/tokens.ts';
import { WATCHDOG_OPERATIONS } from './operations/watchdogs.ts';
import { ALERT_SCHEMAS } from './schemas/alert.ts';
import { AUDIT_SCHEMAS } from './schemas/audit.ts';
import { CHANNEL_SCHEMAS } from './schemas/channel.ts';
import { DEAD_LETTER_SCHEMAS } from './schemas/dead-letter.ts';
import { INHIBITION_SCHEMAS } from './schemas/inhibition.ts';
import { LEDGER_SCHEMAS } from './schemas/ledger.ts';
import { PREVIEW_SCHEMAS } from './schemas/preview.ts';
import { PROBLEM_SCHEMAS } from './schemas/problem.ts';
import { PUSH_SCHEMAS } from './schemas/push-settings.ts';
import { ROBOT_SCHEMAS } from './schemas/robot.ts';
import { SILENCE_SCHEMAS } from './schemas/silence.ts';
import { TOKEN_SCHEMAS } from './schemas/token.ts';
import { WATCHDOG_SCHEMAS } from './schemas/watchdog.ts';

/** What is said of every route; a route without documentation does not compile. */
export const OPERATIONS: Readonly<Record<Operation, OperationDoc>> = {
  ...ALERT_OPERATIONS,
  ...ROBOT_OPERATIONS,
  ...REPLACED_OPERATIONS,
  ...CHANNEL_OPERATIONS,
  ...TEMPLATE_OPERATIONS,
  ...PUSH_OPERATIONS,
  ...LEDGER_OPERATIONS,
  ...DELIVERY_OPERATIONS,
  ...DEAD_LETTER_OPERATIONS,
  ...INHIBITION_OPERATIONS,
  ...SILENCE_OPERATIONS,
  ...WATCHDOG_OPERATIONS,
  ...TOKEN_OPERATIONS,
  ...AUDIT_OPERATIONS,
  ...RELAY_OPERATIONS,
};

const SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  ...ALERT_SCHEMAS,
  ...ROBOT_SCHEMAS,
  ...CHANNEL_SCHEMAS,
  ...PREVIEW_SCHEMAS,
  ...PUSH_SCHEMAS,
  ...INHIBITION_SCHEMAS,
  ...LEDGER_SCHEMAS,
  ...DEAD_LETTER_SCHEMAS,
  ...SILENCE_SCHEMAS,
  ...WATCHDOG_SCHEMAS,
  ...TOKEN_SCHEMAS,
  ...AUDIT_SCHEMAS,
  ...PROBLEM_SCHEMAS,
};

const ROBOT_TOKEN = 'A token with the scope ingest that is bound to channels.';

/** The API's description, OpenAPI 3.1. */
export function openapiDocument(): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tocsin',
      version: '1',
      description: 'Takes alerts in and delivers them to DingTalk and WeCom group robots. JSON in UTF-8.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths: documentPaths(),
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        basic: { type: 'http', scheme: 'basic', description: 'The token as the password; any user name.' },
        apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' },
        access_token: { type: 'apiKey', in: 'query', name: 'access_token', description: ROBOT_TOKEN },
        key: { type: 'apiKey', in: 'query', name: 'key', description: ROBOT_TOKEN },
      },
      schemas: withLenientInput(SCHEMAS, schemasOf('body'), schemasOf('success')),
    },
  };
}

function schemasOf(part: 'body' | 'success'): readonly JsonSchema[] {
  return Object.values<OperationDoc>(OPERATIONS).flatMap((operation) => {
    const schema = operation[part]?.schema;
    return schema === undefined ? [] : [schema];
  });
}

function documentPaths(): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const [operation, doc] of Object.entries(OPERATIONS)) {
    const route = routeOf(operation);
    const path = route.path.replace('+}', '}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: documentOperation(operation, route, doc) };
  }

  return paths;
}

function routeOf(operation: string): Route {
  const route = Object.entries<Route>(ROUTES).find(([name]) => name === operation)?.[1];
  if (route === undefined) throw new Error(`There is no route ${operation}.`);

  return route;
}
