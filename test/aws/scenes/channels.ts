import { DeleteSecretCommand, ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import { asOperator } from '../stack/account.ts';
import type { Scene } from './stage.ts';

const TOLD = z.looseObject({ id: z.string(), token: z.string() });
const LIST = z.looseObject({ items: z.array(z.unknown()) });

/** The channels that people make. All are made at once: a dispatcher at work knows of a new one within ten seconds. */
export const CHANNELS: Scene = {
  name: 'channels are made, tested and listed',
  async play({ call, cloud, makeChannel, texts }) {
    await makeChannel('dba', ['dba']);
    await makeChannel('by token', ['oncall']);
    await makeChannel('many', ['second'], {
      aggregation: { firstWaitSeconds: 1, groupBy: ['source'], holdNew: true },
      limits: { monthlyQuota: 3_000 },
    });
    await makeChannel('strict', ['strict'], { delivery: { fallbackChannel: 'by token' } });
    await makeChannel('two robots', ['broken', 'spare']);
    await call(200, 'POST', '/v1/channels/dba/test', {});
    await cloud.until('the test message came', () => texts('dba').length === 1);
    if (LIST.parse(await call(200, 'GET', '/v1/channels')).items.length < 5) throw new Error('not all are listed');
  },
};

/** From a sender to a group. */
export const FIRST_ALERT: Scene = {
  name: 'alerts are told in the group of their channel',
  async play({ call, shows }) {
    const alerts = [1, 2].map((nth) => ({ id: `disk-${nth}`, name: 'Disk almost full', target: `db-${nth}.example` }));
    await call(200, 'POST', '/v1/alerts?channel=dba', alerts);
    await shows('dba', 'db-2.example');
  },
};

/** A channel goes, and comes back at once under its old name, secret included. */
export const MAKE_AGAIN: Scene = {
  name: 'a channel is changed, deleted and made again at once, by the same robot',
  async play({ cloud, call, makeChannel, shows, webhookUrl }) {
    // A person deleted a secret, which is kept for some days; the robot's key was changed.
    const client = new SecretsManagerClient(asOperator(cloud.account));
    const { SecretList = [] } = await client.send(new ListSecretsCommand({ MaxResults: 100 }));
    for (const { Name = '' } of SecretList.filter((secret) => secret.Name?.includes('/robot/'))) {
      await client.send(new DeleteSecretCommand({ SecretId: Name, RecoveryWindowInDays: 7 }));
    }
    const robots = [{ webhookUrl: webhookUrl('dba'), signatureKey: 'SECfake-key-changed' }];
    await call(200, 'PUT', '/v1/channels/dba', { name: 'dba', type: 'dingtalk', robots });
    await call(204, 'DELETE', '/v1/channels/dba');
    await makeChannel('dba', ['dba']);
    await cloud.functions.end();
    await call(200, 'POST', '/v1/alerts?channel=dba', { name: 'After all', target: 'db-6.example' });
    await shows('dba', 'db-6.example');
    await call(204, 'DELETE', '/v1/channels/dba');
  },
};

/** Tokens of people and senders. */
export const TOKENS: Scene = {
  name: 'a token is made, used, rotated and revoked',
  async play({ call, shows }) {
    const { id, token } = TOLD.parse(await call(201, 'POST', '/v1/tokens', { name: 'ocp', scopes: ['ingest'] }));
    await call(200, 'POST', '/v1/alerts?channel=by%20token', { name: 'By a token', target: 'db-3.example' }, token);
    await shows('oncall', 'db-3.example');
    await call(401, 'POST', '/v1/alerts?channel=by%20token', { name: 'By a wrong token' }, `${token}x`);
    TOLD.parse(await call(200, 'POST', `/v1/tokens/${id}/rotate`, {}));
    await call(204, 'DELETE', `/v1/tokens/${id}`);
    if (LIST.parse(await call(200, 'GET', '/v1/tokens')).items.length !== 1) throw new Error('the token is not listed');
  },
};
