import { DeleteMessageCommand, GetQueueAttributesCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import type { AwsApi } from '../moto/aws-api.ts';
import { assumeRole } from '../moto/moto-server.ts';
import type { Deployment } from '../stack/deploy.ts';
import { queueAt } from './event-source.ts';
import { roleIdOf } from './functions.ts';
import type { ServicePolicies } from './policies.ts';

const PIPE = z.looseObject({
  RoleArn: z.string(),
  Source: z.string(),
  Target: z.string(),
  TargetParameters: z.looseObject({ InputTemplate: z.literal('<$.body>') }),
});

/** EventBridge Pipes: brings the messages of a queue to a topic, with the pipe's own role. */
export class Pipe {
  readonly #pipe: z.infer<typeof PIPE>;
  readonly #operator: AwsApi;
  #api: AwsApi | undefined;

  constructor(deployment: Deployment, id: string, operator: AwsApi, policies: ServicePolicies) {
    this.#pipe = PIPE.parse(deployment.propertiesOf(id));
    this.#operator = operator;
    policies.demandTrust(roleIdOf(deployment, this.#pipe.RoleArn), 'pipes.amazonaws.com');
  }

  /** Brings one message over, if one is there; answers how many. */
  async poll(): Promise<number> {
    const api = await this.#start();
    const { client, QueueUrl } = queueAt(api, this.#pipe.Source);
    const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 1 }));
    for (const { Body = '', ReceiptHandle } of Messages) {
      await api.query('sns', {
        Action: 'Publish',
        Version: '2010-03-31',
        TopicArn: this.#pipe.Target,
        Message: Body,
      });
      await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }

    return Messages.length;
  }

  async #start(): Promise<AwsApi> {
    if (this.#api !== undefined) return this.#api;
    this.#api = this.#operator.as(await assumeRole(this.#operator, this.#pipe.RoleArn));
    const { client, QueueUrl } = queueAt(this.#api, this.#pipe.Source);
    await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));

    return this.#api;
  }
}
