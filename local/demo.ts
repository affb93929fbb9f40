import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reportText } from './demo/report.ts';
import { type DemoRelay, runDemo } from './demo/run-demo.ts';
import { startRelay } from './relay.ts';

/** Tokens of a relay that lives for two minutes on loopback. */
const ADMIN_TOKEN = 'demo-admin-token';
const INGEST_TOKEN = 'demo-ingest-token';

/** Lines of the relay's log shown after a run that failed. */
const LOG_LINES = 30;

const say = (text: string): unknown => process.stdout.write(`${text}\n`);

/** The relay as `npm start` runs it, in a folder of its own. */
async function startInFolder(dataFolder: string, webhookHost: string, log: string[]): Promise<DemoRelay> {
  const options = {
    port: 0,
    host: '127.0.0.1',
    dataFolder,
    configFile: { path: join(dataFolder, 'tocsin.yaml'), named: false },
    allowedWebhookHosts: [webhookHost],
    adminToken: ADMIN_TOKEN,
    ingestToken: INGEST_TOKEN,
  };
  const relay = await startRelay(options, (line) => log.push(line));

  return {
    access: { url: relay.url, adminToken: ADMIN_TOKEN, ingestToken: INGEST_TOKEN },
    close: () => relay.close(),
  };
}

function introduce(relayUrl: string, sandboxUrl: string): void {
  say(`Tocsin demo: alerts in, DingTalk and WeCom groups out, all on this machine

  relay      ${relayUrl}
  groups     ${sandboxUrl}/   (open it to watch the chats; it closes with the demo)

  DBA on call   a signed DingTalk robot, messages in Chinese
  Operations    a WeCom robot, messages in English
  Both allow 20 requests a minute and punish the 21st, as the real ones do.

First a calm quarter of a minute, then a storm of 500 different alerts in 20 s.
`);
}

/** `npm run demo`: exit code 0 only if nothing was lost and nothing throttled. */
async function main(): Promise<void> {
  const log: string[] = [];
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-demo-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));

  const run = await runDemo({
    startRelay: (webhookHost) => startInFolder(folder, webhookHost, log),
    output: process.stdout,
    onReady: introduce,
  });
  say(`\n${reportText(run)}`);
  if (run.problems.length === 0) return;
  process.exitCode = 1;
  say(`the relay's last log lines:\n${log.slice(-LOG_LINES).join('\n')}`);
}

await main().catch((error: unknown) => {
  process.stderr.write(`demo: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
