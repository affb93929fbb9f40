import { Annotations, ArnFormat, Aws, Stack } from 'aws-cdk-lib';
import { Grant, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

/** Settings of the key. */
export interface RelayKeyProps {
  /** Encrypts all that the relay keeps. */
  readonly key: IKey;
}

/** Services through which functions of ours reach what is encrypted; none of them calls KMS by itself. */
const SERVICES_WE_CALL = ['dynamodb', 'sqs', 'secretsmanager'] as const;

/** Services that bring something into an encrypted queue or topic of ours. */
const SERVICES_THAT_BRING = ['events', 'sns', 'cloudwatch'] as const;

/** Who may use the KMS key of the relay, and through which service. */
export class RelayKey extends Construct {
  private readonly key: IKey;

  constructor(scope: Construct, id: string, props: RelayKeyProps) {
    super(scope, id);
    this.key = props.key;

    // A key from elsewhere has a policy that no deployment of ours can change.
    const added = this.servicePolicy().map((statement) => this.key.addToResourcePolicy(statement, true));
    if (added.some(({ statementAdded }) => !statementAdded)) {
      Annotations.of(this).addWarningV2(
        'tocsin:encryption-key-policy',
        'encryptionKey is imported: its policy must let logs, events, sns and cloudwatch use it (cdk/README.md says how)',
      );
    }
  }

  /** Lets a function reach what is encrypted with the key, through the services that hold it and no other way. */
  grantUse(grantee: LambdaFunction): void {
    Grant.addToPrincipal({
      grantee,
      actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'],
      resourceArns: [this.key.keyArn],
      conditions: {
        // The end of these names is another one in China.
        StringLike: { 'kms:ViaService': SERVICES_WE_CALL.map((service) => `${service}.${Aws.REGION}.amazonaws.com*`) },
      },
    });
  }

  private servicePolicy(): readonly PolicyStatement[] {
    const logGroups = Stack.of(this).formatArn({
      service: 'logs',
      resource: 'log-group',
      resourceName: '*',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });

    return [
      new PolicyStatement({
        principals: [new ServicePrincipal(`logs.${Aws.REGION}.${Aws.URL_SUFFIX}`)],
        actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
        resources: ['*'],
        conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logGroups } },
      }),
      // Without a condition on purpose: not each of them says for whom it asks. Their way into a queue or a topic is
      // limited by its own policy.
      new PolicyStatement({
        principals: SERVICES_THAT_BRING.map((service) => new ServicePrincipal(`${service}.amazonaws.com`)),
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
      }),
    ];
  }
}
