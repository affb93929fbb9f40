import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type Access, listedAccess } from '#shared/access/access.ts';
import { parseFirstTokens } from '#shared/access/first-tokens.ts';

/** What reading the first tokens needs. */
export interface ApiTokensOptions {
  readonly client: SecretsManagerClient;
  /** ARN or name of the secret: a JSON object of scope and token, `{"admin":"…"}`. */
  readonly secretId: string;
  /** How long the secret is used without asking again, in ms. @default 60 000 */
  readonly cacheMs?: number;
  readonly now: () => number;
  /** Hears what is wrong with the secret, never what is in it. */
  readonly warn: (problem: string) => void;
}

interface Known {
  readonly access: Access;
  readonly at: number;
}

/**
 * The first API tokens, from a secret. When the secret can't be read again,
 * what was read before still counts: an outage there must not stop alerts.
 */
export function createApiTokens(options: ApiTokensOptions): Access {
  const { cacheMs = 60_000, now, warn } = options;
  let known: Known | undefined;
  let asking: Promise<Access> | undefined;

  const ask = async (): Promise<Access> => {
    try {
      const access = await readTokens(options);
      known = { access, at: now() };
      return access;
    } catch (error) {
      if (known === undefined) throw error;
      warn('the API tokens could not be read again; those read before still count');
      known = { ...known, at: now() };
      return known.access;
    } finally {
      asking = undefined;
    }
  };

  return {
    find: async (shown) => {
      if (known !== undefined && now() - known.at < cacheMs) return known.access.find(shown);

      asking ??= ask();
      return (await asking).find(shown);
    },
  };
}

async function readTokens({ client, secretId, warn }: ApiTokensOptions): Promise<Access> {
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
  const { tokens, problems } = parseFirstTokens(SecretString ?? '');
  for (const problem of problems) warn(problem);

  return listedAccess(tokens);
}
