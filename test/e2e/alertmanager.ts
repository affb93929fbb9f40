import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '#local/sandbox/sandbox.ts';
import { Checks } from './checks.ts';
import { Program } from './program.ts';
import { freePort, type RelayUnderTest, startRelay, TOKENS, until } from './relay.ts';

/*
 *   this script ── alerts ──▶ Alertmanager ── webhook, bearer token ──▶ relay ── tinyproxy ──▶ signed sandbox robot
 */

const GROUP = {
  product: 'dingtalk',
  name: 'dba',
  token: 'fake-token-of-alertmanager',
  signingKey: 'SECfake-key-of-alertmanager',
} as const;
const ALERTS = [
  { alertname: 'DiskAlmostFull', severity: 'critical', instance: 'db-1.example:9100' },
  { alertname: 'DiskAlmostFull', severity: 'critical', instance: 'db-2.example:9100' },
] as const;
const WITHIN_MS = 20_000;

/** The ways Alertmanager can be pointed at the relay: the path, and how it shows its token. */
const BEARER = { authorization: { type: 'Bearer', credentials: TOKENS.ingestToken } };
const WAYS = [
  { title: 'on its own path', path: `/v1/alerts/alertmanager?channel=${GROUP.name}`, httpConfig: BEARER },
  {
    title: 'on the path of prometheus-webhook-dingtalk, with basic_auth',
    path: `/dingtalk/${GROUP.name}/send`,
    httpConfig: { basic_auth: { username: 'alertmanager', password: TOKENS.ingestToken } },
  },
  {
    title: 'on the path of PrometheusAlert',
    path: `/prometheusalert?type=dd&tpl=prometheus-dd&channel=${GROUP.name}`,
    httpConfig: BEARER,
  },
] as const;

type Way = (typeof WAYS)[number];

interface Scene {
  readonly sandbox: Sandbox;
  readonly relay: RelayUnderTest;
  readonly alertmanagerUrl: string;
  readonly proxyLog: () => Promise<string>;
}

/** Starts all four, runs `play`, and ends what it started. */
async function withScene(way: Way, play: (scene: Scene) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-alertmanager-'));
  const endings: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  try {
    const sandbox = await startSandbox({ groups: [GROUP] });
    endings.push(() => sandbox.close());
    const relay = await startRelay(sandbox.host);
    endings.push(() => relay.stop());
    const proxy = await startTinyproxy(folder);
    endings.push(() => proxy.program.end());
    await relay.client.createChannel({
      name: GROUP.name,
      type: GROUP.product,
      robots: [{ name: '1', webhookUrl: sandbox.webhookUrl(GROUP.token), signatureKey: GROUP.signingKey }],
      proxy: proxy.url,
    });
    const alertmanager = await startAlertmanager(folder, relay.url, way);
    endings.push(() => alertmanager.program.end());

    const proxyLog = () => readFile(proxy.logFile, 'utf8');
    await play({ sandbox, relay, proxyLog, alertmanagerUrl: alertmanager.url });
  } finally {
    for (const end of endings.toReversed()) await end();
  }
}

async function startTinyproxy(folder: string) {
  const port = await freePort();
  const [config, logFile] = [join(folder, 'tinyproxy.conf'), join(folder, 'tinyproxy.log')];
  const lines = [
    `Port ${port}`,
    'Listen 127.0.0.1',
    'Allow 127.0.0.1',
    'Timeout 60',
    'MaxClients 20',
    `LogFile "${logFile}"`,
    'LogLevel Connect',
  ];
  await writeFile(config, `${lines.join('\n')}\n`);
  const program = new Program('tinyproxy', ['-d', '-c', config]);
  await program.listening(port);

  return { program, logFile, url: `http://127.0.0.1:${port}` };
}

