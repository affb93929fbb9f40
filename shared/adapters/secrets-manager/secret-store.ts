import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  InvalidRequestException,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  RestoreSecretCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { RobotSecret, SecretStore } from '#shared/channels/secret-store.ts';
import { parseRobotSecret } from './robot-secret.ts';

/** What the secret store needs. */
export interface SecretsManagerStoreOptions {
  readonly client: SecretsManagerClient;
  /** Stands before a ref to make the secret's name; the functions may touch only names that begin so. */
  readonly prefix: string;
  /** How long a secret is used without asking again, in ms. @default 60 000 */
  readonly cacheMs?: number;
  readonly now: () => number;
  /** Waits between attempts while Secrets Manager still works on a deletion. */
  readonly sleep?: (ms: number) => Promise<void>;
}

/** Refs remembered at most: an instance that meets more forgets all rather than grow. */
const MAX_REMEMBERED = 1_000;

/**
 * A deletion goes on in the background for a while after its answer
 * (docs.aws.amazon.com, DeleteSecret), and until then the name can't be taken.
 */
const WRITE_ATTEMPTS = 4;
const WRITE_RETRY_MS = 500;

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
      await writeSecret(client, prefix + ref, JSON.stringify(secret), options.sleep ?? sleepFor);
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

/** put → (not there) create → (somebody deletes it) restore, and again. */
async function writeSecret(
  client: SecretsManagerClient,
  id: string,
  value: string,
  sleep: (ms: number) => Promise<void>,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await putOrCreate(client, id, value);
    } catch (error) {
      if (attempt === WRITE_ATTEMPTS) throw error;
      if (isBeingDeleted(error)) await restore(client, id);
      else if (!(error instanceof ResourceExistsException)) throw error;
    }
    await sleep(WRITE_RETRY_MS * attempt);
  }
}

async function putOrCreate(client: SecretsManagerClient, id: string, value: string): Promise<void> {
  try {
    await client.send(new PutSecretValueCommand({ SecretId: id, SecretString: value }));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    await client.send(
      new CreateSecretCommand({ Name: id, SecretString: value, Description: 'A group robot of Tocsin' }),
    );
  }
}

/** Its failure is no news: the next attempt to write tells. */
async function restore(client: SecretsManagerClient, id: string): Promise<void> {
  try {
    await client.send(new RestoreSecretCommand({ SecretId: id }));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException) && !isBeingDeleted(error)) throw error;
  }
}

/** Secrets Manager says "marked" or "scheduled for deletion" under a general error name. */
function isBeingDeleted(error: unknown): boolean {
  return error instanceof InvalidRequestException && /deletion|deleted/i.test(error.message);
}

function sleepFor(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
