import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SECRET_FOLDERS } from '#shared/adapters/secrets-manager/secret-names.ts';
import { writeSecret } from '#shared/adapters/secrets-manager/write-secret.ts';
import { kindOfNamedSecret, type NamedSecretKind } from '#shared/config/named-secret-folders.ts';
import { OUTPUTS } from '#shared/config/output-names.ts';
import { inspect } from './inspect.ts';
import type { SecretPutOptions } from './options.ts';

/** What putting a secret needs. */
export interface PutSecretDeps {
  readonly cloudFormation: CloudFormationClient;
  readonly secretsManager: SecretsManagerClient;
  readonly sleep?: (ms: number) => Promise<void>;
}

/** What became of it, in words for whoever asked. They quote nothing of the value. */
export type PutSecretResult =
  | { readonly kind: 'written'; readonly lines: readonly string[] }
  | { readonly kind: 'failed'; readonly problem: string };

/** Writes a named secret of a deployed relay. */
export async function putSecret(
  { name, stack }: SecretPutOptions,
  value: string,
  deps: PutSecretDeps,
): Promise<PutSecretResult> {
  const kind = kindOfNamedSecret(name);
  const inspected = inspect(kind, value);
  if (inspected.kind === 'unfit') return failed(`the value ${inspected.problem}`);

  try {
    const outputs = await outputsOf(stack, deps.cloudFormation);
    const prefix = outputs.get(OUTPUTS.secretPrefix);
    if (prefix === undefined) {
      return failed(
        `the stack ${stack} has no output ${OUTPUTS.secretPrefix}: name the stack of the relay with --stack`,
      );
    }

    const id = `${prefix}${SECRET_FOLDERS.named}${name}`;
    const encryptionKey = outputs.get(OUTPUTS.secretKey);
    await writeSecret(
      deps.secretsManager,
      { id, value: value.trim(), description: 'A secret that tocsin.yaml names' },
      {
        ...(encryptionKey === undefined ? {} : { encryptionKey }),
        ...(deps.sleep === undefined ? {} : { sleep: deps.sleep }),
      },
    );
    const warnings = inspected.warnings.map((warning) => `note: ${warning}`);
    return {
      kind: 'written',
      lines: [`${id} holds ${inspected.holds.join(' and ')} now`, ...warnings, IN_FORCE[kind]],
    };
  } catch (error) {
    return failed(explain(error, stack));
  }
}

const SOON = 'It needs no deployment, and counts within a minute.';
const IN_FORCE: Readonly<Record<NamedSecretKind, string>> = {
  robot:
    'It needs no deployment. What waited for it goes out within six minutes, or at once after a test of the channel.',
  'sender-key': SOON,
  'ocp-credentials': 'It needs no deployment, and counts in the round after the first that OCP refuses.',
};

async function outputsOf(stack: string, client: CloudFormationClient): Promise<ReadonlyMap<string, string>> {
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stack }));
  const outputs = Stacks[0]?.Outputs ?? [];

  return new Map(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
}

/** Whoever has no AWS at all left out an option. */
const ON_ONE_MACHINE = 'for a relay on this machine say --data FOLDER';

/** What to do about an error of the SDK. */
function explain(error: unknown, stack: string): string {
  const { name, message } = error instanceof Error ? error : { name: '', message: '' };
  if (name === 'ValidationError' && message.includes('does not exist')) {
    return `there is no stack ${stack} in this account and region: deploy it (npm run deploy), name it with --stack, or check AWS_PROFILE and AWS_REGION`;
  }
  if (name === 'CredentialsProviderError' || /^(?:ExpiredToken|UnrecognizedClient|InvalidClientTokenId)/.test(name)) {
    return `there are no valid AWS credentials: set AWS_PROFILE or sign in (aws sso login, aws configure); ${ON_ONE_MACHINE}`;
  }
  if (/region is missing/i.test(message))
    return `no region is set: set AWS_REGION, or give your profile one; ${ON_ONE_MACHINE}`;
  if (/^AccessDenied/.test(name)) {
    return `your AWS credentials may not do this; it takes cloudformation:DescribeStacks, secretsmanager:PutSecretValue, CreateSecret and RestoreSecret (${name})`;
  }

  return `AWS refused: ${name === '' ? 'unknown error' : name}`;
}

function failed(problem: string): PutSecretResult {
  return { kind: 'failed', problem };
}
