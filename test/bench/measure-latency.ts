import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '#local/demo/percentile.ts';
import { startSandbox } from '#local/sandbox/sandbox.ts';
import { startRelay } from '#test/e2e/relay.ts';

/** How long a robot takes to answer, ms. */
export const ROBOT_MS = 20;
/** A robot that gets more than five in a minute is not idle any more, so the requests go to many. */
const CHANNELS = 44;
const PER_CHANNEL = 5;
/** The first ones warm the process up and are not counted. */
const WARM_UP = 20;
const EVERY_MS = 120;
const TOLD_WITHIN_MS = 10_000;

/** From the sender's request to the robot's answer, ms. */
export interface Latency {
  readonly requests: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** Sends one alert at a time to a relay that has nothing else to do. */
export async function measureLatency(): Promise<Latency> {
  const answeredAt = new Map<string, number>();
  const groups = Array.from({ length: CHANNELS }, (_, at) => ({
    product: 'dingtalk' as const,
    name: `group-${at}`,
    token: `fake-token-of-bench-${at}`,
  }));
  const sandbox = await startSandbox({
    groups,
    onEntry(_, entry) {
      const id = entry.kind === 'message' ? /alert-\d+-/.exec(entry.message.text)?.[0] : undefined;
      // The sandbox notes a message and answers after its latency.
      if (id !== undefined) answeredAt.set(id, performance.now() + ROBOT_MS);
    },
  });
  for (const { token } of groups) sandbox.setFault(token, { kind: 'latency', ms: ROBOT_MS });
  const relay = await startRelay(sandbox.host);
  try {
    for (const { name, token } of groups) {
      const robots = [{ name: '1', webhookUrl: sandbox.webhookUrl(token) }];
      await relay.client.createChannel({ name, type: 'dingtalk', robots });
    }
    const sentAt = new Map<string, number>();
    for (let at = 0; at < CHANNELS * PER_CHANNEL; at++) {
      const id = `alert-${at}-`;
      const alert = { id, name: 'disk full', target: id, summary: 'disk is 95 % full', level: 'critical' };
      sentAt.set(id, performance.now());
      const answer = await relay.client.post(`/v1/alerts?channel=group-${at % CHANNELS}`, JSON.stringify(alert));
      if (answer.kind !== 'accepted') throw new Error(`alert ${at} was not accepted: ${answer.why}`);
      await sleep(Math.max(0, EVERY_MS - (performance.now() - (sentAt.get(id) ?? 0))));
    }
    for (let waited = 0; answeredAt.size < sentAt.size && waited < TOLD_WITHIN_MS; waited += 100) await sleep(100);
    const took = [...sentAt]
      .slice(WARM_UP)
      .map(([id, from]) => (answeredAt.get(id) ?? Number.POSITIVE_INFINITY) - from);

    return {
      requests: took.length,
      p50Ms: percentile(took, 0.5) ?? Number.NaN,
      p99Ms: percentile(took, 0.99) ?? Number.NaN,
      maxMs: Math.max(...took),
    };
  } finally {
    await relay.stop();
    await sandbox.close();
  }
}
