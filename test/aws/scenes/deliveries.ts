import * as z from 'zod/mini';
import { shardOf } from '#shared/admission/shard.ts';
import { fingerprintOfId } from '#shared/alert/fingerprint.ts';
import type { Scene, Stage } from './stage.ts';

const LIST = z.looseObject({ items: z.array(z.looseObject({ id: z.string() })) });
const SILENCED = z.looseObject({ id: z.string(), suppressedCount: z.number() });
const MANY = 40;

/** Ids of what a list of the API has. */
export async function listed(call: Stage['call'], path: string): Promise<readonly string[]> {
  return LIST.parse(await call(200, 'GET', path)).items.map(({ id }) => id);
}

/** A message with so many alerts that they are listed beside the lane, with a quota and a group that is quiet after it. */
export const DIGEST: Scene = {
  name: 'many alerts become one message, whose alerts can be looked at',
  async play({ cloud, call, texts }) {
    const alerts = Array.from({ length: MANY }, (_, nth) => ({
      id: `many-${nth}`,
      name: 'Host down',
      target: `h-${nth}`,
    }));
    await call(200, 'POST', '/v1/alerts?channel=many', alerts);
    await cloud.until('the message came', () => texts('second').length > 0);
    const delivered = () => listed(call, '/v1/alerts?channel=many&state=delivered&limit=100');
    await cloud.until('all are delivered', async () => (await delivered()).length >= MANY);

    const [delivery = ''] = await listed(call, '/v1/deliveries?channel=many');
    const told = await listed(call, `/v1/alerts?delivery=${encodeURIComponent(delivery)}&limit=100`);
    if (told.length < MANY) throw new Error(`the message lists ${told.length} alerts`);
    await call(200, 'GET', `/v1/deliveries/${encodeURIComponent(delivery)}`);
    await call(200, 'GET', '/v1/alerts/many-0');
    await call(200, 'GET', '/v1/robots');
  },
};

/** A silence from its beginning to an early end. */
export const SILENCE: Scene = {
  name: 'a silence holds an alert back, and lets it go when somebody ends it',
  async play({ cloud, call, shows }) {
    const wanted = { matchers: ['target=db-9.example'], channels: ['dba'], duration: '1h' };
    const { id } = SILENCED.parse(await call(201, 'POST', '/v1/silences', wanted));
    // Others know of it within ten seconds.
    await cloud.functions.end();
    await call(200, 'POST', '/v1/alerts?channel=dba', { id: 'disk-9', name: 'Disk', target: 'db-9.example' });
    const path = `/v1/silences/${id}`;
    const held = async () => SILENCED.parse(await call(200, 'GET', path)).suppressedCount;
    await cloud.until('it is held back', async () => (await held()) === 1);
    if ((await listed(call, `/v1/alerts?silence=${id}`)).length !== 1) throw new Error('it is not listed');
    await call(204, 'DELETE', path);
    await shows('dba', 'db-9.example');
  },
};

/** Ids of two alerts that are looked for, and read, together. */
export function twoOfAShard(prefix: string): readonly string[] {
  const shardOfId = (id: string) => shardOf(fingerprintOfId('native', id));
  const ids = Array.from({ length: 100 }, (_, nth) => `${prefix}-${nth}`);
  const [first = ''] = ids;

  return ids.filter((id) => shardOfId(id) === shardOfId(first)).slice(0, 2);
}

/** An alert that mutes lesser ones, until it is over. */
export const INHIBITION: Scene = {
  name: 'an alert that fires inhibits lesser ones, and lets them go when it is over',
  async play({ cloud, call, shows }) {
    const rule = {
      name: 'cluster down',
      sourceMatchers: ['level=down'],
      targetMatchers: ['level=warning'],
      equal: ['ob_cluster'],
    };
    await call(200, 'PUT', '/v1/inhibitions', { rules: [rule] });
    // Others know of it within ten seconds.
    await cloud.functions.end();
    const labels = { ob_cluster: 'ob-31' };
    const down = { id: 'gone-31', name: 'Cluster gone', level: 'down', target: 'ob-31', labels };
    const path = '/v1/alerts?channel=dba';
    await call(200, 'POST', path, down);
    await shows('dba', 'Cluster gone');
    await call(
      200,
      'POST',
      path,
      twoOfAShard('db-31').map((id) => ({ id, name: 'Slow', target: `${id}.example`, labels })),
    );
    const held = () => listed(call, '/v1/alerts?channel=dba&state=suppressed&name=Slow');
    await cloud.until('it is held back', async () => (await held()).length === 2);
    await call(200, 'POST', path, { ...down, status: 'resolved' });
    for (const id of twoOfAShard('db-31')) await shows('dba', id);
    await call(200, 'PUT', '/v1/inhibitions', { rules: [] });
  },
};

/** A dead letter on its way: to the channel's fallback, to operators, and after all to the group. */
export const DEAD_LETTER: Scene = {
  name: 'what no robot takes is a dead letter, which operators hear of and which is told after all',
  async play({ cloud, call, shows, webhookUrl }) {
    const mail = await cloud.mailbox();
    await call(200, 'POST', '/v1/alerts?channel=strict', { id: 'disk-7', name: 'disk full' });
    const path = '/v1/dead-letters?channel=strict&name=disk%20full';
    await cloud.until('it is a dead letter', async () => (await listed(call, path)).length === 1);
    await cloud.until('operators were told', async () => (await mail()).some((text) => text.includes('dead-letters')));

    const robots = [{ name: '1', webhookUrl: webhookUrl('second') }];
    await call(200, 'PUT', '/v1/channels/strict', { name: 'strict', type: 'dingtalk', robots });
    // Others know of the change within ten seconds.
    await cloud.functions.end();
    const [letter = ''] = await listed(call, path);
    await call(200, 'POST', `/v1/dead-letters/${letter}/replay`);
    await shows('second', 'disk full');
    await call(200, 'POST', '/v1/dead-letters/replay', { channel: 'strict' });
  },
};

/** A robot that has lost its token. */
export const STAND_IN: Scene = {
  name: 'another robot of the channel stands in, and its first one is told to be misconfigured',
  async play({ call, sandbox, shows }) {
    sandbox.setFault('fake-token-broken', { kind: 'token-gone' });
    await call(200, 'POST', '/v1/alerts?channel=two%20robots', { name: 'Disk', target: 'db-4.example' });
    await shows('spare', 'db-4.example');
  },
};
