import { startSandbox } from '#local/sandbox/sandbox.ts';
import { startRelay } from '#test/e2e/relay.ts';

/** Alerts of one request. */
export const ALERTS_IN_ONE = 2_000;

const GROUP = { product: 'dingtalk', name: 'dba', token: 'fake-token-of-bench' } as const;

/** How long the answer takes to one request with so many different alerts, for one channel, ms. */
export async function measureLargeRequest(): Promise<number> {
  const sandbox = await startSandbox({ groups: [GROUP] });
  const relay = await startRelay(sandbox.host);
  try {
    const robots = [{ name: '1', webhookUrl: sandbox.webhookUrl(GROUP.token) }];
    await relay.client.createChannel({ name: GROUP.name, type: 'dingtalk', robots });
    const alerts = Array.from({ length: ALERTS_IN_ONE }, (_, at) => ({
      name: `rule ${at % 40}`,
      target: `host-${at}`,
      level: at % 50 === 0 ? 'critical' : 'warning',
      summary: `load of host-${at} is above its threshold`,
      labels: { cluster: `cluster-${at % 7}`, rack: `rack-${at % 90}`, run: `${at * 7919}` },
    }));
    const from = performance.now();
    const answer = await relay.client.post('/v1/alerts', JSON.stringify({ alerts }));
    const tookMs = performance.now() - from;
    if (answer.kind !== 'accepted' || answer.alerts.length !== ALERTS_IN_ONE) throw new Error('not all were accepted');

    return tookMs;
  } finally {
    await relay.stop();
    await sandbox.close();
  }
}
