import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { anyAccess } from '#shared/access/access.ts';
import { cachedAccess } from '#shared/access/cached-access.ts';
import { createAlertStore } from '#shared/adapters/dynamodb/alert-store.ts';
import { createChannelStore } from '#shared/adapters/dynamodb/channel-store.ts';
import { createInhibitionStore } from '#shared/adapters/dynamodb/inhibition-store.ts';
import { createKnownRegister } from '#shared/adapters/dynamodb/known-register.ts';
import { ofKnownLayout } from '#shared/adapters/dynamodb/layout-store.ts';
import { createPushSettingsStore } from '#shared/adapters/dynamodb/push-settings-store.ts';
import { createSourceMappings } from '#shared/adapters/dynamodb/source-mappings.ts';
import { createSourceRegister } from '#shared/adapters/dynamodb/source-register.ts';
import { createTokenStore } from '#shared/adapters/dynamodb/token-store.ts';
import { createWatchStore } from '#shared/adapters/dynamodb/watch-store.ts';
import { createWatchdogsStore } from '#shared/adapters/dynamodb/watchdogs-store.ts';
import { createFetchText, SNS_FETCH_LIMITS } from '#shared/adapters/http/fetch-text.ts';
import { createDirectWakeUps } from '#shared/adapters/lambda/direct-wake-ups.ts';
import { createApiTokens } from '#shared/adapters/secrets-manager/api-tokens.ts';
import { createNamedSecrets } from '#shared/adapters/secrets-manager/named-secrets.ts';
import { SECRET_FOLDERS } from '#shared/adapters/secrets-manager/secret-names.ts';
import { createSenderKeys } from '#shared/adapters/secrets-manager/sender-keys.ts';
import { createSqsWakeUps } from '#shared/adapters/sqs/wake-ups.ts';
import { readEnv, readRegion, readRetention, readSnsTopics } from '#shared/config/env.ts';
import { coalesceWakeUps } from '#shared/dispatching/coalesced-wake-ups.ts';
import { preferDirect } from '#shared/dispatching/prefer-direct.ts';
import type { WakeUps } from '#shared/dispatching/wake-ups.ts';
import { createReceiver } from '#shared/receiving/receiver.ts';
import { createSnsJudge } from '#shared/receiving/sns/judge-sns.ts';
import { sourceFor } from '#shared/receiving/source-registry.ts';
import { createHearing } from '#shared/watchdogs/hear.ts';
import { powertoolsTelemetry } from '../edge/powertools-telemetry.ts';
import type { Telemetry } from '../edge/telemetry.ts';
import type { ReceiveDeps } from './deps.ts';

/** How long channels, tokens and mappings are used without asking again, ms: a change is in force within this time. */
const CACHE_MS = 10_000;

/**
 * How long watchdogs are used without asking again, ms. Whoever takes alerts in
 * pays for each look, and a new one gets at least five minutes before it barks.
 */
const WATCHDOGS_CACHE_MS = 60_000;

/** Tokens remembered, wrong ones included. */
const MAX_TOKENS = 1_000;

/** The receiver on AWS. */
export function compose(): ReceiveDeps {
  const env = readEnv('tableName', 'wakeUpQueueUrl', 'dispatcherUrl', 'apiTokensSecret', 'secretPrefix');
  const telemetry = powertoolsTelemetry('receive');
  const now = () => Date.now();
  const table = ofKnownLayout({ client: new DynamoDBClient(), tableName: env.tableName }, now);
  const fetchText = createFetchText(SNS_FETCH_LIMITS);
  const tokens = cachedAccess(createTokenStore(table), { ttlMs: CACHE_MS, maxEntries: MAX_TOKENS, now });
  const secrets = new SecretsManagerClient();
  const mappings = createSourceMappings({ ...table, cacheMs: CACHE_MS, now });
  const named = createNamedSecrets({ client: secrets, prefix: env.secretPrefix + SECRET_FOLDERS.named, now });
  const firstTokens = createApiTokens({
    client: secrets,
    secretId: env.apiTokensSecret,
    now,
    warn: (problem) => telemetry.warn(problem),
  });

  const hearing = createHearing({
    watchdogs: createWatchdogsStore({ ...table, cacheMs: WATCHDOGS_CACHE_MS, now }),
    watches: createWatchStore(table),
    now,
    logFailure: (error) => telemetry.error('that a source spoke is not noted', error),
  });

  return {
    access: anyAccess(tokens, firstTokens),
    now,
    telemetry,
    sourceFor,
    mappings,
    signatures: mappings,
    keys: createSenderKeys({ named, now }),
    sns: { judge: createSnsJudge({ fetchText, allowedTopics: readSnsTopics() }), fetchText },
    hearing,
    receive: createReceiver({
      hearing,
      alerts: createAlertStore(table, readRetention().alertsMs),
      channels: createChannelStore({ ...table, cacheMs: CACHE_MS, now }),
      pushSettings: createPushSettingsStore({ ...table, cacheMs: CACHE_MS, now }),
      inhibitions: createInhibitionStore({ ...table, cacheMs: CACHE_MS, now }),
      inhibiting: createSourceRegister(table),
      sources: createKnownRegister(table, 'sources'),
      wakeUps: coalesceWakeUps(wakeUpsOf(env, telemetry, now), now),
      now,
      logFailure: (error) => telemetry.error('alert not stored', error),
    }),
  };
}

/** Straight to the dispatcher while it is calm, else through the queue. */
function wakeUpsOf(
  env: Readonly<Record<'wakeUpQueueUrl' | 'dispatcherUrl', string>>,
  telemetry: Telemetry,
  now: () => number,
): WakeUps {
  const direct = createDirectWakeUps({ url: env.dispatcherUrl, region: readRegion() });
  const queue = createSqsWakeUps({ client: new SQSClient(), url: env.wakeUpQueueUrl, now });

  return preferDirect(direct, queue, now, (error) => telemetry.error('could not wake the dispatcher directly', error));
}
