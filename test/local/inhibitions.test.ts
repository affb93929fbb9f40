import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startRelay } from '#local/relay.ts';
import { temporaryFolder } from './home/temporary-folder.ts';

const TOKEN = 'fake-admin-token-1';
const CHANNELS = `version: 1
channels:
  - { name: dba, type: dingtalk, robots: [{ webhookUrl: { env: HOOK } }] }
`;
const RULE = {
  name: 'server down',
  sourceMatchers: ['level=down'],
  targetMatchers: ['level!=down'],
  equal: ['host_ip'],
};
const SHOWN = { ...RULE, sourceTimeout: '6h' };

async function start(dataFolder: string, file: string) {
  const path = join(dataFolder, 'tocsin.yaml');
  await writeFile(path, file);
  // Nobody answers there: what is not held back stays waiting.
  process.env['HOOK'] = 'https://oapi.dingtalk.com/robot/send?access_token=fake';
  onTestFinished(() => {
    delete process.env['HOOK'];
  });
  const relay = await startRelay(
    {
      ...{ port: 0, host: '127.0.0.1', dataFolder, allowedWebhookHosts: [], adminToken: TOKEN },
      configFile: { path, named: true },
    },
    () => undefined,
  );
  const call = async (method: string, route: string, body?: unknown) => {
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${relay.url}${route}`, { method, headers, ...sent });
    return { status: response.status, body: JSON.parse(await response.text()) };
  };
  return { call, close: () => relay.close() };
}

test('rules of the file are in force and its own to change; what they hold back survives a restart, and says by what', async () => {
  const dataFolder = await temporaryFolder();
  const first = await start(dataFolder, `${CHANNELS}inhibitions:\n  - ${JSON.stringify(RULE)}\n`);
  expect((await first.call('GET', '/v1/inhibitions')).body).toEqual({ rules: [SHOWN] });
  expect(await first.call('PUT', '/v1/inhibitions', { rules: [] })).toMatchObject({ status: 409 });
  const labels = { host_ip: '192.0.2.10' };
  await first.call('POST', '/v1/alerts', [
    { id: 'cpu', name: 'cpu high', labels },
    { id: 'down', name: 'server down', level: 'down', labels },
  ]);
  const heldBack = { state: 'suppressed', reason: 'inhibited', inhibitedBy: { rule: 'server down', alert: 'down' } };
  await expect
    .poll(async () => (await first.call('GET', '/v1/alerts?name=cpu%20high')).body.items[0])
    .toMatchObject(heldBack);
  await first.close();

  const second = await start(dataFolder, CHANNELS);
  expect((await second.call('GET', '/v1/inhibitions')).body).toEqual({ rules: [] });
  expect((await second.call('PUT', '/v1/inhibitions', { rules: [RULE] })).body).toEqual({ rules: [SHOWN] });
  expect((await second.call('GET', '/v1/alerts?name=cpu%20high')).body.items[0]).toMatchObject(heldBack);
  await second.call('POST', '/v1/alerts', {
    id: 'down',
    name: 'server down',
    level: 'down',
    labels,
    status: 'resolved',
  });
  await expect
    .poll(async () => (await second.call('GET', '/v1/alerts?name=cpu%20high')).body.items[0])
    .toMatchObject({ state: 'waiting', inhibitedBy: null });
  await second.close();
});
