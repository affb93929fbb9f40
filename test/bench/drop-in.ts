import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '#local/demo/percentile.ts';
import { startSandbox } from '#local/sandbox/sandbox.ts';
import { Checks } from '#test/e2e/checks.ts';
import { startRelay, TOKENS, until } from '#test/e2e/relay.ts';
import { DINGTALK_MESSAGES } from '#test/functions/drop-in.ts';

/*
 * A thousand messages of all types in a minute through one token of a robot's
 * wire, to the relay as a process of its own: all are to be taken, none lost,
 * and the robot is not to be sent too much.
 *
 *   node test/bench/drop-in.ts
 */

const MESSAGES = 1_000;
const OVER_MS = 60_000;
/** The answer's budget for the slowest hundredth, ms. */
const P99_MS = 300;
const TOLD_WITHIN_MS = 180_000;
const ROBOT_LIMIT = 20;

const GROUP = { product: 'dingtalk', name: 'team', token: 'fake-token-of-drop-in', signingKey: 'SECfake' } as const;

interface Answered {
  readonly errcode: number;
  readonly tookMs: number;
}

const sandbox = await startSandbox({ groups: [GROUP] });
sandbox.setFault(GROUP.token, { kind: 'latency', ms: 150, jitterMs: 200, seed: 1 });
const relay = await startRelay(sandbox.host);
try {
  const robots = [{ webhookUrl: sandbox.webhookUrl(GROUP.token), signatureKey: GROUP.signingKey }];
  await relay.client.createChannel({ name: GROUP.name, type: GROUP.product, robots });
  const url = `${relay.url}/robot/send?access_token=${await makeToken()}`;
  const kinds = Object.values(DINGTALK_MESSAGES);
  const startMs = performance.now();
  const answers = await Promise.all(
    Array.from({ length: MESSAGES }, async (_, nth) => {
      await sleep(Math.max(0, startMs + (nth * OVER_MS) / MESSAGES - performance.now()));
      return send(url, { ...kinds[nth % kinds.length], nth });
    }),
  );
  await until(async () => (await relay.client.alerts('waiting')).length === 0, TOLD_WITHIN_MS);
  await report(answers, performance.now() - startMs);
} finally {
  await relay.stop();
  await sandbox.close();
}

async function send(url: string, body: object): Promise<Answered> {
  const startMs = performance.now();
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  const { errcode } = (await response.json()) as { readonly errcode: number };

  return { errcode, tookMs: performance.now() - startMs };
}

async function makeToken(): Promise<string> {
  const response = await fetch(`${relay.url}/v1/tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKENS.adminToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'storm', scopes: ['ingest'], channels: [GROUP.name], form: 'robot' }),
  });
  const { token } = (await response.json()) as { readonly token: string };

  return token;
}

async function report(answers: readonly Answered[], tookMs: number): Promise<void> {
  const checks = new Checks();
  const [taken, times] = [answers.filter(({ errcode }) => errcode === 0), answers.map(({ tookMs: ms }) => ms)];
  const [p50, p99] = [percentile(times, 0.5) ?? Number.NaN, percentile(times, 0.99) ?? Number.NaN];
  const rows = await relay.client.alerts();
  const told = rows.filter(({ state }) => state === 'delivered');
  const { throttled, maxInMinute, delivered } = sandbox.group(GROUP.token).counters;
  checks.check(taken.length === MESSAGES, `${taken.length} of ${MESSAGES} answered 0`);
  checks.check(p99 <= P99_MS, `answered within ${p50.toFixed(1)} ms (p50), ${p99.toFixed(1)} ms (p99 ≤ ${P99_MS})`);
  checks.check(
    told.length === MESSAGES,
    `${told.length} told, in ${delivered} messages, after ${Math.round(tookMs / 1000)} s`,
  );
  checks.check(
    throttled === 0 && maxInMinute <= ROBOT_LIMIT,
    `${throttled} throttled, ${maxInMinute} in the busiest minute`,
  );
  checks.finish(`${MESSAGES} messages for a robot in ${OVER_MS / 1000} s through one token`);
}
