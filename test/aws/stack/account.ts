import { type AttributeValue, BatchWriteItemCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { DeleteSecretCommand, ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PurgeQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { TABLE_SCHEMA } from '#shared/adapters/dynamodb/table-schema.ts';
import type { AwsApi } from '../moto/aws-api.ts';
import type { MotoServer } from '../moto/moto-server.ts';
import { type Deployment, deploy } from './deploy.ts';
import { installPolicies } from './role-policies.ts';
import { REGION, type SynthesisedStack } from './synth-stack.ts';

/** An account of moto's with one relay in it. */
export interface Account {
  readonly moto: MotoServer;
  /** Somebody who may do everything. */
  readonly operator: AwsApi;
  readonly stack: SynthesisedStack;
  readonly deployment: Deployment;
}

/** Deploys a stack into an empty account, in which from then on nobody may do what no policy allows. */
export async function openAccount(moto: MotoServer, stack: SynthesisedStack): Promise<Account> {
  await moto.reset();
  const operator = await moto.enforce();

  const deployment = await deploy(stack.template, operator);
  // moto keeps those that stand in a role in a form that its own check can't read.
  for (const id of deployment.idsOf('AWS::IAM::Role')) await installPolicies(operator, deployment, id);

  return { moto, operator, stack, deployment };
}

/** Settings of the operator's SDK clients. */
export function asOperator({ operator }: Account) {
  return { endpoint: operator.endpoint, region: REGION, credentials: operator.credentials };
}

/** Empties the table and the queues and removes what was made at run time, as if the stack had just been deployed. */
export async function wipe(account: Account): Promise<void> {
  account.moto.forget();
  const settings = asOperator(account);
  await Promise.all([
    emptyTables(account.deployment, new DynamoDBClient(settings)),
    emptyQueues(account.deployment, new SQSClient(settings), settings.endpoint),
    removeSecrets(new SecretsManagerClient(settings)),
  ]);
}

async function emptyTables(deployment: Deployment, client: DynamoDBClient): Promise<void> {
  for (const TableName of deployment.idsOf('AWS::DynamoDB::Table').map(deployment.nameOf)) {
    const { Items = [] } = await client.send(new ScanCommand({ TableName }));
    // DynamoDB takes 25 at once.
    for (let at = 0; at < Items.length; at += 25) {
      const deletes = Items.slice(at, at + 25).map((item) => ({ DeleteRequest: { Key: keyOf(item) } }));
      await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: deletes } }));
    }
  }
}

function keyOf(item: Readonly<Record<string, AttributeValue>>): Record<string, AttributeValue> {
  const { partitionKey, sortKey } = TABLE_SCHEMA;
  return Object.fromEntries(Object.entries(item).filter(([name]) => name === partitionKey || name === sortKey));
}

async function emptyQueues(deployment: Deployment, client: SQSClient, endpoint: string): Promise<void> {
  for (const url of deployment.idsOf('AWS::SQS::Queue').map(deployment.nameOf)) {
    await client.send(new PurgeQueueCommand({ QueueUrl: `${endpoint}${new URL(url).pathname}` }));
  }
}

/** Those that the relay and people made; the template's own stay. */
async function removeSecrets(client: SecretsManagerClient): Promise<void> {
  const { SecretList = [] } = await client.send(
    new ListSecretsCommand({
      IncludePlannedDeletion: true,
      MaxResults: 100,
      Filters: [{ Key: 'name', Values: ['tocsin/'] }],
    }),
  );
  for (const { Name } of SecretList) {
    await client.send(new DeleteSecretCommand({ SecretId: Name, ForceDeleteWithoutRecovery: true }));
  }
}
