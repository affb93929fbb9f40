import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RelayClient } from '#local/demo/relay-client.ts';
import { RelayProcess } from '#test/faults/relay-process.ts';

/** The API tokens of the relays under test. */
export const TOKENS = { adminToken: 'fake-admin-token-of-e2e', ingestToken: 'fake-ingest-token-of-e2e' };

/** A relay as a process of its own, on a port that outlives it, so that senders find it again after a restart. */
export interface RelayUnderTest {
  readonly url: string;
  readonly client: RelayClient;
  /** Process id of the relay that runs now. */
  readonly pid: number;
  /** Everything the relay's processes wrote. */
  log(): readonly string[];
  /** `kill -9`, and at once the next start on the same folder and port; resolves when it listens again. */
  killAndRestart(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts `npm start` on a folder of its own. */
export async function startRelay(webhookHost: string): Promise<RelayUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-e2e-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const processes: RelayProcess[] = [];
  const start = async (): Promise<void> => {
    const args = ['--port', String(port), '--data', folder, '--allow-webhook-host', webhookHost];
    const env = { TOCSIN_ADMIN_TOKEN: TOKENS.adminToken, TOCSIN_INGEST_TOKEN: TOKENS.ingestToken };
    const started = new RelayProcess(args, env);
    processes.push(started);
    await started.url;
  };
  await start();

  return {
    url,
    client: new RelayClient({ url, ...TOKENS }),
    get pid() {
      return processes.at(-1)?.pid ?? Number.NaN;
    },
    log: () => processes.flatMap(({ stdout, stderr }) => [...stdout, ...stderr]),
    async killAndRestart() {
      await processes.at(-1)?.end('SIGKILL');
      await start();
    },
    async stop() {
      await processes.at(-1)?.end('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A port nobody listens on just now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error()),
      );
    });
  });
}

/** Waits until something holds, at most so long; answers whether it came to hold. */
export async function until(holds: () => boolean | Promise<boolean>, withinMs: number): Promise<boolean> {
  const endMs = performance.now() + withinMs;
  while (performance.now() < endMs) {
    if (await holds()) return true;
    await sleep(200);
  }

  return holds();
}
