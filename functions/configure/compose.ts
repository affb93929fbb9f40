import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { tellStack } from '#shared/adapters/cloudformation/tell-stack.ts';
import { createAlertStore } from '#shared/adapters/dynamodb/alert-store.ts';
import { createChannelStore } from '#shared/adapters/dynamodb/channel-store.ts';
import { createConfigurationRecord } from '#shared/adapters/dynamodb/configuration-record.ts';
import { createKnownRegister } from '#shared/adapters/dynamodb/known-register.ts';
import { createLaneStore } from '#shared/adapters/dynamodb/lane-store.ts';
import { ofKnownLayout } from '#shared/adapters/dynamodb/layout-store.ts';
import { createSourceMappings } from '#shared/adapters/dynamodb/source-mappings.ts';
import { createNamedSecrets } from '#shared/adapters/secrets-manager/named-secrets.ts';
import { SECRET_FOLDERS } from '#shared/adapters/secrets-manager/secret-names.ts';
import { createSqsWakeUps } from '#shared/adapters/sqs/wake-ups.ts';
import { onlyNamedSecrets } from '#shared/channels/named-secrets.ts';
import type { DeployPorts } from '#shared/config/deployed-file.ts';
import { readAllowedHosts, readEnv } from '#shared/config/env.ts';
import { resumeChannel } from '#shared/dispatching/resume-channel.ts';
import { lintTemplate } from '#shared/rendering/lint.ts';
import { powertoolsTelemetry } from '../edge/powertools-telemetry.ts';
import type { ConfigureDeps } from './configure.ts';

const now = () => Date.now();

/** Configuring on AWS. */
export function compose(): ConfigureDeps {
  let opened: DeployPorts | undefined;

  return {
    open: () => {
      opened ??= open();
      return opened;
    },
    tell: (url, body) => tellStack(url, body),
    telemetry: powertoolsTelemetry('configure'),
    now,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  };
}

function open(): DeployPorts {
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
  const resume = { lanes: createLaneStore(table), wakeUps, now };

  return {
    channels: createChannelStore({ ...table, cacheMs: 0, now }),
    secrets: onlyNamedSecrets(named),
    references: { kind: 'named' },
    allowedHosts: readAllowedHosts(),
    hasWaiting: (name) => alerts.hasWaiting(name),
    // Refs of copies are replaced by names before anything is stored.
    makeRef: () => '',
    lintTemplate: (template, kind) =>
      lintTemplate(template, kind).map(({ line, message }) => `line ${line}: ${message}`),
    noteFormer: (name) => formerChannels.note(name),
    resume: (channel) => resumeChannel(channel, resume),
    putSourceMappings: (mappings) => createSourceMappings({ ...table, cacheMs: 0, now }).putSourceMappings(mappings),
    record: createConfigurationRecord(table),
  };
}
