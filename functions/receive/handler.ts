// HTTP API, queue of events, EventBridge, SNS --> (receive) --> table, wake-ups
import type { APIGatewayProxyStructuredResultV2, SQSBatchResponse } from 'aws-lambda';
import { lambdaHandler } from '../edge/lambda.ts';
import { inInvocation } from '../edge/powertools-telemetry.ts';
import { createReceiveApp } from './app.ts';
import { compose } from './compose.ts';
import { parseInvocation } from './invocation.ts';
import { sendCanary, takeDirect, takeRecords } from './take-events.ts';

/** What the function answers: to HTTP, to the queue, and to nobody. */
export type ReceiveAnswer = APIGatewayProxyStructuredResultV2 | SQSBatchResponse | undefined;

const deps = compose();
const answer = lambdaHandler(createReceiveApp(deps).fetch);

/** Alerts in, over HTTP and as events. */
export const handler = inInvocation(async (event: unknown): Promise<ReceiveAnswer> => {
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
    case 'canary':
      await sendCanary(invocation.channel, deps);
      return undefined;
    default:
      return invocation satisfies never;
  }
});
