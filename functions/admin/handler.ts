// HTTP API --> (channels, tests, ledger, health) --> table, secrets, robots
import { lambdaHandler } from '../edge/lambda.ts';
import { inInvocation } from '../edge/powertools-telemetry.ts';
import { createAdminApp } from './app.ts';
import { compose } from './compose.ts';

/** Every route but the ingest of alerts. */
export const handler = inInvocation(lambdaHandler(createAdminApp(compose()).fetch));
