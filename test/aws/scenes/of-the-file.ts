import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CreateSecretCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ENV } from '#shared/config/env-names.ts';
import { toFileProperty } from '#shared/config/file-property.ts';
import { PASSWORD } from '#test/fakes/ocp.ts';
import { askCustomResources, type StackAnswer } from '../services/stack-resources.ts';
import { asOperator } from '../stack/account.ts';
import type { Scene, Stage } from './stage.ts';

/** The secrets that the file names, and the groups whose webhooks they hold. */
const NAMED = [
  ['of-the-file', 'file'],
  ['to-be-mended', 'mended'],
] as const;
const UPDATE = { RequestType: 'Update', PhysicalResourceId: 'tocsin-configuration/x/y' } as const;

/** What the sender of the file signs its requests with. */
const SENDER_KEY = 'fake-signing-key-of-grafana';

/** The file of the stack: secrets, channels, sources. */
export const CONFIGURATION: Scene = {
  name: 'the stack sets up the channels of its file',
  async play({ cloud, call, webhookUrl }) {
    const client = secretsOf(cloud);
    // Whoever gave the relay a key of its own has these secrets encrypted by it too.
    const KmsKeyId = cloud.variable(ENV.encryptionKey);
    for (const [name, group] of NAMED) {
      const secret = { Name: nameOf(cloud, name), SecretString: webhookUrl(group) };
      await client.send(new CreateSecretCommand({ ...secret, ...(KmsKeyId !== '' && { KmsKeyId }) }));
    }
    const others = { 'senders/grafana': SENDER_KEY, 'ocp/branch': JSON.stringify(PASSWORD) };
    for (const [name, SecretString] of Object.entries(others)) {
      const secret = { Name: nameOf(cloud, name), SecretString };
      await client.send(new CreateSecretCommand({ ...secret, ...(KmsKeyId !== '' && { KmsKeyId }) }));
    }
    for (const answer of await askCustomResources(cloud, { RequestType: 'Create' })) demandSuccess(answer);
    await call(200, 'GET', '/v1/channels/of-the-file');
    demandWrittenDown(await call(200, 'GET', '/v1/audit?who=file&object=of-the-file'));
  },
};

/** A sender that the file makes sign its requests. */
export const SIGNED_SENDER: Scene = {
  name: 'a sender of the file comes in by its signature only',
  async play({ call, shows }) {
    const path = '/v1/alerts/grafana?source=grafana-signed&channel=of-the-file';
    const body = { alerts: [{ status: 'firing', labels: { alertname: 'SignedTrouble' } }] };
    await call(403, 'POST', path, body);

    const signature = createHmac('sha256', SENDER_KEY).update(JSON.stringify(body)).digest('hex');
    await call(200, 'POST', path, body, undefined, { 'x-grafana-alerting-signature': signature });
    await shows('file', 'SignedTrouble');
  },
};

/** What is mended by a deployment, and what by another value of a secret. */
export const MENDING: Scene = {
  name: 'a robot that was gone goes on with the next deployment, and another one takes its place in the secret',
  async play({ cloud, call, sandbox, shows, webhookUrl }) {
    const robot = sandbox.groups.find(({ settings }) => settings.name === 'mended');
    robot?.setFault({ kind: 'robot-removed' });
    await call(200, 'POST', '/v1/alerts?channel=to-be-mended', { name: 'Disk', target: 'db-5.example' });
    await cloud.until('the robot is known to be gone', async () =>
      JSON.stringify(await call(200, 'GET', '/v1/deliveries?channel=to-be-mended')).includes('misconfigured'),
    );
    robot?.clearFault();
    for (const answer of await askCustomResources(cloud, UPDATE, { File: changedFile() })) demandSuccess(answer);
    await shows('mended', 'db-5.example');

    const SecretString = webhookUrl('moved');
    await secretsOf(cloud).send(new PutSecretValueCommand({ SecretId: nameOf(cloud, 'to-be-mended'), SecretString }));
    await cloud.functions.end();
    await call(200, 'POST', '/v1/alerts?channel=to-be-mended', { name: 'Disk', target: 'db-7.example' });
    await shows('moved', 'db-7.example');
  },
};

/** The file goes, with the stack. */
export const WITHDRAWAL: Scene = {
  name: 'the stack takes the channels of its file away with it',
  async play({ cloud, call }) {
    // It has push settings and watchdogs for a while: they come and go with it.
    for (const answer of await askCustomResources(cloud, UPDATE, { File: fileWithRules() })) demandSuccess(answer);
    await call(409, 'PUT', '/v1/push-settings', {});
    await call(409, 'PUT', '/v1/watchdogs', {});
    for (const answer of await askCustomResources(cloud, UPDATE)) {
      demandSuccess(answer);
      const { PhysicalResourceId } = answer;
      const gone = await askCustomResources(cloud, { RequestType: 'Delete', PhysicalResourceId });
      for (const each of gone) demandSuccess(each);
    }
    await call(404, 'GET', '/v1/channels/of-the-file');
  },
};

/** The file of the template with one robot named otherwise, as a stack writes it into its template. */
function changedFile(): string {
  const text = readFileSync(new URL('tocsin.yaml', import.meta.url), 'utf8');
  const secret = '{ secret: to-be-mended }';

  return toFileProperty({ name: 'tocsin.yaml', text: text.replace(secret, `${secret}\n        name: mended`) });
}

/** The file of the template with push settings and watchdogs behind it. */
function fileWithRules(): string {
  const text = readFileSync(new URL('tocsin.yaml', import.meta.url), 'utf8');
  const push = 'pushSettings: { defaultChannel: of-the-file }';
  const watch = 'watchdogs: { sources: [{ source: ocp, silentAfterMinutes: 30, channels: [of-the-file] }] }';
  return toFileProperty({ name: 'tocsin.yaml', text: `${text}\n${push}\n${watch}\n` });
}

function demandSuccess(answer: StackAnswer): void {
  if (answer.Status !== 'SUCCESS') throw new Error(`the stack was told: ${answer.Reason}`);
}

/** That the file made the channel, and that this came to its end. */
function demandWrittenDown(audit: unknown): void {
  const text = JSON.stringify(audit);
  if (!text.includes('"channel-created"') || !text.includes('"done"')) throw new Error(`the audit says: ${text}`);
}

function secretsOf({ account }: Stage['cloud']): SecretsManagerClient {
  return new SecretsManagerClient(asOperator(account));
}

/** As `npm run secret:put` names it. */
function nameOf(cloud: Stage['cloud'], name: string): string {
  return `${cloud.variable(ENV.secretPrefix)}named/${name}`;
}
