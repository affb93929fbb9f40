import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { WakeUp, WakeUps } from '#shared/dispatching/wake-ups.ts';

/** The longest delay of a message, s. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-delay-queues.html */
const MAX_DELAY_S = 900;

/** A wake-up as a message carries it: with its time, since a far one travels in several hops. */
export interface QueuedWakeUp {
  readonly wakeUp: WakeUp;
  readonly atMs: number;
}

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

/** Reads a message of the queue, or undefined for one that is none of ours. */
export function parseQueuedWakeUp(body: string): QueuedWakeUp | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return undefined;
  }
  const { wakeUp, atMs } = (parsed ?? {}) as { wakeUp?: { lane?: unknown; marks?: unknown }; atMs?: unknown };
  if (typeof wakeUp?.lane !== 'string' || typeof atMs !== 'number') return undefined;
  const marks = Array.isArray(wakeUp.marks) ? wakeUp.marks.filter((mark) => typeof mark === 'string') : undefined;

  return { atMs, wakeUp: { lane: wakeUp.lane, ...(marks === undefined ? {} : { marks }) } };
}
