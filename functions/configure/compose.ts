import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { tellStack } from '#shared/adapters/cloudformation/tell-stack.ts';
import { createAlertStore } from '#shared/adapters/dynamodb/alert-store.ts';
import { createAuditLog } from '#shared/adapters/dynamodb/audit-log.ts';
import { createChannelStore } from '#shared/adapters/dynamodb/channel-store.ts';
import { createConfigurationRecord } from '#shared/adapters/dynamodb/configuration-record.ts';
import { createInhibitionStore } from '#shared/adapters/dynamodb/inhibition-store.ts';
import { createKnownRegister } from '#shared/adapters/dynamodb/known-register.ts';
import { createLaneStore } from '#shared/adapters/dynamodb/lane-store.ts';
import { ofKnownLayout } from '#shared/adapters/dynamodb/layout-store.ts';
import { createPushSettingsStore } from '#shared/adapters/dynamodb/push-settings-store.ts';
import { createSilenceStore } from '#shared/adapters/dynamodb/silence-store.ts';
import { createSourceMappings } from '#shared/adapters/dynamodb/source-mappings.ts';
import { createWatchdogsStore } from '#shared/adapters/dynamodb/watchdogs-store.ts';
import { createNamedSecrets } from '#shared/adapters/secrets-manager/named-secrets.ts';
import { SECRET_FOLDERS } from '#shared/adapters/secrets-manager/secret-names.ts';
import { createSqsWakeUps } from '#shared/adapters/sqs/wake-ups.ts';
import { auditOf, FILE_ACTOR } from '#shared/audit/audit.ts';
import { onlyNamedSecrets } from '#shared/channels/named-secrets.ts';
import type { DeployPorts } from '#shared/config/deployed-file.ts';
import { readAllowedHosts, readEnv } from '#shared/config/env.ts';
import { resumeChannel } from '#shared/dispatching/resume-channel.ts';
import { lintTemplate } from '#shared/rendering/lint.ts';
import { powertoolsTelemetry } from '../edge/powertools-telemetry.ts';
import type { Telemetry } from '../edge/telemetry.ts';
import type { ConfigureDeps } from './configure.ts';

const now = () => Date.now();

/** Configuring on AWS. */
export function compose(): ConfigureDeps {
  let opened: DeployPorts | undefined;
  const telemetry = powertoolsTelemetry('configure');

  return {
    open: () => {
      opened ??= open(telemetry);
      return opened;
    },
    tell: (url, body) => tellStack(url, body),
    telemetry,
    now,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  };
}

function open(telemetry: Telemetry): DeployPorts {
  const env = readEnv('tableName', 'wakeUpQueueUrl', 'secretPrefix');
  const table = ofKnownLayout({ client: new DynamoDBClient(), tableName: env.tableName }, now);
  const named = createNamedSecrets({
    client: new SecretsManagerClient(),
    prefix: env.secretPrefix + SECRET_FOLDERS.named,
    now,
  });
  const alerts = createAlertStore(table);
  const formerChannels = createKnownRegister(table, 'channels');
  const wakeUps = createSqsWakeUps({ client: new SQSClient(), url: env.wakeUpQueueUrl, now });
  const mappings = createSourceMappings({ ...table, cacheMs: 0, now });
  const resume = { lanes: createLaneStore(table), wakeUps, now };

  return {
    channels: createChannelStore({ ...table, cacheMs: 0, now }),
    secrets: onlyNamedSecrets(named),
    audit: auditOf(FILE_ACTOR, {
      ...{ audit: createAuditLog(table, now), randomId, now },
      logFailure: (error) => telemetry.error('what came of a change is not written down', error),
    }),
    references: { kind: 'named' },
    allowedHosts: readAllowedHosts(),
    hasWaiting: (name) => alerts.hasWaiting(name),
    // Refs of copies are replaced by names before anything is stored.
    makeRef: () => '',
    lintTemplate,
    noteFormer: (name) => formerChannels.note(name),
    resume: (channel) => resumeChannel(channel, resume),
    sourceMappings: () => mappings.list(),
    putSourceMappings: (sources) => mappings.putSourceMappings(sources),
    signatureRules: () => mappings.signatures(),
    putSignatureRules: (rules) => mappings.putSignatureRules(rules),
    readNamed: ({ name }) => named.readFresh(name),
    pushSettings: createPushSettingsStore({ ...table, cacheMs: 0, now }),
    silences: createSilenceStore({ ...table, cacheMs: 0, now }),
    inhibitions: createInhibitionStore({ ...table, cacheMs: 0, now }),
    watchdogs: createWatchdogsStore({ ...table, cacheMs: 0, now }),
    now,
    record: createConfigurationRecord(table),
  };
}

/** Characters of 0-9a-z. */
function randomId(): string {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => (byte % 36).toString(36)).join('');
}
