// HTTP API --> (receive) --> table, wake-ups
import { lambdaHandler } from '../edge/lambda.ts';
import { createReceiveApp } from './app.ts';
import { compose } from './compose.ts';

/** Alerts in over HTTP. */
export const handler = lambdaHandler(createReceiveApp(compose()).fetch);
