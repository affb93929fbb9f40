import { createHmac } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startRelay } from '#local/relay.ts';
import { temporaryFolder } from './home/temporary-folder.ts';

const TOKEN = 'fake-admin-token-1';
const FILE = `version: 1
channels:
  - name: dba
    type: dingtalk
    robots: [{ webhookUrl: { secret: dba } }]
grafanaSignatures:
  - source: grafana-prod
    key: { secret: senders/grafana-prod }
    timestampHeader: X-Time
`;
const BODY = JSON.stringify({ alerts: [{ status: 'firing', labels: { alertname: 'HostDown' } }] });

test('on one machine a sender of the file comes in signed only; its key may be written while the relay runs', async () => {
  const dataFolder = await temporaryFolder();
  const path = join(dataFolder, 'tocsin.yaml');
  const keys = (named: object) => writeFile(join(dataFolder, 'secrets.json'), JSON.stringify({ named }));
  const dba = 'https://oapi.dingtalk.com/robot/send?access_token=fake';
  await writeFile(path, FILE);
  await keys({ dba });
  const log: string[] = [];
  const configFile = { path, named: true };
  const relay = await startRelay(
    { port: 0, host: '127.0.0.1', dataFolder, configFile, allowedWebhookHosts: [], adminToken: TOKEN },
    (line) => log.push(line),
  );
  onTestFinished(() => relay.close());
  const post = async (headers: Record<string, string>) => {
    const response = await fetch(`${relay.url}/v1/alerts/grafana?source=grafana-prod`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, ...headers },
      body: BODY,
    });
    return response.status;
  };
  const sign = (key: string) => {
    const time = String(Math.floor(Date.now() / 1_000));
    const signature = createHmac('sha256', key).update(`${time}:${BODY}`).digest('hex');
    return { 'x-time': time, 'x-grafana-alerting-signature': signature };
  };

  expect(log.join()).toContain('there is no secret senders/grafana-prod');
  expect(await post(sign('fake-key-1'))).toBe(503);
  await keys({ dba, 'senders/grafana-prod': 'fake-key-1' });
  expect(await post(sign('fake-key-1'))).toBe(200);
  expect(await post(sign('fake-key-2'))).toBe(403);
  expect(await post({})).toBe(403);
  await keys({ dba, 'senders/grafana-prod': ['fake-key-2', 'fake-key-1'] });
  expect(await post(sign('fake-key-1'))).toBe(200);
  expect(await post(sign('fake-key-2'))).toBe(200);
  expect(log.join()).not.toMatch(/fake-key-\d/);
});
