import { createHash } from 'node:crypto';
import { REGION } from '../stack/synth-stack.ts';

/** A message of a queue as Lambda hands it to a function. */
export function queueRecord(message: { readonly id: string; readonly body: string }, queueArn: string) {
  return {
    messageId: message.id,
    receiptHandle: `receipt-of-${message.id}`,
    body: message.body,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '1795226400000',
      SenderId: 'AIDAEXAMPLE',
      ApproximateFirstReceiveTimestamp: '1795226400001',
    },
    messageAttributes: {},
    md5OfBody: createHash('md5').update(message.body).digest('hex'),
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: REGION,
  };
}
