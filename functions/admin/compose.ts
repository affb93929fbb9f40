import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { anyAccess } from '#shared/access/access.ts';
import { cachedAccess } from '#shared/access/cached-access.ts';
import { createAlertRevival } from '#shared/adapters/dynamodb/alert-revival.ts';
import { createAlertStore } from '#shared/adapters/dynamodb/alert-store.ts';
import { createAuditLog } from '#shared/adapters/dynamodb/audit-log.ts';
import { createChannelStore } from '#shared/adapters/dynamodb/channel-store.ts';
import { createInhibitionStore } from '#shared/adapters/dynamodb/inhibition-store.ts';
import { createKnownRegister } from '#shared/adapters/dynamodb/known-register.ts';
import { createLaneStore } from '#shared/adapters/dynamodb/lane-store.ts';
import { ofKnownLayout } from '#shared/adapters/dynamodb/layout-store.ts';
import { createLedger } from '#shared/adapters/dynamodb/ledger.ts';
import { createPushSettingsStore } from '#shared/adapters/dynamodb/push-settings-store.ts';
import { createQuotaStore } from '#shared/adapters/dynamodb/quota-store.ts';
import { createSilenceStore } from '#shared/adapters/dynamodb/silence-store.ts';
import { createSourceRegister } from '#shared/adapters/dynamodb/source-register.ts';
import { createSweepPulse } from '#shared/adapters/dynamodb/sweep-pulse.ts';
import { createTokenStore } from '#shared/adapters/dynamodb/token-store.ts';
import { createWatchStore } from '#shared/adapters/dynamodb/watch-store.ts';
import { createWatchdogsStore } from '#shared/adapters/dynamodb/watchdogs-store.ts';
import { createPost } from '#shared/adapters/http/post.ts';
import { createApiTokens } from '#shared/adapters/secrets-manager/api-tokens.ts';
import { createRelaySecrets } from '#shared/adapters/secrets-manager/relay-secrets.ts';
import { createSqsWakeUps } from '#shared/adapters/sqs/wake-ups.ts';
import { readAllowedHosts, readDefaultProxy, readEncryptionKey, readEnv, readRetention } from '#shared/config/env.ts';
import { createRobotClocks } from '#shared/delivery/robot-clocks.ts';
import { followNamed } from '#shared/dispatching/follow-named.ts';
import { lintTemplate } from '#shared/rendering/lint.ts';
import { readRuleBook } from '#shared/routing/read-rule-book.ts';
import { powertoolsTelemetry } from '../edge/powertools-telemetry.ts';
import type { AdminDeps } from './deps.ts';
import { healthFrom } from './health.ts';
import { createAdminDeps } from './use-cases.ts';

/** How long channels and tokens are used without asking again, ms: a change is in force within this time. */
const CACHE_MS = 10_000;

/** Tokens remembered, wrong ones included. */
const MAX_TOKENS = 1_000;

/** Anyone may ask for the health, so the table is asked at most this often, ms. */
const HEALTH_CACHE_MS = 2_000;

const now = () => Date.now();

/** Administering on AWS. */
export function compose(): AdminDeps {
  const env = readEnv('tableName', 'wakeUpQueueUrl', 'secretPrefix', 'apiTokensSecret');
  const telemetry = powertoolsTelemetry('admin');
  const table = ofKnownLayout({ client: new DynamoDBClient(), tableName: env.tableName }, now);
  const secretsManager = new SecretsManagerClient();
  const stores = storesOf(table);
  const encryptionKey = readEncryptionKey();
  const secrets = createRelaySecrets({
    ...{ client: secretsManager, prefix: env.secretPrefix, now },
    ...(encryptionKey === undefined ? {} : { encryptionKey }),
  });
  const allowedHosts = readAllowedHosts();
  const wakeUps = createSqsWakeUps({ client: new SQSClient(), url: env.wakeUpQueueUrl, now });
  const tokens = createTokenStore(table);
  const knownTokens = cachedAccess(tokens, { ttlMs: CACHE_MS, maxEntries: MAX_TOKENS, now });

  return createAdminDeps({
    access: anyAccess(
      knownTokens,
      createApiTokens({
        client: secretsManager,
        secretId: env.apiTokensSecret,
        now,
        warn: (problem) => telemetry.warn(problem),
      }),
    ),
    now,
    telemetry,
    stores,
    randomId,
    tokens: { tokens, forget: () => knownTokens.forget(), makeSecret, now },
    manage: {
      channels: stores.channels,
      secrets,
      allowedHosts,
      hasWaiting: (name) => stores.alerts.hasWaiting(name),
      makeRef: randomId,
      lintTemplate,
    },
    test: {
      ...stores,
      secrets,
      pushRules: readRuleBook(stores.pushSettings),
      channels: () => stores.channels.list(),
      channelsFresh: () => stores.channels.listFresh(),
      post: createPost({ allowedHosts, proxy: readDefaultProxy() }),
      clocks: createRobotClocks(),
      named: followNamed({ channels: stores.channels, secrets, allowedHosts, lanes: stores.lanes, wakeUps, now }),
      wakeUps,
      now,
      monotonic: () => performance.now(),
      random: () => Math.random(),
      randomId,
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      // A test's verdict is told to whoever asked for it, and nobody else.
      operator: { tell: async () => {} },
      observe: () => {},
    },
    health: rememberedHealth(table),
  });
}

function storesOf(table: { readonly client: DynamoDBClient; readonly tableName: string }) {
  const { alertsMs, deliveriesMs } = readRetention();

  return {
    alerts: createAlertStore(table, alertsMs),
    channels: createChannelStore({ ...table, cacheMs: CACHE_MS, now }),
    lanes: createLaneStore(table),
    quotas: createQuotaStore(table),
    silences: createSilenceStore({ ...table, cacheMs: CACHE_MS, now }),
    inhibitions: createInhibitionStore({ ...table, cacheMs: CACHE_MS, now }),
    inhibiting: createSourceRegister(table),
    ledger: createLedger(table, deliveriesMs),
    sources: createKnownRegister(table, 'sources'),
    formerChannels: createKnownRegister(table, 'channels'),
    revival: createAlertRevival(table),
    audit: createAuditLog(table, now),
    pushSettings: createPushSettingsStore({ ...table, cacheMs: CACHE_MS, now }),
    watchdogs: createWatchdogsStore({ ...table, cacheMs: CACHE_MS, now }),
    watches: createWatchStore(table),
  };
}

function rememberedHealth(table: { readonly client: DynamoDBClient; readonly tableName: string }): AdminDeps['health'] {
  const pulse = createSweepPulse(table);
  let known = { health: healthFrom(async () => undefined, 0), until: 0 };

  return () => {
    if (now() >= known.until) {
      known = { health: healthFrom(() => pulse.lastAt(), now()), until: now() + HEALTH_CACHE_MS };
    }
    return known.health;
  };
}

/** Characters of 0-9a-z that nobody can guess. */
function randomId(): string {
  return [...crypto.getRandomValues(new Uint8Array(24))].map((byte) => (byte % 36).toString(36)).join('');
}

/** 256 bits as 43 letters, digits, hyphens and underscores. */
function makeSecret(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url');
}
