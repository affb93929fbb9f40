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
    enabled: true
    robots: [{ webhookUrl: { env: HOOK } }]
sources:
  - name: orders
    alert: { id: order.id, name: order.problem, level: order.severity, status: order.state }
    levels: { SEV1: down }
    statuses: { open: firing, fixed: resolved }
`;

test('a sender the file maps is a route at once, and gone when it left the file', async () => {
  const dataFolder = await temporaryFolder();
  const path = join(dataFolder, 'tocsin.yaml');
  process.env['HOOK'] = 'https://oapi.dingtalk.com/robot/send?access_token=fake';
  onTestFinished(() => {
    delete process.env['HOOK'];
  });
  const start = async (file: string) => {
    await writeFile(path, file);
    const configFile = { path, named: true };
    const relay = await startRelay(
      { port: 0, host: '127.0.0.1', dataFolder, configFile, allowedWebhookHosts: [], adminToken: TOKEN },
      () => undefined,
    );
    const post = (body: unknown) =>
      fetch(`${relay.url}/v1/alerts/orders`, {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}` },
        body: JSON.stringify(body),
      });
    return { relay, post };
  };

  const first = await start(FILE);
  const order = { id: 'o-7', problem: '支付失败', severity: 'sev1', state: 'open' };
  expect(await (await first.post({ order })).json()).toMatchObject({
    accepted: 1,
    alerts: [{ id: 'o-7', channels: ['dba'] }],
  });
  const story = await fetch(`${first.relay.url}/v1/alerts/o-7`, { headers: { authorization: `Bearer ${TOKEN}` } });
  expect(await story.json()).toMatchObject({ source: 'orders', name: '支付失败', level: 'down' });
  await first.relay.close();

  const second = await start(FILE.replace(/sources:[\s\S]*/, ''));
  expect((await second.post({ order })).status).toBe(404);
  await second.relay.close();
});
