import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Program } from '#test/e2e/program.ts';
import { freePort } from '#test/e2e/relay.ts';
import { startBridge } from './bridge.ts';
import { type Arena, type Contender, namedAtMs, now, type SharedStorm } from './contender.ts';
import { installAlertmanager, installWebhookDingtalk } from './install.ts';

/** How often Prometheus would hand over what fires, ms. */
const HAND_OVER_MS = 1_000;

/** Between Alertmanager and the robot: a webhook to post notifications to. */
interface Middle {
  readonly url: string;
  stop(): Promise<void>;
}

/** Alertmanager, and prometheus-webhook-dingtalk behind it. */
export async function prepareWithWebhookDingtalk(arena: Arena): Promise<Contender | { readonly missing: string }> {
  const installed = await installWebhookDingtalk(arena.folder);
  if (installed.kind === 'missing') return { missing: installed.why };

  return prepareAlertmanager(arena, () => startWebhookDingtalk(installed.path, arena));
}

/** Alertmanager, and behind it a bridge of ours that does the least one must. */
export async function prepareWithBridge(arena: Arena): Promise<Contender | { readonly missing: string }> {
  return prepareAlertmanager(arena, () => startBridge(arena.webhookUrl));
}

async function prepareAlertmanager(
  arena: Arena,
  startMiddle: () => Promise<Middle>,
): Promise<Contender | { readonly missing: string }> {
  const installed = await installAlertmanager(arena.folder);
  if (installed.kind === 'missing') return { missing: installed.why };
  const middle = await startMiddle();
  const port = await freePort();
  const config = join(arena.folder, `alertmanager-${port}.yml`);
  // JSON is YAML too.
  await writeFile(config, JSON.stringify(configOf(middle.url)));
  const program = new Program(installed.path, [
    `--config.file=${config}`,
    `--storage.path=${join(arena.folder, `alertmanager-${port}`)}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--cluster.listen-address=',
  ]);
  await program.listening(port);

  return {
    play: (storm) => handOver(`http://127.0.0.1:${port}`, storm),
    // It counts notifications, not alerts.
    said: () => undefined,
    shownAtMs: async () => namedAtMs(arena.group),
    stop: async () => {
      await program.end();
      await middle.stop();
    },
  };
}

/** Groups by name, and quicker than its defaults (30 s and 5 min). */
function configOf(webhookUrl: string): unknown {
  return {
    route: {
      receiver: 'dingtalk',
      group_by: ['alertname'],
      group_wait: '5s',
      group_interval: '15s',
      repeat_interval: '4h',
    },
    receivers: [{ name: 'dingtalk', webhook_configs: [{ url: webhookUrl, send_resolved: true }] }],
  };
}

/** Each second the alerts of that second, as Prometheus does; then waits for the end, since all goes on inside. */
async function handOver(url: string, { alerts, startMs, untilMs }: SharedStorm): Promise<void> {
  for (const some of Map.groupBy(alerts, ({ atMs }) => Math.floor(atMs / HAND_OVER_MS)).values()) {
    await sleep(Math.max(0, startMs + (some.at(-1)?.atMs ?? 0) - now()));
    const body = some.map(({ id, level, body: text }) => ({
      labels: { alertname: nameOf(text), severity: level, instance: id },
      annotations: { summary: id },
    }));
    const response = await fetch(`${url}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (response.status !== 200) throw new Error(`Alertmanager answered ${response.status}`);
  }
  await sleep(Math.max(0, untilMs - now()));
}

function nameOf(body: string): string {
  return /"name":"([^"]*)"/.exec(body)?.[1] ?? '';
}

async function startWebhookDingtalk(path: string, { folder, webhookUrl }: Arena): Promise<Middle> {
  const port = await freePort();
  const config = join(folder, 'webhook-dingtalk.yml');
  await writeFile(config, JSON.stringify({ targets: { webhook1: { url: webhookUrl } } }));
  const program = new Program(path, [`--config.file=${config}`, `--web.listen-address=127.0.0.1:${port}`]);
  await program.listening(port);

  return { url: `http://127.0.0.1:${port}/dingtalk/webhook1/send`, stop: () => program.end() };
}
