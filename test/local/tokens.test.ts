import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startRelay } from '#local/relay.ts';
import { temporaryFolder } from './home/temporary-folder.ts';

const ADMIN_TOKEN = 'fake-admin-token-1';

/** The relay on a folder; a call answers status and body. */
async function start(dataFolder: string) {
  const lines: string[] = [];
  const relay = await startRelay(
    {
      port: 0,
      host: '127.0.0.1',
      dataFolder,
      configFile: { path: join(dataFolder, 'tocsin.yaml'), named: false },
      allowedWebhookHosts: ['127.0.0.1:9'],
      adminToken: ADMIN_TOKEN,
      ingestToken: 'fake-ingest-token',
    },
    (line) => lines.push(line),
  );
  onTestFinished(() => relay.close());

  const call = async (method: string, path: string, body?: unknown, token = ADMIN_TOKEN) => {
    const response = await fetch(`${relay.url}${path}`, {
      method,
      headers: { 'x-api-key': token, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, json: text === '' ? undefined : JSON.parse(text) };
  };

  return { call, lines, close: () => relay.close() };
}

test('a token made here works at once, is rotated without a gap, outlives a restart, and ends at once', async () => {
  const folder = await temporaryFolder();
  const first = await start(folder);
  // There is no channel to take it: who may send learns that, who may not learns only this.
  const alert = { name: 'disk full' };
  const made = (await first.call('POST', '/v1/tokens', { name: 'sender', scopes: ['ingest'] })).json;
  expect(made.token).toMatch(/^tocsin_[0-9a-f]{16}_[\w-]{43}$/);
  const rotated = (await first.call('POST', `/v1/tokens/${made.id}/rotate`, {})).json;
  for (const { token } of [made, rotated]) {
    expect((await first.call('POST', '/v1/alerts', alert, token)).status).toBe(503);
    expect((await first.call('GET', '/v1/tokens', undefined, token)).status).toBe(403);
  }
  await first.close();

  const second = await start(folder);
  for (const { token } of [made, rotated]) {
    expect((await second.call('POST', '/v1/alerts', alert, token)).status).toBe(503);
  }
  expect((await second.call('POST', `/v1/tokens/${made.id}/rotate`, { overlapSeconds: 0 })).status).toBe(200);
  expect((await second.call('POST', '/v1/alerts', alert, rotated.token)).status).toBe(401);
  expect((await second.call('DELETE', `/v1/tokens/${made.id}`)).status).toBe(204);
  for (const { token } of [made, rotated]) {
    expect((await second.call('POST', '/v1/alerts', alert, token)).status).toBe(401);
    expect([...first.lines, ...second.lines].join('\n')).not.toContain(token);
  }
});

test('dead letters of a channel nobody knows are not replayed, those of a deleted one are looked for', async () => {
  const { call } = await start(await temporaryFolder());
  const webhookUrl = 'http://127.0.0.1:9/cgi-bin/webhook/send?key=00000000-0000-4000-8000-000000000001';
  await call('POST', '/v1/channels', { name: 'former', type: 'wecom', robots: [{ webhookUrl }] });
  const replay = (channel: string) => call('POST', '/v1/dead-letters/replay', { channel });
  expect((await replay('former')).status).toBe(200);
  expect((await call('DELETE', '/v1/channels/former')).status).toBe(204);

  expect(await replay('former')).toEqual({ status: 200, json: { replayed: 0, skipped: 0, cursor: null } });
  expect(await replay('nope')).toMatchObject({ status: 404, json: { type: 'urn:tocsin:problem:unknown-channel' } });
});
