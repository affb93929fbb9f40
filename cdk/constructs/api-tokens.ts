import { Validations } from 'aws-cdk-lib';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { ENV } from '#shared/config/env-names.ts';

/** Settings of the secret. */
export interface ApiTokensProps {
  /**
   * Encrypts it.
   *
   * @default - a key of Secrets Manager's own
   */
  readonly encryptionKey?: IKey | undefined;
}

/** The first API tokens, made up at deployment and never shown by it. */
export class ApiTokens extends Construct {
  /**
   * Escape hatch, and where a person reads the first token: `{"admin":"…"}`.
   * Tokens of other scopes are added to it by hand: `{"admin":"…","ingest":"…","read":"…","operate":"…"}`.
   */
  readonly secret: Secret;

  constructor(scope: Construct, id: string, props: ApiTokensProps = {}) {
    super(scope, id);

    this.secret = new Secret(this, 'Secret', {
      description: "The relay's first API tokens.",
      generateSecretString: {
        secretStringTemplate: '{}',
        generateStringKey: 'admin',
        passwordLength: 43,
        // 43 letters and digits are more than 250 bits, and survive every header, shell and URL.
        excludePunctuation: true,
      },
      ...(props.encryptionKey && { encryptionKey: props.encryptionKey }),
    });
    Validations.of(this.secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'To change the first token behind the backs of those who use it would lock them out. Tokens are rotated over the API, where the old one stays in force until the new one is everywhere.',
    });
  }

  /** Lets a function check the tokens that callers show. */
  grantRead(grantee: LambdaFunction): void {
    grantee.addEnvironment(ENV.apiTokensSecret, this.secret.secretArn);
    Grant.addToPrincipal({
      grantee,
      actions: ['secretsmanager:GetSecretValue'],
      resourceArns: [this.secret.secretArn],
    });
  }
}
