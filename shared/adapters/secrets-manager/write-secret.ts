import {
  CreateSecretCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  RestoreSecretCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { isBeingDeleted } from './being-deleted.ts';

/** A secret as it shall be. */
export interface WantedSecret {
  /** Its whole name. */
  readonly id: string;
  /** Never log it. */
  readonly value: string;
  /** Given when the secret is made. */
  readonly description: string;
}

/** How a secret is written. */
export interface WriteSecretOptions {
  /** ARN of the KMS key for a secret that is made. @default - Secrets Manager's own */
  readonly encryptionKey?: string;
  /** Waits between attempts while Secrets Manager still works on a deletion. */
  readonly sleep?: (ms: number) => Promise<void>;
}

/**
 * A deletion goes on in the background for a while after its answer
 * (docs.aws.amazon.com, DeleteSecret), and until then the name can't be taken.
 */
const WRITE_ATTEMPTS = 4;
const WRITE_RETRY_MS = 500;

/**
 * Writes a secret, whether it is there, not there, or waits for its deletion:
 *
 *   put → (not there) create → (it is being deleted) restore, and again
 */
export async function writeSecret(
  client: SecretsManagerClient,
  wanted: WantedSecret,
  { encryptionKey, sleep = sleepFor }: WriteSecretOptions = {},
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await putOrCreate(client, wanted, encryptionKey);
    } catch (error) {
      if (attempt === WRITE_ATTEMPTS) throw error;
      if (isBeingDeleted(error)) await restore(client, wanted.id);
      else if (!(error instanceof ResourceExistsException)) throw error;
    }
    await sleep(WRITE_RETRY_MS * attempt);
  }
}

async function putOrCreate(
  client: SecretsManagerClient,
  { id, value, description }: WantedSecret,
  encryptionKey: string | undefined,
): Promise<void> {
  try {
    await client.send(new PutSecretValueCommand({ SecretId: id, SecretString: value }));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    const key = encryptionKey === undefined ? {} : { KmsKeyId: encryptionKey };
    await client.send(new CreateSecretCommand({ Name: id, SecretString: value, Description: description, ...key }));
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

function sleepFor(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
