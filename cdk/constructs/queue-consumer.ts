import { Grant } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';

/**
 * What Lambda does with the consumer's role, and no more (Lambda guide,
 * "Configuring execution role permissions" of SQS): `SqsEventSource` would also
 * allow to change visibility and to look queues up, which nobody does.
 */
const CONSUMING = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'] as const;

/** Brings the messages of a queue to a function, ten at a time; it answers which ones of a batch failed. */
export function consumeQueue(queue: Queue, consumer: LambdaFunction, maxConcurrency: number): void {
  const mapping = new EventSourceMapping(queue, 'Consumer', {
    target: consumer,
    eventSourceArn: queue.queueArn,
    batchSize: 10,
    maxConcurrency,
    reportBatchItemFailures: true,
  });
  Grant.addToPrincipal({ grantee: consumer, actions: [...CONSUMING], resourceArns: [queue.queueArn] }).applyBefore(
    mapping,
  );
}
