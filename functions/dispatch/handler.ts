// receive, queue or schedule --> (dispatch, sweep) --> lanes
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { QueuedWakeUp } from '#shared/dispatching/queued-wake-up.ts';
import { inInvocation } from '../edge/powertools-telemetry.ts';
import { compose } from './compose.ts';
import { runWakeUps } from './run-wake-ups.ts';

const dispatcher = compose();

/** The schedule's event: look for what was due and nobody came for. */
export interface SweepEvent {
  readonly sweep: true;
}

/** What was due for longer than this has lost its wake-up, ms. */
const SWEEP_SLACK_MS = 30_000;

/** A wake-up that came without the queue failed. Nobody brings it again: the next sweep does its work. */
export class WakeUpFailedError extends Error {
  override name = 'WakeUpFailedError' as const;
}

/** Wake-ups, from the queue and without it, and the sweep of every minute. */
export const handler = inInvocation(async (event: SQSEvent | QueuedWakeUp | SweepEvent): Promise<SQSBatchResponse> => {
  if ('sweep' in event) {
    await dispatcher.sweep(SWEEP_SLACK_MS);
    return { batchItemFailures: [] };
  }

  if ('wakeUp' in event) {
    const [failed] = await runWakeUps([{ messageId: 'direct', body: JSON.stringify(event) }], dispatcher.runner);
    if (failed !== undefined) throw new WakeUpFailedError('a wake-up failed');
    return { batchItemFailures: [] };
  }

  const failed = await runWakeUps(event.Records, dispatcher.runner);
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
});
