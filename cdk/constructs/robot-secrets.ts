import { ArnFormat, Names, Stack } from 'aws-cdk-lib';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { SECRET_FOLDERS } from '#shared/adapters/secrets-manager/secret-names.ts';
import { ENV } from '#shared/config/env-names.ts';
import { OCP_CREDENTIALS_FOLDER, SENDER_KEY_FOLDER } from '#shared/config/named-secret-folders.ts';
import { acknowledgeWildcard } from './acknowledge-wildcard.ts';

/** Settings of the secrets. */
export interface RobotSecretsProps {
  /**
   * Encrypts those made from now on.
   *
   * @default - a key of Secrets Manager's own
   */
  readonly encryptionKey?: IKey | undefined;
}

type SecretAction = 'GetSecretValue' | 'CreateSecret' | 'PutSecretValue' | 'DeleteSecret' | 'RestoreSecret';

/**
 * The secrets of the robots, one each. They are made at run time, when a
 * channel is, so the stack knows them by a prefix of their names only.
 */
export class RobotSecrets extends Construct {
  /** What the names of all these secrets begin with; no other relay's do. */
  readonly prefix: string;

  private readonly key: IKey | undefined;

  constructor(scope: Construct, id: string, props: RobotSecretsProps = {}) {
    super(scope, id);
    this.key = props.encryptionKey;

    this.prefix = `tocsin/${Names.uniqueResourceName(this, { maxLength: 80, separator: '-' })}/`;
  }

  /** Lets a function read what it needs to speak to robots: copies of ours, and secrets that people named. */
  grantRead(grantee: LambdaFunction): void {
    this.grant(grantee, ['GetSecretValue'], '');
  }

  /** Lets a function read the secrets that people named, and no copy. */
  grantReadNamed(grantee: LambdaFunction): void {
    this.grant(grantee, ['GetSecretValue'], SECRET_FOLDERS.named);
  }

  /** Lets a function read the keys of senders that sign their requests, and no secret of a robot. */
  grantReadSenderKeys(grantee: LambdaFunction): void {
    this.grant(grantee, ['GetSecretValue'], SECRET_FOLDERS.named + SENDER_KEY_FOLDER);
  }

  /** Lets a function read the credentials of OCPs, and no other secret. */
  grantReadOcpCredentials(grantee: LambdaFunction): void {
    this.grant(grantee, ['GetSecretValue'], SECRET_FOLDERS.named + OCP_CREDENTIALS_FOLDER);
  }

  /** Lets a function keep the robots' secrets: make, replace and remove copies of ours, and read all. */
  grantManage(grantee: LambdaFunction): void {
    this.grantRead(grantee);
    this.grant(grantee, ['CreateSecret', 'PutSecretValue', 'DeleteSecret', 'RestoreSecret'], SECRET_FOLDERS.robots);
    if (this.key) grantee.addEnvironment(ENV.encryptionKey, this.key.keyArn);
  }

  private grant(grantee: LambdaFunction, actions: readonly SecretAction[], folder: string): void {
    const arn = Stack.of(this).formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      // Secrets Manager adds a dash and six characters of its own to every name.
      resourceName: `${this.prefix}${folder}*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    grantee.addEnvironment(ENV.secretPrefix, this.prefix);
    Grant.addToPrincipal({
      grantee,
      actions: actions.map((action) => `secretsmanager:${action}`),
      resourceArns: [arn],
    });
    acknowledgeWildcard(
      grantee.role ?? grantee,
      arn,
      "Robots' secrets are made at run time, when a channel is; what they have in common is this relay's own prefix.",
    );
  }
}
