import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createAlertStore } from '#shared/adapters/dynamodb/alert-store.ts';
import { createChannelStore } from '#shared/adapters/dynamodb/channel-store.ts';
import { createLaneStore } from '#shared/adapters/dynamodb/lane-store.ts';
import { ofKnownLayout } from '#shared/adapters/dynamodb/layout-store.ts';
import { createLedger } from '#shared/adapters/dynamodb/ledger.ts';
import { createPushSettingsStore } from '#shared/adapters/dynamodb/push-settings-store.ts';
import { createQuotaStore } from '#shared/adapters/dynamodb/quota-store.ts';
import { createSilenceStore } from '#shared/adapters/dynamodb/silence-store.ts';
import { createSilentAlertStore } from '#shared/adapters/dynamodb/silent-alert-store.ts';
import { createSourceRegister } from '#shared/adapters/dynamodb/source-register.ts';
import { createSweepPulse } from '#shared/adapters/dynamodb/sweep-pulse.ts';
import { createWatchStore } from '#shared/adapters/dynamodb/watch-store.ts';
import { createWatchdogsStore } from '#shared/adapters/dynamodb/watchdogs-store.ts';
import { createPost } from '#shared/adapters/http/post.ts';
import { createRelaySecrets } from '#shared/adapters/secrets-manager/relay-secrets.ts';
import { createOperatorQueue } from '#shared/adapters/sqs/operator-queue.ts';
import { createSqsWakeUps } from '#shared/adapters/sqs/wake-ups.ts';
import { readAllowedHosts, readDefaultProxy, readEnv, readPublicUrl, readRetention } from '#shared/config/env.ts';
import { createRobotClocks } from '#shared/delivery/robot-clocks.ts';
import { coalesceFarWakeUps } from '#shared/dispatching/coalesced-wake-ups.ts';
import { dispatch } from '#shared/dispatching/dispatch.ts';
import type { DispatchPorts } from '#shared/dispatching/dispatch-ports.ts';
import { followNamed } from '#shared/dispatching/follow-named.ts';
import { sweep } from '#shared/dispatching/sweep.ts';
import { readRuleBook } from '#shared/routing/read-rule-book.ts';
import { sweepWatchdogs } from '#shared/watchdogs/sweep-watchdogs.ts';
import { powertoolsTelemetry } from '../edge/powertools-telemetry.ts';
import type { Telemetry } from '../edge/telemetry.ts';
import { reportDispatch } from './report-dispatch.ts';
import type { WakeUpRunner } from './run-wake-ups.ts';

/** How long channels, silences and push settings are used without asking the table, ms: a change is in force within this time. */
const CHANNELS_CACHE_MS = 10_000;

/**
 * How long a robot's secret is used without asking again, ms. Each question is
 * paid for: one a minute and robot would cost more than its secret. A robot
 * that refuses what is known has it read anew at once.
 */
const SECRETS_CACHE_MS = 15 * 60_000;

/** The dispatcher on AWS. */
export function compose(): { readonly runner: WakeUpRunner; sweep(slackMs: number): Promise<void> } {
  const env = readEnv('tableName', 'wakeUpQueueUrl', 'operatorQueueUrl', 'secretPrefix');
  const telemetry = powertoolsTelemetry('dispatch');
  const now = () => Date.now();
  const table = ofKnownLayout({ client: new DynamoDBClient(), tableName: env.tableName }, now);
  const channels = createChannelStore({ ...table, cacheMs: CHANNELS_CACHE_MS, now });
  const sqs = new SQSClient();
  const wakeUps = createSqsWakeUps({ client: sqs, url: env.wakeUpQueueUrl, now });
  const pulse = createSweepPulse(table);
  const lanes = createLaneStore(table);
  const silences = createSilenceStore({ ...table, cacheMs: CHANNELS_CACHE_MS, now });
  const secrets = createRelaySecrets({
    client: new SecretsManagerClient(),
    prefix: env.secretPrefix,
    now,
    cacheMs: SECRETS_CACHE_MS,
  });
  const allowedHosts = readAllowedHosts();
  const { alertsMs, deliveriesMs } = readRetention();
  const ports: DispatchPorts = {
    alerts: createAlertStore(table, alertsMs),
    keepAlertsMs: alertsMs,
    pushRules: readRuleBook(createPushSettingsStore({ ...table, cacheMs: CHANNELS_CACHE_MS, now })),
    lanes,
    quotas: createQuotaStore(table),
    silences,
    inhibitions: silences,
    inhibiting: createSourceRegister(table),
    ledger: createLedger(table, deliveriesMs),
    secrets,
    named: followNamed({ channels, secrets, allowedHosts, lanes, wakeUps, now }),
    channels: () => channels.list(),
    channelsFresh: () => channels.listFresh(),
    post: createPost({ allowedHosts, proxy: readDefaultProxy() }),
    clocks: createRobotClocks(),
    // What a rule's limits hold all waits for the same end, which a wake-up reaches in many hops.
    wakeUps: coalesceFarWakeUps(wakeUps, now),
    now,
    monotonic: () => performance.now(),
    random: () => Math.random(),
    randomId,
    ...publicUrl(telemetry),
    operator: createOperatorQueue({ client: sqs, url: env.operatorQueueUrl }),
    observe: reportDispatch(telemetry),
  };

  const watching = {
    watchdogs: createWatchdogsStore({ ...table, cacheMs: CHANNELS_CACHE_MS, now }),
    watches: createWatchStore(table),
    silentAlerts: createSilentAlertStore(table, alertsMs),
  };

  return {
    runner: {
      now,
      dispatch: (wakeUp) => dispatch(wakeUp, ports),
      schedule: (wakeUp, atMs) => wakeUps.schedule(wakeUp, atMs),
      failed: (lane, error) => telemetry.error('dispatch failed', error, { lane }),
      unreadable: (messageId) => telemetry.warn('unreadable wake-up', { messageId }),
    },
    async sweep(slackMs) {
      const { lanes, oldestWaitingMs } = await sweep(ports, slackMs);
      await pulse.beat(now());
      telemetry.count('oldestWaitingSeconds', Math.round(oldestWaitingMs / 1000));
      if (lanes > 0) telemetry.warn('woke lanes whose wake-up was lost', { lanes });
      // Last: whatever is wrong there, alerts were looked after.
      await sweepWatchdogs({ ...ports, ...watching });
    },
  };
}

/** A wrong address costs messages their links, and nothing else. */
function publicUrl(telemetry: Telemetry): Pick<DispatchPorts, 'publicUrl'> {
  const given = readPublicUrl();
  if (given?.kind === 'refused') telemetry.warn('the public URL is not used', { problem: given.problem });

  return given?.kind === 'url' ? { publicUrl: given.url } : {};
}

/** Characters of 0-9a-z for ids of messages. */
function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => (byte % 36).toString(36)).join('');
}
