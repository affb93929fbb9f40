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
  /** ARN of the KMS key for secrets that are made. @default - Secrets Manager's own */
  readonly encryptionKey?: string;
}

/** All secrets of a relay's robots: those we keep, and those people named. */
export function createRelaySecrets({ client, prefix, now, ...more }: RelaySecretsOptions): SecretStore {
  return withNamedSecrets(
    createSecretsManagerStore({ client, now, prefix: prefix + SECRET_FOLDERS.robots, ...more }),
    createNamedSecrets({ client, now, prefix: prefix + SECRET_FOLDERS.named }),
  );
}
