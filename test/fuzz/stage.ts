import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RelayClient } from '#local/demo/relay-client.ts';
import { type Sandbox, startSandbox } from '#local/sandbox/sandbox.ts';
import { freePort, until } from '#test/e2e/relay.ts';
import { RelayProcess } from '#test/faults/relay-process.ts';

/** What must never be in an answer or a log line: tokens of the API, of robots, their signing keys. All made up. */
export const SECRETS = {
  admin: 'fake-admin-token-of-the-fuzz',
  ingest: 'fake-ingest-token-of-the-fuzz',
  kept: 'fake-robot-token-of-the-channel-kept',
  keptKey: 'SECfake-signing-key-of-the-channel-kept',
  fuzz: 'fake-robot-token-of-the-channel-fuzz',
  refused: 'fake-robot-token-of-the-channel-refused',
} as const;

/** A channel that comes from the file, so that no request can remove the last one that takes alerts. */
const CONFIG = `version: 1
channels:
  - name: kept
    type: dingtalk
    robots: [{ name: "1", webhookUrl: { env: FUZZ_KEPT_URL }, signatureKey: { env: FUZZ_KEPT_KEY } }]
`;

/** A relay with something of everything in it, and the groups its robots speak in. */
export interface Stage {
  readonly url: string;
  /** What there is, for requests about things that exist. */
  readonly known: { readonly alert: string; readonly delivery: string; readonly deadLetter: string };
  /** Memory of the relay's process that is its own, bytes. */
  memoryBytes(): Promise<number>;
  log(): readonly string[];
  stop(): Promise<void>;
}

/** Starts the relay, and lets it tell alerts, fail with one, and bury it. */
export async function openStage(): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-fuzz-'));
  const sandbox = await startSandbox({
    groups: [
      { product: 'dingtalk', name: 'kept', token: SECRETS.kept, signingKey: SECRETS.keptKey },
      { product: 'dingtalk', name: 'fuzz', token: SECRETS.fuzz },
      { product: 'dingtalk', name: 'refused', token: SECRETS.refused },
    ],
  });
  const relay = await startRelay(folder, sandbox);
  const url = await relay.url;
  const stop = async () => {
    await relay.end('SIGKILL');
    await sandbox.close();
    await rm(folder, { recursive: true, force: true });
  };
  const known = await fill(url, sandbox).catch(async (error: unknown) => {
    await stop();
    throw error;
  });

  return {
    url,
    known,
    memoryBytes: () => privateBytes(relay.pid),
    log: () => [...relay.stdout, ...relay.stderr],
    stop,
  };
}

async function startRelay(folder: string, sandbox: Sandbox): Promise<RelayProcess> {
  const config = join(folder, 'tocsin.yaml');
  await writeFile(config, CONFIG);
  const args = ['--port', String(await freePort()), '--data', join(folder, 'data'), '--config', config];

  return new RelayProcess([...args, '--allow-webhook-host', sandbox.host], {
    TOCSIN_ADMIN_TOKEN: SECRETS.admin,
    TOCSIN_INGEST_TOKEN: SECRETS.ingest,
    FUZZ_KEPT_URL: sandbox.webhookUrl(SECRETS.kept),
    FUZZ_KEPT_KEY: SECRETS.keptKey,
  });
}

async function fill(url: string, sandbox: Sandbox): Promise<Stage['known']> {
  const client = new RelayClient({ url, adminToken: SECRETS.admin, ingestToken: SECRETS.ingest });
  const robotsOf = (token: string) => [{ webhookUrl: sandbox.webhookUrl(token) }];
  await client.createChannel({ name: 'fuzz', type: 'dingtalk', robots: robotsOf(SECRETS.fuzz) });
  // No answer of the robot is good enough for it.
  const responseCheck = { json: { errcode: 1 } };
  await client.createChannel({ name: 'refused', type: 'dingtalk', robots: robotsOf(SECRETS.refused), responseCheck });
  await client.post('/v1/alerts', JSON.stringify([{ name: 'disk full', id: 'known' }, { name: 'host gone' }]));
  const isSettled = async () =>
    (await client.alerts('delivered')).length > 0 && (await client.alerts('dead')).length > 0;
  if (!(await until(isSettled, 60_000))) throw new Error('the relay did not bury what no robot takes');

  return whatIsKnown(url);
}

async function whatIsKnown(url: string): Promise<Stage['known']> {
  const first = async (list: string) => {
    const response = await fetch(`${url}/v1/${list}?limit=1`, { headers: { 'x-api-key': SECRETS.admin } });
    const { items } = (await response.json()) as { readonly items: readonly { readonly id: string }[] };
    const id = items[0]?.id;
    if (id === undefined) throw new Error(`GET /v1/${list} has nothing in it`);

    return id;
  };

  return { alert: 'known', delivery: await first('deliveries'), deadLetter: await first('dead-letters') };
}

/** Linux tells it of each process; files mapped into memory, which the table has, are not its own. */
async function privateBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const [, kB = '0'] = /^RssAnon:\s+(\d+) kB$/m.exec(status) ?? [];

  return Number(kB) * 1024;
}
