import { readFileSync } from 'node:fs';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ENV } from '#shared/config/env-names.ts';
import { demandAlarmActions } from '../services/alarms.ts';
import { type BusEvent, publish, putEvent, subscribeAll } from '../services/events.ts';
import { tick } from '../services/schedule.ts';
import { askCustomResources, type StackAnswer } from '../services/stack-resources.ts';
import { asOperator } from '../stack/account.ts';
import type { Scene, Stage } from './stage.ts';

const ORDER: BusEvent = {
  source: 'com.example.orders',
  'detail-type': 'Order failed',
  detail: { order: 'o-1', problem: 'Order stuck' },
};

/** The file of the stack: secrets, channels, sources. */
export const CONFIGURATION: Scene = {
  name: 'the stack sets up the channels of its file',
  async play(stage) {
    await putNamedSecret(stage, 'of-the-file', stage.webhookUrl('file'));
    for (const answer of await askCustomResources(stage.cloud, { RequestType: 'Create' })) demandSuccess(answer);
    await stage.call(200, 'GET', '/v1/channels/of-the-file');
  },
};

/** Everything that comes in by itself. */
export const EVENTS: Scene = {
  name: 'events of a bus and alarms of a topic come in by the queue',
  async play(stage) {
    const { cloud, call, shows } = stage;
    await subscribeAll(cloud);
    await putEvent(cloud, ORDER);
    await shows('file', 'Order stuck');
    const [topic = ''] = cloud.deployment.idsOf('AWS::SNS::Topic').filter((id) => id.startsWith('Alarms'));
    await publish(cloud, cloud.deployment.nameOf(topic), fixture('cloudwatch/sns-metric-alarm.json'));
    await cloud.until('the alarm is known', async () =>
      JSON.stringify(await call(200, 'GET', '/v1/alerts?limit=100')).includes('ServerCpuTooHigh'),
    );
  },
};

/** What the clock does. */
export const CLOCK: Scene = {
  name: 'the clock sweeps and sends the heartbeat, and every alarm may tell its topic',
  async play({ cloud, shows }) {
    if ((await tick(cloud)) === 0) throw new Error('no rule has a schedule');
    if (demandAlarmActions(cloud) === 0) throw new Error('no alarm tells anybody');
    await shows('file', 'heartbeat');
  },
};

/** The file changes, and goes. */
export const WITHDRAWAL: Scene = {
  name: 'the stack changes the channels of its file and takes them away with it',
  async play({ cloud, call }) {
    const update = { RequestType: 'Update', PhysicalResourceId: 'tocsin-configuration/x/y' } as const;
    for (const answer of await askCustomResources(cloud, update)) {
      demandSuccess(answer);
      const { PhysicalResourceId } = answer;
      const gone = await askCustomResources(cloud, { RequestType: 'Delete', PhysicalResourceId });
      for (const each of gone) demandSuccess(each);
    }
    await call(404, 'GET', '/v1/channels/of-the-file');
  },
};

function demandSuccess(answer: StackAnswer): void {
  if (answer.Status !== 'SUCCESS') throw new Error(`the stack was told: ${answer.Reason}`);
}

/** As `npm run secret:put` does. */
async function putNamedSecret({ cloud }: Stage, name: string, value: string): Promise<void> {
  const client = new SecretsManagerClient(asOperator(cloud.account));
  const Name = `${cloud.variable(ENV.secretPrefix)}named/${name}`;
  await client.send(new CreateSecretCommand({ Name, SecretString: value }));
}

function fixture(path: string): string {
  return readFileSync(new URL(`../../fixtures/sources/${path}`, import.meta.url), 'utf8');
}
