import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startRelay } from '#local/relay.ts';
import { startSandbox } from '#local/sandbox/sandbox.ts';
import { temporaryFolder } from './home/temporary-folder.ts';

const ADMIN_TOKEN = 'fake-admin-token-1';
const PARAMETERS = { dingtalk: 'fake-shared-dingtalk', wecom: 'fake-shared-wecom' } as const;

type Product = keyof typeof PARAMETERS;

/** The most careful of the channels that share the robot; the others would take 8 and 20. */
const LIMIT = 5;
const LIMITS = [8, LIMIT, 20];
/** How long alerts and test messages come, ms. */
const STORM_MS = 3_000;

async function start(product: Product) {
  const token = PARAMETERS[product];
  const members = [{ name: 'Li Lei', mobile: '13800000000' }];
  const sandbox = await startSandbox({ groups: [{ product, name: 'shared', token, members }] });
  onTestFinished(() => sandbox.close());
  // Long enough for others to come while it is spoken to.
  sandbox.setFault(token, { kind: 'latency', ms: 60, jitterMs: 120, seed: 3 });
  const dataFolder = await temporaryFolder();
  const log: string[] = [];
  const relay = await startRelay(
    {
      port: 0,
      host: '127.0.0.1',
      dataFolder,
      configFile: { path: `${dataFolder}/tocsin.yaml`, named: false },
      allowedWebhookHosts: [sandbox.host],
      adminToken: ADMIN_TOKEN,
      ingestToken: 'fake-ingest-token',
    },
    (line) => log.push(line),
  );
  onTestFinished(() => relay.close());
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${relay.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    expect(response.status, await response.clone().text()).toBeLessThan(300);

    return JSON.parse(await response.text());
  };

  return { group: sandbox.group(token), webhookUrl: sandbox.webhookUrl(token), call };
}

describe.each<Product>(['dingtalk', 'wecom'])('one %s robot in three channels', (type) => {
  test('gets one request at a time and no more than the most careful channel allows, tests included', async () => {
    const { group, webhookUrl, call } = await start(type);
    const channels = LIMITS.map((perMinute) => ({
      name: `limit-${perMinute}`,
      type,
      robots: [{ webhookUrl }],
      // On WeCom each mention is a second message.
      mention: { mobiles: ['13800000000'] },
      limits: { perMinute },
    }));
    for (const channel of channels) await call('POST', '/v1/channels', channel);

    const until = performance.now() + STORM_MS;
    const tests: { outcome: string; reason: string }[] = [];
    const keepTesting = async (path: string, draft?: object): Promise<void> => {
      while (performance.now() < until) {
        tests.push(await call('POST', path, draft));
        await sleep(50);
      }
    };
    const keepAlerting = async (): Promise<void> => {
      for (let nth = 0; performance.now() < until; nth++) {
        const levels = ['down', 'critical', 'warning'];
        await call('POST', '/v1/alerts', { name: `alert ${nth}`, target: 'host', level: levels[nth % 3] });
        await sleep(40);
      }
    };
    await Promise.all([
      keepAlerting(),
      ...channels.map(({ name }) => keepTesting(`/v1/channels/${name}/test`)),
      keepTesting('/v1/channels/test', { name: 'a draft', type, robots: [{ webhookUrl }] }),
    ]);

    expect(group.counters).toMatchObject({ maxInFlight: 1, maxInMinute: LIMIT, throttled: 0, refused: {} });
    expect(group.counters.delivered).toBe(LIMIT);
    expect(group.messages.some(({ text }) => /alert \d/.test(text))).toBe(true);
    const told = new Set(tests.map(({ outcome, reason }) => `${outcome} ${reason}`.trim()));
    expect([...told].sort()).toEqual(['delivered', 'throttled robot-rate']);
    const robots: { items: { limit: number; sentLastMinute: number }[] } = await call('GET', '/v1/robots');
    expect(robots.items).toMatchObject(LIMITS.map(() => ({ limit: LIMIT, sentLastMinute: LIMIT })));
    const rows: { items: { state: string }[] } = await call('GET', '/v1/alerts?limit=1000');
    expect(new Set(rows.items.map(({ state }) => state))).toEqual(new Set(['delivered', 'waiting']));
  });
});
