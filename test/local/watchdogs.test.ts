import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ConfigFileError } from '#local/config-file.ts';
import { startRelay } from '#local/relay.ts';
import { temporaryFolder } from './home/temporary-folder.ts';

const TOKEN = 'fake-admin-token-1';
const CHANNELS = `version: 1
channels:
  - { name: dba, type: dingtalk, robots: [{ webhookUrl: { env: HOOK } }] }
`;
const FILE = `${CHANNELS}watchdogs:
  sources:
    - { source: ocp, silentAfterMinutes: 30, channels: [dba] }
`;

async function start(dataFolder: string, file: string) {
  const path = join(dataFolder, 'tocsin.yaml');
  await writeFile(path, file);
  process.env['HOOK'] = 'https://oapi.dingtalk.com/robot/send?access_token=fake';
  onTestFinished(() => {
    delete process.env['HOOK'];
  });
  const configFile = { path, named: true };
  const options = { port: 0, host: '127.0.0.1', dataFolder, configFile, allowedWebhookHosts: [], adminToken: TOKEN };
  const relay = await startRelay(options, () => undefined);
  const call = async (method: string, route: string, body?: unknown) => {
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${relay.url}${route}`, { method, headers, ...sent });
    return { status: response.status, body: JSON.parse(await response.text()) };
  };
  return { call, close: () => relay.close() };
}

test('watchdogs of the file are in force with it, and the API’s when it has none', async () => {
  const dataFolder = await temporaryFolder();
  const first = await start(dataFolder, FILE);
  expect((await first.call('GET', '/v1/watchdogs')).body.sources).toMatchObject([{ source: 'ocp', channels: ['dba'] }]);
  expect((await first.call('PUT', '/v1/watchdogs', {})).status).toBe(409);
  expect((await first.call('POST', '/v1/heartbeats/ocp')).body).toMatchObject({ success: true, watched: true });
  await first.close();

  const second = await start(dataFolder, CHANNELS);
  expect((await second.call('GET', '/v1/watchdogs')).body).toEqual({ sources: [], silentAlerts: [] });
  const own = { sources: [{ source: 'zabbix', silentAfterMinutes: 10, channels: ['dba'] }] };
  expect((await second.call('PUT', '/v1/watchdogs', own)).status).toBe(200);
  expect((await second.call('POST', '/v1/heartbeats/ocp')).body).toMatchObject({ watched: false });
  expect((await second.call('POST', '/v1/heartbeats/zabbix')).body).toMatchObject({ watched: true });
  await second.close();

  await expect(start(dataFolder, FILE)).rejects.toThrow(/watchdogs made over the API/);
});

test('a file whose watchdog is wrong is refused with the line', async () => {
  const wrong = FILE.replace('silentAfterMinutes: 30', 'silentAfterMinute: 30');
  const refused = await start(await temporaryFolder(), wrong).catch((error: unknown) => error);

  expect(refused).toBeInstanceOf(ConfigFileError);
  expect(String(refused)).toMatch(/:6.*silentAfterMinute.*did you mean silentAfterMinutes/s);
});