async function startAlertmanager(folder: string, relayUrl: string, way: Way) {
  const port = await freePort();
  const config = join(folder, 'alertmanager.yml');
  // JSON is YAML too.
  await writeFile(config, JSON.stringify(alertmanagerConfig(relayUrl, way)));
  const program = new Program('prometheus-alertmanager', [
    `--config.file=${config}`,
    `--storage.path=${join(folder, 'alertmanager')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--cluster.listen-address=',
  ]);
  await program.listening(port);

  return { program, url: `http://127.0.0.1:${port}` };
}

function alertmanagerConfig(relayUrl: string, { path, httpConfig }: Way) {
  return {
    route: {
      receiver: 'tocsin',
      group_by: ['alertname'],
      group_wait: '1s',
      group_interval: '2s',
      repeat_interval: '1h',
    },
    receivers: [
      {
        name: 'tocsin',
        webhook_configs: [
          {
            url: `${relayUrl}${path}`,
            send_resolved: true,
            http_config: httpConfig,
          },
        ],
      },
    ],
  };
}

async function tell(alertmanagerUrl: string, times: { readonly startsAt: string; readonly endsAt?: string }) {
  const alerts = ALERTS.map((labels) => ({
    labels,
    annotations: { summary: `disk of ${labels.instance} is 95 % full` },
    ...times,
  }));
  const response = await fetch(`${alertmanagerUrl}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(alerts),
  });
  if (response.status !== 200) throw new Error(`Alertmanager answered ${response.status}: ${await response.text()}`);
}

async function play({ title: way }: Way, { sandbox, relay, alertmanagerUrl, proxyLog }: Scene): Promise<void> {
  const checks = new Checks();
  const group = sandbox.group(GROUP.token);
  const tellsAll = (from: number) =>
    ALERTS.every(({ instance }) => group.messages.slice(from).some(({ text }) => text.includes(instance)));
  const isTold = async () => (await relay.client.alerts('delivered')).length === ALERTS.length;

  const startsAt = new Date().toISOString();
  await tell(alertmanagerUrl, { startsAt });
  checks.check(await until(() => tellsAll(0), WITHIN_MS), 'the robot got the firing group');
  const firing = group.messages.length;
  checks.check(await until(isTold, WITHIN_MS), 'the ledger says that it is delivered');

  await tell(alertmanagerUrl, { startsAt, endsAt: new Date().toISOString() });
  checks.check(await until(() => tellsAll(firing), WITHIN_MS), 'the robot got the resolved group');
  checks.check(await until(isTold, WITHIN_MS), 'the ledger says that it is delivered');

  // A record may come a moment after the acknowledgement.
  await until(async () => (await relay.client.deliveries()).length >= group.counters.requests, WITHIN_MS);
  const deliveries = await relay.client.deliveries();
  const viaProxy = (await proxyLog())
    .split('\n')
    .filter((line) => /Request .*POST/.test(line) && line.includes(sandbox.host));
  const { requests, delivered, refused } = group.counters;
  checks.check(requests > 0 && delivered === requests, `${delivered} of ${requests} requests were signed right`);
  checks.check(Object.keys(refused).length === 0, `refused: ${JSON.stringify(refused)}`);
  checks.check(viaProxy.length === requests, `${viaProxy.length} of them went through the proxy, by its own log`);
  checks.check(
    deliveries.length === requests && deliveries.every(({ outcome }) => outcome === 'delivered'),
    `${deliveries.length} attempts recorded, every one as delivered`,
  );
  const secrets = [GROUP.token, GROUP.signingKey, TOKENS.ingestToken, TOKENS.adminToken];
  const leaking = relay.log().filter((line) => secrets.some((secret) => line.includes(secret)));
  checks.check(leaking.length === 0, `${leaking.length} lines of the relay's log hold a secret`);
  checks.finish(`a real Alertmanager ${way}, through tinyproxy, to a signed robot`);
  for (const { title, text } of group.messages) console.log(`\n${title}\n${text.replace(/^/gm, '    ')}`);
}

for (const way of WAYS) await withScene(way, (scene) => play(way, scene));
