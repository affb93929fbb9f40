import { Aws, Duration, Stack } from 'aws-cdk-lib';
import { CfnEventBusPolicy, type EventPattern, type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { eventPatterns } from './event-patterns.ts';
import { EVENTS_MAX_CONCURRENCY, type MappedEvents, type RelayEvents } from './event-sources-props.ts';
import { consumeQueue } from './queue-consumer.ts';
import { encryptionOf } from './queue-encryption.ts';

/**
 * Tries of an event, one each visibility timeout (three minutes), so an hour: a table or all channels may be away for
 * that long before a person is called. After three, SQS's age of the oldest message no longer counts it.
 */
const MAX_RECEIVES = 20;

/** What brings events in. */
export interface EventSourcesProps extends RelayEvents {
  /** Takes the events in, in batches of the queue. */
  readonly receive: LambdaFunction;
  /**
   * Sources of `tocsin.yaml`; those with a pattern get a rule.
   *
   * @default - none
   */
  readonly mapped?: readonly MappedEvents[];
  /**
   * Encrypts both queues.
   *
   * @default - a key of SQS's own
   */
  readonly encryptionKey?: IKey | undefined;
}

/**
 * Events of AWS on their way in. They wait in a queue, for days if they must:
 * a table that does not answer for an hour loses none (docs/decisions/0015).
 */
export class EventSources extends Construct {
  /** Escape hatch, and where a redrive brings what failed. */
  readonly queue: Queue;
  /** Where events end that could not be stored for an hour, or not be brought to the queue at all. */
  readonly deadLetterQueue: Queue;

  constructor(scope: Construct, id: string, props: EventSourcesProps) {
    super(scope, id);
    const { receive, encryptionKey, eventBus, mapped = [], topics = [] } = props;

    this.deadLetterQueue = new Queue(this, 'DeadLetters', {
      ...encryptionOf(encryptionKey),
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    this.queue = new Queue(this, 'Queue', {
      ...encryptionOf(encryptionKey),
      enforceSSL: true,
      // AWS's advice for Lambda consumers (Lambda guide, "Configuring a queue", read 2026-11-21): six times the timeout.
      visibilityTimeout: Duration.seconds(6 * (receive.timeout ?? Duration.seconds(30)).toSeconds()),
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: MAX_RECEIVES },
    });
    consumeQueue(this.queue, receive, EVENTS_MAX_CONCURRENCY);

    const rules = eventPatterns(props, mapped).map(({ id: ruleId, pattern, description }) =>
      this.rule(ruleId, description, pattern, eventBus),
    );
    this.letIn(rules);
    for (const topic of topics) this.subscribe(topic);
    this.admitOthers(props);
  }

  /** EventBridge tries for a day by itself; what it gives up is kept. */
  private rule(id: string, description: string, eventPattern: EventPattern, eventBus: IEventBus | undefined): Rule {
    return new Rule(this, id, {
      description,
      eventPattern,
      ...(eventBus !== undefined && { eventBus }),
      targets: [
        {
          bind: () => ({
            arn: this.queue.queueArn,
            deadLetterConfig: { arn: this.deadLetterQueue.queueArn },
            retryPolicy: { maximumEventAgeInSeconds: Duration.days(1).toSeconds(), maximumRetryAttempts: 185 },
          }),
        },
      ],
    });
  }

  /** Only these rules, and only to send. */
  private letIn(rules: readonly Rule[]): void {
    if (rules.length === 0) return;
    for (const queue of [this.queue, this.deadLetterQueue]) {
      queue.addToResourcePolicy(
        new PolicyStatement({
          principals: [new ServicePrincipal('events.amazonaws.com')],
          actions: ['sqs:SendMessage'],
          resources: [queue.queueArn],
          conditions: { ArnEquals: { 'aws:SourceArn': rules.map(({ ruleArn }) => ruleArn) } },
        }),
      );
    }
  }

  /** In the envelope, which names the topic and its subject. The subscription's policy lets only this topic send. */
  private subscribe(topic: ITopic): void {
    topic.addSubscription(new SqsSubscription(this.queue, { deadLetterQueue: this.deadLetterQueue }));
  }

  /** Other accounts' rules send to this bus; who may is said by the bus. */
  private admitOthers({ eventBus, allowedAccounts = [], allowedOrganization }: RelayEvents): void {
    const busArn =
      eventBus?.eventBusArn ??
      Stack.of(this).formatArn({ service: 'events', resource: 'event-bus', resourceName: 'default' });
    const allow = (id: string, principal: unknown, condition?: Readonly<Record<string, unknown>>) =>
      new CfnEventBusPolicy(this, id, {
        ...(eventBus !== undefined && { eventBusName: eventBus.eventBusName }),
        statementId: `${this.node.addr.slice(-8)}-${id}`,
        statement: {
          Effect: 'Allow',
          Principal: principal,
          Action: 'events:PutEvents',
          Resource: busArn,
          ...(condition !== undefined && { Condition: condition }),
        },
      });

    if (allowedAccounts.length > 0) {
      allow('Accounts', { AWS: allowedAccounts.map((account) => `arn:${Aws.PARTITION}:iam::${account}:root`) });
    }
    if (allowedOrganization !== undefined) {
      allow('Organization', '*', { StringEquals: { 'aws:PrincipalOrgID': allowedOrganization } });
    }
  }
}

/** The queue and its rules, where anything is to come in by it: without, there is nothing to pay for. */
export function eventSourcesFor(scope: Construct, props: EventSourcesProps): EventSources | undefined {
  const asked = eventPatterns(props, props.mapped ?? []).length + (props.topics?.length ?? 0);
  return asked === 0 ? undefined : new EventSources(scope, 'Events', props);
}
