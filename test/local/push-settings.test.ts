import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startRelay } from '#local/relay.ts';
import { temporaryFolder } from './home/temporary-folder.ts';

const TOKEN = 'fake-admin-token-1';

const CHANNELS = `version: 1
channels:
  - { name: dba, type: dingtalk, robots: [{ webhookUrl: { env: HOOK } }] }
  - { name: rest, type: dingtalk, robots: [{ webhookUrl: { env: HOOK } }] }
`;
const FILE = `${CHANNELS}pushSettings:
  defaultChannel: rest
  rules:
    - { name: databases, match: { labels: ['team=~"dba(-.*)?|db"'] }, channels: [dba] }
`;

async function start(dataFolder: string, file: string) {
  const path = join(dataFolder, 'tocsin.yaml');
  await writeFile(path, file);
  process.env['HOOK'] = 'https://oapi.dingtalk.com/robot/send?access_token=fake';
  onTestFinished(() => {
    delete process.env['HOOK'];
  });
  const relay = await startRelay(
    {
      port: 0,
      host: '127.0.0.1',
      dataFolder,
      configFile: { path, named: true },
      allowedWebhookHosts: [],
      adminToken: TOKEN,
    },
    () => undefined,
  );
  const call = async (method: string, route: string, body?: unknown) => {
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${relay.url}${route}`, { method, headers, ...sent });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  };
  return { call, close: () => relay.close() };
}

const ALERTS = [
  { name: 'a', labels: { team: 'dba-1' } },
  { name: 'b', labels: { team: 'web' } },
];

test('push settings of the file are in force with it, of the API at once, and one is not the other’s to change', async () => {
  const dataFolder = await temporaryFolder();
  const first = await start(dataFolder, FILE);
  expect(
    (await first.call('POST', '/v1/alerts', ALERTS)).body.alerts.map(
      ({ channels }: { channels: string[] }) => channels,
    ),
  ).toEqual([['dba'], ['rest']]);
  expect(await first.call('PUT', '/v1/push-settings', {})).toMatchObject({
    status: 409,
    body: { type: 'urn:tocsin:problem:managed-by-file' },
  });
  expect((await first.call('GET', '/v1/push-settings')).body).toMatchObject({ defaultChannel: 'rest' });
  expect((await first.call('POST', '/v1/push-settings/explain', ALERTS[0])).body).toMatchObject({
    channels: [{ channel: 'dba', state: 'enabled', rule: 'databases', why: 'rule' }],
    rules: [{ outcome: 'applies' }],
  });
  await first.close();

  const second = await start(dataFolder, CHANNELS);
  expect((await second.call('GET', '/v1/push-settings')).body).toEqual({ rules: [] });
  expect((await second.call('POST', '/v1/alerts', ALERTS[0])).body.alerts[0].channels).toEqual(['dba', 'rest']);
  const robots = [{ webhookUrl: 'https://oapi.dingtalk.com/robot/send?access_token=own' }];
  await second.call('POST', '/v1/channels', { name: 'own', type: 'dingtalk', robots });
  expect(await second.call('PUT', '/v1/push-settings', { defaultChannel: 'owm' })).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'defaultChannel', message: 'is no channel: did you mean own?' }] },
  });
  const settings = { defaultChannel: 'rest', rules: [{ name: 'mine', match: { names: ['a'] }, channels: ['own'] }] };
  expect(await second.call('PUT', '/v1/push-settings', settings)).toMatchObject({ status: 200, body: settings });
  expect((await second.call('POST', '/v1/alerts', ALERTS[0])).body.alerts[0].channels).toEqual(['own']);
  expect(await second.call('DELETE', '/v1/channels/own')).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining('rule "mine" of the push settings') },
  });
  await second.close();

  await expect(start(dataFolder, FILE)).rejects.toThrow(/pushSettings.*made over the API/);
});
