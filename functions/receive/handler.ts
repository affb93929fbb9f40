// HTTP API --> (receive) --> table, wake-ups
import { lambdaHandler } from '../edge/lambda.ts';
import { inInvocation } from '../edge/powertools-telemetry.ts';
import { createReceiveApp } from './app.ts';
import { compose } from './compose.ts';

/** Alerts in over HTTP. */
export const handler = inInvocation(lambdaHandler(createReceiveApp(compose()).fetch));
