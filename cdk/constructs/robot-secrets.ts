import { ArnFormat, Names, Stack } from 'aws-cdk-lib';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ENV } from '#shared/config/env-names.ts';

type SecretAction = 'GetSecretValue' | 'CreateSecret' | 'PutSecretValue' | 'DeleteSecret' | 'RestoreSecret';

/**
 * The secrets of the robots, one each. They are made at run time, when a
 * channel is, so the stack knows them by a prefix of their names only.
 */
export class RobotSecrets extends Construct {
  /** What the names of all these secrets begin with; no other relay's do. */
  readonly prefix: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);

    this.prefix = `tocsin/${Names.uniqueResourceName(this, { maxLength: 80, separator: '-' })}/`;
  }

  /** Lets a function read what it needs to speak to robots. */
  grantRead(grantee: LambdaFunction): void {
    this.grant(grantee, ['GetSecretValue']);
  }

  /** Lets a function keep the robots' secrets: make, read, replace and remove them. */
  grantManage(grantee: LambdaFunction): void {
    this.grant(grantee, ['GetSecretValue', 'CreateSecret', 'PutSecretValue', 'DeleteSecret', 'RestoreSecret']);
  }

  private grant(grantee: LambdaFunction, actions: readonly SecretAction[]): void {
    grantee.addEnvironment(ENV.secretPrefix, this.prefix);
    Grant.addToPrincipal({
      grantee,
      actions: actions.map((action) => `secretsmanager:${action}`),
      resourceArns: [
        Stack.of(this).formatArn({
          service: 'secretsmanager',
          resource: 'secret',
          // Secrets Manager adds a dash and six characters of its own to every name.
          resourceName: `${this.prefix}*`,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      ],
    });
  }
}
