import { readFileSync } from 'node:fs';
import { demandAlarmActions } from '../services/alarms.ts';
import { type BusEvent, publish, putEvent, subscribeAll } from '../services/events.ts';
import { tick } from '../services/schedule.ts';
import type { Scene } from './stage.ts';

const ORDER: BusEvent = {
  source: 'com.example.orders',
  'detail-type': 'Order failed',
  detail: { order: 'o-1', problem: 'Order stuck' },
};

/** Everything that comes in by itself. */
export const EVENTS: Scene = {
  name: 'events of a bus and alarms of a topic come in by the queue',
  async play(stage) {
    const { cloud, call, shows } = stage;
    await subscribeAll(cloud);
    await putEvent(cloud, ORDER);
    await shows('file', 'Order stuck');
    await call(200, 'POST', '/v1/alerts/orders', { detail: { order: 'o-2', problem: 'Order lost' } });
    await shows('file', 'Order lost');
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
  async play({ cloud, call, shows }) {
    if ((await tick(cloud)) === 0) throw new Error('no rule has a schedule');
    if (demandAlarmActions(cloud) === 0) throw new Error('no alarm tells anybody');
    await shows('file', 'heartbeat');
    await call(200, 'GET', '/healthz');
  },
};

/** A source that is watched says that it is there, and a sweep looks whether it did. */
export const WATCHDOG: Scene = {
  name: 'a watched source is heard, and looked after by the clock',
  async play({ cloud, call }) {
    const sources = [{ source: 'watched', silentAfterMinutes: 5, channels: ['dba'] }];
    await call(200, 'PUT', '/v1/watchdogs', { sources });
    // Whoever takes alerts in knows of them within a minute.
    await cloud.functions.end();
    await call(200, 'POST', '/v1/heartbeats/watched');
    await tick(cloud);
    const known = JSON.stringify(await call(200, 'GET', '/v1/watchdogs/sources'));
    if (!known.includes('"speaks"')) throw new Error(`it was not heard: ${known}`);
    await call(200, 'PUT', '/v1/watchdogs', {});
  },
};

function fixture(path: string): string {
  return readFileSync(new URL(`../../fixtures/sources/${path}`, import.meta.url), 'utf8');
}
