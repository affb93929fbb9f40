import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createAlertStore } from '#shared/adapters/dynamodb/alert-store.ts';
import { createChannelStore } from '#shared/adapters/dynamodb/channel-store.ts';
import { createInhibitionStore } from '#shared/adapters/dynamodb/inhibition-store.ts';
import { createKnownRegister } from '#shared/adapters/dynamodb/known-register.ts';
import { ofKnownLayout } from '#shared/adapters/dynamodb/layout-store.ts';
import { createPushSettingsStore } from '#shared/adapters/dynamodb/push-settings-store.ts';
import { createSourceRegister } from '#shared/adapters/dynamodb/source-register.ts';
import { createWatchStore } from '#shared/adapters/dynamodb/watch-store.ts';
import { createWatchdogsStore } from '#shared/adapters/dynamodb/watchdogs-store.ts';
import { createOcp } from '#shared/adapters/http/ocp.ts';
import { createNamedSecrets } from '#shared/adapters/secrets-manager/named-secrets.ts';
import { SECRET_FOLDERS } from '#shared/adapters/secrets-manager/secret-names.ts';
import { createSqsWakeUps } from '#shared/adapters/sqs/wake-ups.ts';
import { readEnv, readRetention } from '#shared/config/env.ts';
import { coalesceWakeUps } from '#shared/dispatching/coalesced-wake-ups.ts';
import type { OcpCredentials } from '#shared/polling/credentials.ts';
import { createReceiver } from '#shared/receiving/receiver.ts';
import { createHearing } from '#shared/watchdogs/hear.ts';
import { powertoolsTelemetry } from '../edge/powertools-telemetry.ts';
import { ocpInTime } from './ocp-in-time.ts';
import type { PollDeps } from './poll.ts';

/** How long channels and settings are used without asking again, ms: each round sees them as they are, and one with many pages reads them once. */
const CACHE_MS = 10_000;

/** How long OCP's credentials are used without asking again, ms: one question a round would cost more than all the rest of it. */
const CREDENTIALS_CACHE_MS = 15 * 60_000;

/** Longest wait for an answer of OCP, ms. */
const REQUEST_MS = 10_000;

/** From here on a round asks OCP nothing more, ms: a minute is left of the function's five to tell what was found. */
export const ROUND_MS = 4 * 60_000;

const now = () => Date.now();

/** Polling on AWS. */
export function compose(): PollDeps {
  const env = readEnv('tableName', 'wakeUpQueueUrl', 'secretPrefix');
  const telemetry = powertoolsTelemetry('poll');
  const table = ofKnownLayout({ client: new DynamoDBClient(), tableName: env.tableName }, now);
  const alerts = createAlertStore(table, readRetention().alertsMs);
  const channels = createChannelStore({ ...table, cacheMs: CACHE_MS, now });
  const hearing = createHearing({
    watchdogs: createWatchdogsStore({ ...table, cacheMs: CACHE_MS, now }),
    watches: createWatchStore(table),
    now,
    logFailure: (error) => telemetry.error('that a source spoke is not noted', error),
  });
  // By the queue alone: in a VPC there may be no way to Lambda itself, and a minute's rhythm is not hurried by it.
  const queue = createSqsWakeUps({ client: new SQSClient(), url: env.wakeUpQueueUrl, now });

  return {
    telemetry,
    named: createNamedSecrets({
      client: new SecretsManagerClient(),
      prefix: env.secretPrefix + SECRET_FOLDERS.named,
      cacheMs: CREDENTIALS_CACHE_MS,
      now,
    }),
    ports: {
      ocpAt,
      receive: createReceiver({
        ...{ hearing, alerts, channels, now },
        pushSettings: createPushSettingsStore({ ...table, cacheMs: CACHE_MS, now }),
        inhibitions: createInhibitionStore({ ...table, cacheMs: CACHE_MS, now }),
        inhibiting: createSourceRegister(table),
        sources: createKnownRegister(table, 'sources'),
        wakeUps: coalesceWakeUps(queue, now),
        logFailure: (error) => telemetry.error('alert not stored', error),
      }),
      ...{ alerts, channels, hearing, now },
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      random: () => Math.random(),
    },
  };
}

/** Is asked for at the start of each round. */
function ocpAt(url: string, credentials: OcpCredentials) {
  const endsAt = now() + ROUND_MS;
  return ocpInTime(createOcp({ url, credentials, timeoutMs: REQUEST_MS, now }), () => now() >= endsAt);
}
