import { Duration } from 'aws-cdk-lib';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ENV } from '#shared/config/env-names.ts';
import { consumeQueue } from './queue-consumer.ts';
import { encryptionOf } from './queue-encryption.ts';

/** Settings of the queue. */
export interface DispatchQueueProps {
  /** The longest that one invocation of the consumer may take. */
  readonly consumerTimeout: Duration;
  /**
   * How many dispatchers may work at once, 2 to 1,000: a storm must not eat the account's concurrency.
   *
   * @default 10
   */
  readonly maxConcurrency?: number | undefined;
  /**
   * Encrypts both queues.
   *
   * @default - a key of SQS's own
   */
  readonly encryptionKey?: IKey | undefined;
}

/**
 * Wake-ups on their way to the dispatcher. They are hints: what is to be told
 * stands in the table, so one that ends in the dead-letter queue has lost no
 * alert, but shows that dispatching fails.
 */
export class DispatchQueue extends Construct {
  /** Escape hatch. */
  readonly queue: Queue;
  /** Where wake-ups end that failed three times. */
  readonly deadLetterQueue: Queue;
  private readonly maxConcurrency: number;

  constructor(scope: Construct, id: string, props: DispatchQueueProps) {
    super(scope, id);

    this.maxConcurrency = props.maxConcurrency ?? 10;
    this.deadLetterQueue = new Queue(this, 'DeadLetters', {
      ...encryptionOf(props.encryptionKey),
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    this.queue = new Queue(this, 'WakeUps', {
      ...encryptionOf(props.encryptionKey),
      enforceSSL: true,
      // AWS's advice for Lambda consumers (Lambda guide, "Configuring a queue", read 2026-11-21): six times the timeout.
      visibilityTimeout: Duration.seconds(6 * props.consumerTimeout.toSeconds()),
      // The sweep makes new ones every minute; an old hint is worth nothing.
      retentionPeriod: Duration.hours(1),
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: 3 },
    });
  }

  /** Lets a function schedule wake-ups. */
  grantSchedule(grantee: LambdaFunction): void {
    grantee.addEnvironment(ENV.wakeUpQueueUrl, this.queue.queueUrl);
    Grant.addToPrincipal({ grantee, actions: ['sqs:SendMessage'], resourceArns: [this.queue.queueArn] });
  }

  /** Brings the wake-ups to their consumer, which answers which ones of a batch failed. */
  wake(consumer: LambdaFunction): void {
    consumeQueue(this.queue, consumer, this.maxConcurrency);
  }
}
