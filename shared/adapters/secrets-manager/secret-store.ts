import {
  DeleteSecretCommand,
  GetSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { RobotSecret, SecretStore } from '#shared/channels/secret-store.ts';
import { isBeingDeleted } from './being-deleted.ts';
import { parseRobotSecret } from './robot-secret.ts';
import { writeSecret } from './write-secret.ts';

/** What the secret store needs. */
export interface SecretsManagerStoreOptions {
  readonly client: SecretsManagerClient;
  /** Stands before a ref to make the secret's name; the functions may touch only names that begin so. */
  readonly prefix: string;
  /** How long a secret is used without asking again, in ms. @default 60 000 */
  readonly cacheMs?: number;
  readonly now: () => number;
  /** ARN of the KMS key for secrets that are made. @default - Secrets Manager's own */
  readonly encryptionKey?: string;
  /** Waits between attempts while Secrets Manager still works on a deletion. */
  readonly sleep?: (ms: number) => Promise<void>;
}

const DESCRIPTION = 'A group robot of Tocsin';

/** Refs remembered at most: an instance that meets more forgets all rather than grow. */
const MAX_REMEMBERED = 1_000;

/** Robot secrets in AWS Secrets Manager, one secret per robot, as JSON. */
export function createSecretsManagerStore(options: SecretsManagerStoreOptions): SecretStore {
  const { client, prefix, now, cacheMs = 60_000 } = options;
  const known = new Map<string, { readonly secret: RobotSecret; readonly at: number }>();
  const remember = (ref: string, secret: RobotSecret): void => {
    if (known.size >= MAX_REMEMBERED) known.clear();
    known.set(ref, { secret, at: now() });
  };

  const readFresh = async (ref: string): Promise<RobotSecret | undefined> => {
    const secret = await readSecret(client, prefix + ref);
    if (secret === undefined) known.delete(ref);
    else remember(ref, secret);
    return secret;
  };

  return {
    readFresh,
    async read(ref) {
      const entry = known.get(ref);
      return entry !== undefined && now() - entry.at < cacheMs ? entry.secret : readFresh(ref);
    },
    async write(ref, secret) {
      known.delete(ref);
      await writeSecret(client, { id: prefix + ref, value: JSON.stringify(secret), description: DESCRIPTION }, options);
      remember(ref, secret);
    },
    async remove(ref) {
      known.delete(ref);
      await deleteSecret(client, prefix + ref);
    },
  };
}

async function readSecret(client: SecretsManagerClient, id: string): Promise<RobotSecret | undefined> {
  try {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: id }));
    return SecretString === undefined ? undefined : parseRobotSecret(SecretString);
  } catch (error) {
    if (error instanceof ResourceNotFoundException || isBeingDeleted(error)) return undefined;
    throw error;
  }
}

async function deleteSecret(client: SecretsManagerClient, id: string): Promise<void> {
  try {
    // No recovery window: it would keep the token, and the name, for at least seven days.
    await client.send(new DeleteSecretCommand({ SecretId: id, ForceDeleteWithoutRecovery: true }));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException) && !isBeingDeleted(error)) throw error;
  }
}
