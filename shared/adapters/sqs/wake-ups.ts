import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { QueuedWakeUp } from '#shared/dispatching/queued-wake-up.ts';
import type { WakeUps } from '#shared/dispatching/wake-ups.ts';

/** The longest delay of a message, s. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-delay-queues.html */
const MAX_DELAY_S = 900;

/** The queue wake-ups travel through. */
export interface WakeUpQueue {
  readonly client: SQSClient;
  readonly url: string;
  now(): number;
}

/** Wake-ups as delayed messages of a queue. */
export function createSqsWakeUps(queue: WakeUpQueue): WakeUps {
  return {
    async schedule(wakeUp, atMs) {
      const delayS = Math.ceil((atMs - queue.now()) / 1000);
      await queue.client.send(
        new SendMessageCommand({
          QueueUrl: queue.url,
          MessageBody: JSON.stringify({ wakeUp, atMs } satisfies QueuedWakeUp),
          DelaySeconds: Math.min(MAX_DELAY_S, Math.max(0, delayS)),
        }),
      );
    },
  };
}
