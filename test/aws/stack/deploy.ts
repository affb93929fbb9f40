import { randomUUID } from 'node:crypto';
import { CloudFormationClient, CreateStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import {
  CreateSecretCommand,
  GetRandomPasswordCommand,
  SecretsManagerClient,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import type { AwsApi } from '../moto/aws-api.ts';
import { type Deployable, deployable, nameFrom, propertiesFrom } from './deployable.ts';
import { REGION } from './synth-stack.ts';
import { ofType, type StackTemplate } from './template.ts';

/** A template that was deployed, as far as moto can. */
export interface Deployment extends Deployable {
  readonly stackId: string;
  /** The properties of any resource, with what they refer to filled in. */
  propertiesOf(id: string): unknown;
  /** What `Ref` of a resource is: a name, an ARN, the URL of a queue. */
  nameOf(id: string): string;
  /** The ids of the resources of a type, those left out included. */
  idsOf(type: string): readonly string[];
}

/** What `cdk bootstrap` leaves for templates to look at. */
const BOOTSTRAP = { Name: '/cdk-bootstrap/hnb659fds/version', Value: '21', Type: 'String', Overwrite: true };

/** Deploys a template with moto's CloudFormation, and its secrets with their own API. */
export async function deploy(template: StackTemplate, operator: AwsApi): Promise<Deployment> {
  await operator.json('ssm', 'AmazonSSM.PutParameter', BOOTSTRAP);
  const settings = { endpoint: operator.endpoint, region: REGION, credentials: operator.credentials };
  const secrets = await makeSecrets(template, new SecretsManagerClient(settings));
  const prepared = deployable(template, secrets);
  const client = new CloudFormationClient(settings);
  const StackName = 'Tocsin';
  await client.send(
    new CreateStackCommand({
      StackName,
      TemplateBody: JSON.stringify(prepared.template),
      Capabilities: ['CAPABILITY_NAMED_IAM'],
    }),
  );
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
  const [{ StackStatus, StackId = '', Outputs = [] } = {}] = Stacks;
  if (StackStatus !== 'CREATE_COMPLETE') throw new Error(`the stack is ${StackStatus}`);
  const outputs = new Map(Outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));

  await encryptSecrets(outputs, secrets, new SecretsManagerClient(settings));

  return {
    ...prepared,
    stackId: StackId,
    propertiesOf: (id) => propertiesFrom(outputs, id),
    nameOf: (id) => nameFrom(outputs, id),
    idsOf: (type) => ofType(template, type).map(([id]) => id),
  };
}

const SECRET = z.looseObject({
  KmsKeyId: z.optional(z.unknown()),
  GenerateSecretString: z.optional(
    z.looseObject({
      SecretStringTemplate: z.string(),
      GenerateStringKey: z.string(),
      PasswordLength: z.number(),
      ExcludePunctuation: z.optional(z.boolean()),
    }),
  ),
});

/** The ARNs of the template's secrets, by logical id. */
async function makeSecrets(template: StackTemplate, client: SecretsManagerClient): Promise<Record<string, string>> {
  const arns: Record<string, string> = {};
  for (const [id, { Properties }] of ofType(template, 'AWS::SecretsManager::Secret')) {
    const { GenerateSecretString: generate } = SECRET.parse(Properties);
    if (generate === undefined) throw new Error(`${id} is a secret that nothing makes up`);
    const { RandomPassword } = await client.send(
      new GetRandomPasswordCommand({
        PasswordLength: generate.PasswordLength,
        ExcludePunctuation: generate.ExcludePunctuation ?? false,
      }),
    );
    const values = { ...JSON.parse(generate.SecretStringTemplate), [generate.GenerateStringKey]: RandomPassword };
    const { ARN = '' } = await client.send(
      new CreateSecretCommand({ Name: `${id}-${randomUUID().slice(0, 8)}`, SecretString: JSON.stringify(values) }),
    );
    arns[id] = ARN;
  }

  return arns;
}

/** The key of a secret is made with the stack, and the secret before it. */
async function encryptSecrets(
  outputs: ReadonlyMap<string, string>,
  secrets: Readonly<Record<string, string>>,
  client: SecretsManagerClient,
): Promise<void> {
  for (const [id, SecretId] of Object.entries(secrets)) {
    const { KmsKeyId } = SECRET.parse(propertiesFrom(outputs, id));
    if (typeof KmsKeyId === 'string') await client.send(new UpdateSecretCommand({ SecretId, KmsKeyId }));
  }
}
