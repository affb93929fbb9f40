import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { withNamedSecrets } from '#shared/channels/named-secrets.ts';
import type { SecretStore } from '#shared/channels/secret-store.ts';
import { createNamedSecrets } from './named-secrets.ts';
import { SECRET_FOLDERS } from './secret-names.ts';
import { createSecretsManagerStore } from './secret-store.ts';

/** What a relay's secrets need. */
export interface RelaySecretsOptions {
  readonly client: SecretsManagerClient;
  /** The relay's own prefix, which no other relay's secrets begin with. */
  readonly prefix: string;
  readonly now: () => number;
  /** How long a secret is used without asking again, in ms. @default 60 000 */
  readonly cacheMs?: number;
  /** ARN of the KMS key for secrets that are made. @default - Secrets Manager's own */
  readonly encryptionKey?: string;
  /** Waits between attempts while Secrets Manager still works on a deletion. */
  readonly sleep?: (ms: number) => Promise<void>;
}

/** All secrets of a relay's robots: those we keep, and those people named. */
export function createRelaySecrets({ prefix, encryptionKey, ...ofBoth }: RelaySecretsOptions): SecretStore {
  const key = encryptionKey === undefined ? {} : { encryptionKey };
  return withNamedSecrets(
    createSecretsManagerStore({ ...ofBoth, ...key, prefix: prefix + SECRET_FOLDERS.robots }),
    createNamedSecrets({ ...ofBoth, prefix: prefix + SECRET_FOLDERS.named }),
  );
}
