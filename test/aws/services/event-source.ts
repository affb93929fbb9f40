import { DeleteMessageCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import type { AwsApi } from '../moto/aws-api.ts';
import type { Deployment } from '../stack/deploy.ts';
import { REGION } from '../stack/synth-stack.ts';
import type { Functions } from './functions.ts';
import { queueRecord } from './queue-record.ts';

const MAPPING = z.looseObject({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  BatchSize: z.number(),
  FunctionResponseTypes: z.tuple([z.literal('ReportBatchItemFailures')]),
});
const RESPONSE = z.looseObject({ batchItemFailures: z.array(z.looseObject({ itemIdentifier: z.string() })) });

/** The poller between a queue and a function; it works with the function's own role. */
export class EventSource {
  readonly #mapping: z.infer<typeof MAPPING>;
  readonly #functions: Functions;
  #looked = false;

  constructor(deployment: Deployment, id: string, functions: Functions) {
    this.#mapping = MAPPING.parse(deployment.propertiesOf(id));
    this.#functions = functions;
  }

  /** Brings one batch over, if one is there; answers how many messages it had, and how many of them failed. */
  async poll(): Promise<{ readonly messages: number; readonly failed: number }> {
    const { EventSourceArn, FunctionName, BatchSize } = this.#mapping;
    const id = this.#functions.idOf(FunctionName);
    const api = await this.#functions.api(id);
    const { client, QueueUrl } = queueAt(api, EventSourceArn);
    // Lambda looks at the queue's settings before it polls.
    if (!this.#looked) await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    this.#looked = true;
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: BatchSize }),
    );
    if (Messages.length === 0) return { messages: 0, failed: 0 };

    const Records = Messages.map(({ MessageId: id = '', Body: body = '' }) =>
      queueRecord({ id, body }, EventSourceArn),
    );
    const invocation = await this.#functions.invoke(id, { Records });
    const failed =
      invocation.kind === 'failed'
        ? Records.map(({ messageId }) => messageId)
        : RESPONSE.parse(invocation.payload).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    for (const { MessageId = '', ReceiptHandle } of Messages) {
      if (!failed.includes(MessageId)) await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }

    return { messages: Messages.length, failed: failed.length };
  }
}

/** A client of whoever calls, and the address of a queue by its ARN. */
export function queueAt(api: AwsApi, arn: string): { readonly client: SQSClient; readonly QueueUrl: string } {
  const [account, name] = arn.split(':').slice(-2);
  const { endpoint, credentials } = api;
  // A denied call is final.
  const client = new SQSClient({ endpoint, region: REGION, credentials, maxAttempts: 1 });

  return { client, QueueUrl: `${endpoint}/${account}/${name}` };
}
