import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { OperatorHook } from '#shared/notices/operator-hook.ts';
import { operatorText } from '#shared/notices/operator-text.ts';

/** The queue from which the stack brings events to the operators' topic. */
export interface OperatorQueue {
  readonly client: SQSClient;
  readonly url: string;
  /** How long the queue may take, ms. */
  readonly timeoutMs?: number;
}

/** Whoever tells of a robot holds its lane meanwhile: a queue that hangs must not keep the lane from knowing its robot. */
const TIMEOUT_MS = 3_000;

/**
 * Events as JSON with a sentence that says the same, for whoever subscribes to
 * the topic. By way of a queue, since its client is here already and the
 * topic's own would add 38 kB to every cold start (docs/decisions/0012).
 */
export function createOperatorQueue({ client, url, timeoutMs = TIMEOUT_MS }: OperatorQueue): OperatorHook {
  return {
    async tell(event) {
      const MessageBody = JSON.stringify({ text: operatorText(event), ...event });
      await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody }), {
        abortSignal: AbortSignal.timeout(timeoutMs),
      });
    },
  };
}
