// HTTP API, queue of events, EventBridge, SNS --> (receive) --> table, wake-ups
import type { APIGatewayProxyStructuredResultV2, SQSBatchResponse } from 'aws-lambda';
import { lambdaHandler } from '../edge/lambda.ts';
import { createReceiveApp } from './app.ts';
import { compose } from './compose.ts';
import { parseInvocation } from './invocation.ts';
import { takeDirect, takeRecords } from './take-events.ts';

const deps = compose();
const answer = lambdaHandler(createReceiveApp(deps).fetch);

/** Alerts in, over HTTP and as events. */
export async function handler(
  event: unknown,
): Promise<APIGatewayProxyStructuredResultV2 | SQSBatchResponse | undefined> {
  const invocation = parseInvocation(event);
  switch (invocation.kind) {
    case 'http':
      return answer(invocation.event);
    case 'queue': {
      const failed = await takeRecords(invocation.records, deps);
      return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
    }
    case 'direct':
      await takeDirect(invocation.bodies, deps);
      return undefined;
    default:
      return invocation satisfies never;
  }
}
