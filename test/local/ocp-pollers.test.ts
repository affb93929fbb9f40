import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startRelay } from '#local/relay.ts';
import { ACCESS_KEY, alarmOf, startFakeOcp } from '#test/fakes/ocp.ts';
import { temporaryFolder } from './home/temporary-folder.ts';

const TOKEN = 'fake-admin-token-1';
const DBA = 'https://oapi.dingtalk.com/robot/send?access_token=fake';

/** A relay whose file has it poll an OCP, and what it knows and says. */
async function startPolling() {
  const ocp = await startFakeOcp();
  onTestFinished(() => ocp.close());
  const dataFolder = await temporaryFolder();
  const path = join(dataFolder, 'tocsin.yaml');
  const file = (channels: string) =>
    writeFile(
      path,
      `version: 1
channels:
  - { name: dba, type: dingtalk, enabled: true, robots: [{ webhookUrl: { secret: dba } }] }
  - { name: other, type: dingtalk, robots: [{ webhookUrl: { secret: other } }] }
ocpPollers:
  - { source: ocp-prod, url: "${ocp.url}", credentials: { secret: ocp/prod }, channels: [${channels}] }
`,
    );
  await file('dba');
  const log: string[] = [];
  const configFile = { path, named: true };

  return {
    ...{ ocp, log, file },
    secrets: (more: object) =>
      writeFile(
        join(dataFolder, 'secrets.json'),
        JSON.stringify({ named: { dba: DBA, other: `${DBA}-other`, ...more } }),
      ),
    /** Starts the relay, until the test is over or it is closed. */
    async start() {
      const relay = await startRelay(
        // A proxy that is not there: nothing may leave for a robot.
        {
          ...{ port: 0, host: '127.0.0.1', dataFolder, configFile, allowedWebhookHosts: [], adminToken: TOKEN },
          proxy: 'http://127.0.0.1:9',
        },
        (line) => log.push(line),
      );
      onTestFinished(() => relay.close());
      return {
        close: () => relay.close(),
        /** Status of its alarms by channel and id. */
        async ledger(): Promise<Record<string, string>> {
          const response = await fetch(`${relay.url}/v1/alerts?source=ocp-prod&limit=1000`, {
            headers: { authorization: `Bearer ${TOKEN}` },
          });
          const { items } = (await response.json()) as { readonly items: readonly Record<string, string>[] };
          return Object.fromEntries(items.map(({ id, channel, status }) => [`${channel}/${id}`, String(status)]));
        },
      };
    },
  };
}

test('the relay polls an OCP of its file by itself, and a start finds what was over meanwhile', async () => {
  const { ocp, log, secrets, start } = await startPolling();
  await secrets({ 'ocp/prod': ACCESS_KEY });
  ocp.alarms.push(alarmOf(1), alarmOf(2));

  const relay = await start();
  await vi.waitFor(async () => expect(await relay.ledger()).toEqual({ 'dba/1': 'firing', 'dba/2': 'firing' }), 5_000);
  await relay.close();
  Object.assign(ocp.alarms[0] ?? {}, { status: 'Inactive', resolvedAt: '2026-11-21T02:00:00Z' });
  const again = await start();
  await vi.waitFor(async () => expect(await again.ledger()).toEqual({ 'dba/1': 'resolved', 'dba/2': 'firing' }), 5_000);
  await vi.waitFor(() => expect(log.join('\n')).toMatch(/"OCP polled".*"source":"ocp-prod".*"ended":1/), 5_000);
  expect(log.join('\n')).not.toContain(ACCESS_KEY.secretKey);
});

test('credentials that are not there, or no credentials, are named at the start and in each round, and nothing of them', async () => {
  const { ocp, log, secrets, start } = await startPolling();
  await secrets({});
  await (await start()).close();
  expect(log.join('\n')).toContain(
    'ocpPollers[0].credentials: there is no secret ocp/prod; put it: tocsin secret put ocp/prod',
  );

  log.length = 0;
  await secrets({ 'ocp/prod': { user: 'watcher', secretKey: 'fake-mixed-up' } });
  const relay = await start();
  await vi.waitFor(() => expect(log.join('\n')).toMatch(/OCP not polled.*ocp-prod.*must hold/), 5_000);
  expect(ocp.asked).toEqual([]);
  expect(await relay.ledger()).toEqual({});
  expect(log.join('\n')).not.toContain('fake-mixed-up');
});

test('an OCP that refuses is said, without its credentials', async () => {
  const { log, secrets, start } = await startPolling();
  await secrets({ 'ocp/prod': { user: 'watcher', password: 'fake-wrong-password' } });
  await start();

  await vi.waitFor(
    () => expect(log.join('\n')).toMatch(/OCP not polled in full.*refused the credentials \(401\)/),
    5_000,
  );
  expect(log.join('\n')).not.toContain('fake-wrong-password');
});

test('what an earlier list of channels was told is over there too', async () => {
  const { ocp, file, secrets, start } = await startPolling();
  await secrets({ 'ocp/prod': ACCESS_KEY });
  ocp.alarms.push(alarmOf(1), alarmOf(2));
  const relay = await start();
  await vi.waitFor(async () => expect(await relay.ledger()).toMatchObject({ 'dba/1': 'firing' }), 5_000);
  await relay.close();

  await file('other');
  Object.assign(ocp.alarms[0] ?? {}, { status: 'Inactive', resolvedAt: '2026-11-21T02:00:00Z' });
  const again = await start();
  await vi.waitFor(
    async () =>
      expect(await again.ledger()).toMatchObject({ 'dba/1': 'resolved', 'dba/2': 'firing', 'other/2': 'firing' }),
    5_000,
  );
});
