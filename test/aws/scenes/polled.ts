import { alarmOf } from '#test/fakes/ocp.ts';
import { tick } from '../services/schedule.ts';
import { listed, twoOfAShard } from './deliveries.ts';
import type { Scene } from './stage.ts';

const RULE = {
  name: 'while OCP says that a server is gone',
  sourceMatchers: ['source=ocp-branch', 'level=down'],
  targetMatchers: ['level=warning'],
  equal: ['ob_cluster'],
};

/** An OCP that can't post, from its first alarm to the end of it. */
export const POLLED_OCP: Scene = {
  name: 'OCPs of the file are read by the clock; what is over there lets go what it held',
  async play({ cloud, call, ocp, shows }) {
    const sources = [{ source: 'ocp-branch', silentAfterMinutes: 5, channels: ['dba'] }];
    await call(200, 'PUT', '/v1/watchdogs', { sources });
    await call(200, 'PUT', '/v1/inhibitions', { rules: [RULE] });
    await call(200, 'PUT', '/v1/push-settings', { defaultChannel: 'of-the-file' });
    // Others know of it within ten seconds.
    await cloud.functions.end();
    const alarm = alarmOf(41);
    // The second may have been as grave before, and may have held something.
    ocp.alarms.push(alarm, alarmOf(42, { level: 3 }));
    await tick(cloud);
    await shows('file', '192.0.2.41');
    await shows('second', '192.0.2.41');
    const known = JSON.stringify(await call(200, 'GET', '/v1/watchdogs/sources'));
    if (!known.includes('"speaks"')) throw new Error(`it was not heard: ${known}`);

    const ids = twoOfAShard('db-41');
    const labels = { ob_cluster: 'obcluster-1' };
    const slow = ids.map((id) => ({ id, name: 'Sluggish', level: 'warning', target: `${id}.example`, labels }));
    await call(200, 'POST', '/v1/alerts?channel=dba', slow);
    const held = () => listed(call, '/v1/alerts?channel=dba&state=suppressed&name=Sluggish');
    await cloud.until('they are held back', async () => (await held()).length === ids.length);

    Object.assign(alarm, { status: 'Inactive', resolvedAt: '2026-11-21T02:00:00Z' });
    // A new process knows by the ledger only what is missing.
    await cloud.functions.end();
    await tick(cloud);
    for (const id of ids) await shows('dba', id);
    await call(200, 'PUT', '/v1/push-settings', {});
    await call(200, 'PUT', '/v1/inhibitions', { rules: [] });
    await call(200, 'PUT', '/v1/watchdogs', {});
  },
};
