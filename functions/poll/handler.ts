// EventBridge --> (poll) --> OCP, table, wake-ups
import { inInvocation } from '../edge/powertools-telemetry.ts';
import { compose } from './compose.ts';
import { createPolling } from './poll.ts';

/** One round of the OCP that is named by `{"poll": …}`. */
export const handler = inInvocation(createPolling(compose()));
