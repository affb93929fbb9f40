import { Aws, Duration, Validations } from 'aws-cdk-lib';
import { Grant, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnPipe } from 'aws-cdk-lib/aws-pipes';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ENV } from '#shared/config/env-names.ts';
import { encryptionOf } from './queue-encryption.ts';

/** Settings of the hook. */
export interface OperatorHookProps {
  /**
   * Encrypts the queue and the topic.
   *
   * @default - a key of SQS's own; messages on the topic are passed on and not kept
   */
  readonly encryptionKey?: IKey | undefined;
}

/**
 * What operators are told beside the chat groups: dead letters, robots that
 * need a person, quotas. Events go into a queue, a pipe brings them to a topic;
 * while the topic does not take them they stay in the queue. Each comes at
 * least once.
 */
export class OperatorHook extends Construct {
  /** What operators subscribe to: mail, SMS, a pager, another system. Each message is JSON with its sentence as `text`. */
  readonly topic: Topic;
  /** Escape hatch. */
  readonly queue: Queue;

  private readonly key: IKey | undefined;

  constructor(scope: Construct, id: string, props: OperatorHookProps = {}) {
    super(scope, id);
    this.key = props.encryptionKey;

    this.topic = new Topic(this, 'Topic', { enforceSSL: true, ...(this.key && { masterKey: this.key }) });
    this.queue = new Queue(this, 'Events', {
      ...encryptionOf(this.key),
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    Validations.of(this.queue).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason:
        'What the topic does not take stays here for 14 days and is tried again all the time; to set it aside would end that.',
    });
    new CfnPipe(this, 'Pipe', {
      description: 'Brings what operators are to be told from its queue to their topic.',
      roleArn: this.pipeRole().roleArn,
      source: this.queue.queueArn,
      // One by one: each is a message of its own.
      sourceParameters: { sqsQueueParameters: { batchSize: 1 } },
      target: this.topic.topicArn,
      // The event as it was written, without the queue's envelope.
      targetParameters: { inputTemplate: '<$.body>' },
    });
  }

  /** Lets a function tell operators something. */
  grantTell(grantee: LambdaFunction): void {
    grantee.addEnvironment(ENV.operatorQueueUrl, this.queue.queueUrl);
    Grant.addToPrincipal({ grantee, actions: ['sqs:SendMessage'], resourceArns: [this.queue.queueArn] });
  }

  /** A policy of the role's own, in the role: the pipe is tested when it is made, and must be allowed by then. */
  private pipeRole(): Role {
    const allow = (actions: string[], arn: string) => new PolicyStatement({ actions, resources: [arn] });

    return new Role(this, 'PipeRole', {
      // Only for pipes of this account.
      assumedBy: new ServicePrincipal('pipes.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
      inlinePolicies: {
        bring: new PolicyDocument({
          statements: [
            allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], this.queue.queueArn),
            allow(['sns:Publish'], this.topic.topicArn),
            ...(this.key ? [allow(['kms:Decrypt', 'kms:GenerateDataKey'], this.key.keyArn)] : []),
          ],
        }),
      },
    });
  }
}
