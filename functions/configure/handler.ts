// stack --> (configure) --> channels, mappings
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { inInvocation } from '../edge/powertools-telemetry.ts';
import { compose } from './compose.ts';
import { configure } from './configure.ts';

const deps = compose();

/** Makes the channels and mappings of a stack's file be as it says, when the stack is deployed, rolled back or deleted. */
export function handler(event: CloudFormationCustomResourceEvent, context: Context): Promise<void> {
  const leftMs = context.getRemainingTimeInMillis();
  return inInvocation((request: CloudFormationCustomResourceEvent) => configure(request, deps, leftMs))(event, context);
}
