import { beforeEach, describe, expect, test } from 'vitest';
import { createReceiveApp } from '#functions/receive/app.ts';
import { bearer, receiveDeps } from './fakes.ts';
import { startApi } from './whole-api.ts';

type Api = Awaited<ReturnType<typeof startApi>>;

const MINUTE = 60_000;
const OCP = { source: 'ocp', silentAfterMinutes: 30, channels: ['dba'] };

let api: Api;
beforeEach(async () => {
  api = await startApi();
  await api.makeChannel('dba', 1);
});

async function sources() {
  return (await api.call('GET', '/v1/watchdogs/sources')).json.items;
}

/** What the sweep of every minute does. */
async function sweep(): Promise<void> {
  api.relay.configure(await api.stores.channels.listFresh());
  await api.relay.sweepWatchdogs();
}

test('watchdogs are put, shown as they are kept, and say what is odd', async () => {
  expect((await api.call('GET', '/v1/watchdogs')).json).toEqual({ sources: [], silentAlerts: [] });
  const put = await api.call('PUT', '/v1/watchdogs', { sources: [OCP] });
  expect(put.status).toBe(200);
  expect(put.json.warnings).toEqual([expect.stringMatching(/^sources\[0\]\.source: "ocp" has sent no alert so far/)]);

  const kept = { sources: [{ ...OCP, level: 'critical', repeatMinutes: 60 }], silentAlerts: [] };
  expect((await api.call('GET', '/v1/watchdogs')).json).toEqual(kept);
  expect((await api.call('PUT', '/v1/watchdogs', kept)).status).toBe(200);
  expect((await api.call('PUT', '/v1/watchdogs', {})).json).toEqual({ sources: [], silentAlerts: [] });
});

test('what is wrong is named by its field, and changes nothing', async () => {
  await api.call('PUT', '/v1/watchdogs', { sources: [OCP] });
  const refused = await api.call('PUT', '/v1/watchdogs', { sources: [{ ...OCP, channels: ['dbaa'] }] });

  expect(refused.status).toBe(422);
  expect(refused.json.errors).toEqual([
    { field: 'sources[0].channels[0]', message: 'is no channel: did you mean dba?' },
  ]);
  expect((await api.call('GET', '/v1/watchdogs')).json.sources).toHaveLength(1);
});

test('a channel that a watchdog tells can not be deleted', async () => {
  await api.call('PUT', '/v1/watchdogs', { sources: [OCP] });
  const refused = await api.call('DELETE', '/v1/channels/dba');
  expect(refused).toMatchObject({ status: 409, json: { type: 'urn:tocsin:problem:referenced' } });
  expect(refused.text).toContain('the watchdog of source \\"ocp\\"');

  await api.call('PUT', '/v1/watchdogs', {});
  expect((await api.call('DELETE', '/v1/channels/dba')).status).toBe(204);
});

describe('a watched source', () => {
  beforeEach(() => api.call('PUT', '/v1/watchdogs', { sources: [OCP, { ...OCP, source: 'cron/夜' }] }));

  test('waits, speaks and is silent', async () => {
    await sweep();
    expect((await sources()).map(({ state }: { state: string }) => state)).toEqual(['waiting', 'waiting']);

    expect((await api.call('POST', `/v1/heartbeats/${encodeURIComponent('cron/夜')}`)).json).toEqual({
      ...{ errcode: 0, errmsg: 'ok', success: true, source: 'cron/夜', watched: true },
    });
    const heardAt = new Date(api.relay.now()).toISOString();
    expect((await sources())[1]).toEqual({
      ...{ source: 'cron/夜', state: 'speaks', lastHeardAt: heardAt, silentSince: null },
    });

    for (let minute = 0; minute < 33; minute++) {
      await api.run(MINUTE);
      await sweep();
    }
    expect((await sources()).map(({ state }: { state: string }) => state)).toEqual(['silent', 'silent']);
    expect((await sources())[1]).toMatchObject({ lastHeardAt: heardAt, silentSince: heardAt });
    const { items } = (await api.call('GET', '/v1/alerts')).json;
    expect(items.map(({ source, target }: { source: string; target: string }) => [source, target])).toEqual(
      expect.arrayContaining([
        ['tocsin', 'ocp'],
        ['tocsin', 'cron/夜'],
      ]),
    );
  });

  test.each([
    ['an empty list of Alertmanager', '/v1/alerts/alertmanager?source=ocp', { version: '4', alerts: [] }],
    [
      'an alert',
      '/v1/alerts/alertmanager?source=ocp',
      { version: '4', alerts: [{ labels: { alertname: 'Watchdog' } }] },
    ],
    ['an alert in our own format', '/v1/alerts', { name: 'x', source: 'ocp' }],
  ])('is heard by %s', async (_, path, body) => {
    await sweep();
    expect((await api.call('POST', path, body)).status).toBe(200);

    expect((await sources())[0]).toMatchObject({ state: 'speaks' });
  });

  test('is not heard by a request without a token, nor by one that speaks for another', async () => {
    await sweep();
    const token = await api.makeToken('zabbix', { scopes: ['ingest'], sources: ['zabbix'] });
    expect((await api.call('POST', '/v1/heartbeats/ocp', undefined, 'fake-unknown-token-1')).status).toBe(401);
    const refused = await api.call('POST', '/v1/heartbeats/ocp', undefined, token);
    expect(refused).toMatchObject({ status: 403, json: { type: 'urn:tocsin:problem:out-of-bounds' } });
    expect((await sources())[0]).toMatchObject({ state: 'waiting' });

    expect((await api.call('POST', '/v1/heartbeats/zabbix', undefined, token)).json.watched).toBe(false);
  });
});

test('who reaches some channels only can not keep a source quiet in the others', async () => {
  const token = await api.makeToken('team', { scopes: ['ingest'], channels: ['dba'] });
  expect((await api.call('POST', '/v1/heartbeats/ocp', undefined, token)).status).toBe(403);
});

test.each(['%20', 'a%0Ab', 'x'.repeat(129)])('a heartbeat of %s names no source', async (name) => {
  expect(await api.call('POST', `/v1/heartbeats/${name}`)).toMatchObject({
    status: 422,
    json: { errors: [{ field: 'source' }] },
  });
});

test('a heartbeat that can not be noted is to be sent again', async () => {
  const { deps, telemetry } = receiveDeps({ hearing: { hear: () => Promise.reject(new Error('down')) } });
  const app = createReceiveApp(deps);
  const response = await app.request('/v1/heartbeats/ocp', { method: 'POST', headers: bearer('ingest') });

  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toBe('5');
  expect(telemetry.lines[0]).toMatchObject({ level: 'error', message: 'a heartbeat is not noted' });
});
