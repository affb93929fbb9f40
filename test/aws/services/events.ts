import * as z from 'zod/mini';
import { ACCOUNT, REGION } from '../stack/synth-stack.ts';
import type { Cloud } from './cloud.ts';

const RULE = z.looseObject({
  EventPattern: z.optional(z.unknown()),
  EventBusName: z.optional(z.string()),
  Targets: z.array(
    z.looseObject({ Arn: z.string(), DeadLetterConfig: z.optional(z.looseObject({ Arn: z.string() })) }),
  ),
});
const SUBSCRIPTION = z.looseObject({
  TopicArn: z.string(),
  Endpoint: z.string(),
  Protocol: z.literal('sqs'),
  RedrivePolicy: z.optional(z.looseObject({ deadLetterTargetArn: z.string() })),
});

/** An event as AWS's services put it on a bus. */
export interface BusEvent {
  readonly source: string;
  readonly 'detail-type': string;
  readonly detail: unknown;
  readonly resources?: readonly string[];
}

/**
 * EventBridge: puts an event on the default bus. moto finds the rules whose
 * pattern it matches and brings it to their queues; whether EventBridge may do
 * that for a rule is looked at here, and into its dead-letter queue too.
 */
export async function putEvent(cloud: Cloud, event: BusEvent): Promise<void> {
  const { deployment, policies, operator } = cloud;
  for (const id of deployment.idsOf('AWS::Events::Rule')) {
    const { EventPattern, Targets } = RULE.parse(deployment.propertiesOf(id));
    if (EventPattern === undefined) continue;
    const sourceArn = `arn:aws:events:${REGION}:${ACCOUNT}:rule/${deployment.nameOf(id)}`;
    for (const { Arn, DeadLetterConfig } of Targets) {
      for (const resource of [Arn, ...(DeadLetterConfig === undefined ? [] : [DeadLetterConfig.Arn])]) {
        policies.demand({ service: 'events.amazonaws.com', action: 'sqs:SendMessage', resource, sourceArn });
      }
    }
  }
  await operator.json('events', 'AWSEvents.PutEvents', {
    Entries: [
      {
        Source: event.source,
        DetailType: event['detail-type'],
        Detail: JSON.stringify(event.detail),
        Resources: event.resources ?? [],
      },
    ],
  });
}

/** SNS: brings a message of a topic to the queues that are subscribed to it. */
export async function publish(cloud: Cloud, topicArn: string, message: string): Promise<void> {
  const { deployment, policies, operator } = cloud;
  for (const id of deployment.idsOf('AWS::SNS::Subscription')) {
    const { TopicArn, Endpoint, RedrivePolicy } = SUBSCRIPTION.parse(deployment.propertiesOf(id));
    if (TopicArn !== topicArn) continue;
    for (const resource of [Endpoint, ...(RedrivePolicy === undefined ? [] : [RedrivePolicy.deadLetterTargetArn])]) {
      policies.demand({ service: 'sns.amazonaws.com', action: 'sqs:SendMessage', resource, sourceArn: topicArn });
    }
  }
  const fields = { Action: 'Publish', Version: '2010-03-31', TopicArn: topicArn, Message: message };
  await operator.query('sns', fields);
}

/** Subscribes every queue of the template to its topic, which moto's CloudFormation does not. */
export async function subscribeAll({ deployment, operator }: Cloud): Promise<void> {
  for (const id of deployment.idsOf('AWS::SNS::Subscription')) {
    const { TopicArn, Endpoint, Protocol } = SUBSCRIPTION.parse(deployment.propertiesOf(id));
    await operator.query('sns', { Action: 'Subscribe', Version: '2010-03-31', TopicArn, Endpoint, Protocol });
  }
}
