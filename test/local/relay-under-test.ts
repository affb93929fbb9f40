import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { startRelay } from '#local/relay.ts';
import { temporaryFolder } from './home/temporary-folder.ts';

const ADMIN_TOKEN = 'fake-admin-token-1';

/** A request to the relay that is expected to succeed; answers the body, or undefined when there is none. */
export type Call = (method: string, path: string, body?: unknown) => ReturnType<typeof JSON.parse>;

/** The whole relay on a folder of its own, which may post to this host; both end with the test. */
export async function startRelayUnderTest(webhookHost: string, publicUrl?: string): Promise<Call> {
  const dataFolder = await temporaryFolder();
  const relay = await startRelay(
    {
      port: 0,
      host: '127.0.0.1',
      dataFolder,
      configFile: { path: join(dataFolder, 'tocsin.yaml'), named: false },
      allowedWebhookHosts: [webhookHost],
      adminToken: ADMIN_TOKEN,
      ingestToken: 'fake-ingest-token',
      ...(publicUrl === undefined ? {} : { publicUrl }),
    },
    () => undefined,
  );
  onTestFinished(() => relay.close());

  return async (method, path, body) => {
    const response = await fetch(`${relay.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    expect(response.status, text).toBeLessThan(300);

    return text === '' ? undefined : JSON.parse(text);
  };
}
