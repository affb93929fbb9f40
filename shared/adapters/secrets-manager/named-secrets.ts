import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { NamedSecrets } from '#shared/channels/named-secrets.ts';
import { isBeingDeleted } from './being-deleted.ts';

/** What reading named secrets needs. */
export interface NamedSecretsOptions {
  readonly client: SecretsManagerClient;
  /** Stands before a name to make the secret's name; the functions may read only names that begin so. */
  readonly prefix: string;
  /** How long a secret is used without asking again, in ms. @default 60 000 */
  readonly cacheMs?: number;
  readonly now: () => number;
}

/** Names remembered at most: an instance that meets more forgets all rather than grow. */
const MAX_REMEMBERED = 1_000;

/** Secrets that people named and wrote, in AWS Secrets Manager. One that is not there is asked for each time. */
export function createNamedSecrets({ client, prefix, now, cacheMs = 60_000 }: NamedSecretsOptions): NamedSecrets {
  const known = new Map<string, { readonly text: string; readonly at: number }>();

  const readFresh = async (name: string): Promise<string | undefined> => {
    const text = await readText(client, prefix + name);
    if (known.size >= MAX_REMEMBERED) known.clear();
    if (text === undefined) known.delete(name);
    else known.set(name, { text, at: now() });
    return text;
  };

  return {
    readFresh,
    async read(name) {
      const entry = known.get(name);
      return entry !== undefined && now() - entry.at < cacheMs ? entry.text : readFresh(name);
    },
  };
}

async function readText(client: SecretsManagerClient, id: string): Promise<string | undefined> {
  try {
    return (await client.send(new GetSecretValueCommand({ SecretId: id }))).SecretString;
  } catch (error) {
    // While the recovery window of a deleted one runs, nobody can read it either.
    if (error instanceof ResourceNotFoundException || isBeingDeleted(error)) return undefined;
    throw error;
  }
}
