import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '#local/sandbox/sandbox.ts';
import { startRelayUnderTest } from './relay-under-test.ts';

const GROUPS = (['dingtalk', 'wecom'] as const).map((product) => ({
  product,
  name: product,
  token: `fake-shared-${product}`,
  members: [{ name: 'Li Lei', mobile: '13800000000' }],
}));

/** The most careful of the channels that share a robot; the others would take 8 and 20. */
const LIMIT = 5;
const LIMITS = [8, LIMIT, 20];
/** How long alerts and test messages come, ms: the slots of `down` alerts are up to 3.75 s apart. */
const STORM_MS = 6_000;

/** A relay and two robots that answer slowly enough for others to come while they are spoken to. */
async function start() {
  const sandbox = await startSandbox({ groups: GROUPS });
  onTestFinished(() => sandbox.close());
  for (const { token } of GROUPS) sandbox.setFault(token, { kind: 'latency', ms: 60, jitterMs: 120, seed: 3 });
  const call = await startRelayUnderTest(sandbox.host);

  return { sandbox, call };
}

test('a robot that channels share gets one request at a time, and what the most careful one allows, tests included', async () => {
  const { sandbox, call } = await start();
  const drafts = GROUPS.map(({ product: type, token }) => ({
    name: `a draft for ${type}`,
    type,
    robots: [{ webhookUrl: sandbox.webhookUrl(token) }],
  }));
  const channels = drafts.flatMap((draft) =>
    LIMITS.map((perMinute) => ({
      ...draft,
      name: `${draft.type} ${perMinute}`,
      // On WeCom each mention is a second message.
      mention: { mobiles: ['13800000000'] },
      limits: { perMinute },
    })),
  );
  for (const channel of channels) await call('POST', '/v1/channels', channel);

  const until = performance.now() + STORM_MS;
  const verdicts = new Set<string>();
  const keepTesting = async (path: string, draft?: object): Promise<void> => {
    while (performance.now() < until) {
      const { outcome, reason } = await call('POST', path, draft);
      verdicts.add(`${outcome} ${reason}`.trim());
      await sleep(100);
    }
  };
  const keepAlerting = async (): Promise<void> => {
    for (let nth = 0; performance.now() < until; nth++) {
      const levels = ['down', 'critical', 'warning'];
      await call('POST', '/v1/alerts', { name: `alert ${nth}`, target: 'host', level: levels[nth % 3] });
      await sleep(100);
    }
  };
  await Promise.all([
    keepAlerting(),
    ...channels.map(({ name }) => keepTesting(`/v1/channels/${encodeURIComponent(name)}/test`)),
    ...drafts.map((draft) => keepTesting('/v1/channels/test', draft)),
  ]);

  const isFull = () => sandbox.groups.every(({ counters }) => counters.delivered >= LIMIT);
  for (let looks = 0; !isFull() && looks < 100; looks++) await sleep(100);

  for (const { counters, messages } of sandbox.groups) {
    expect(counters).toMatchObject({ maxInFlight: 1, maxInMinute: LIMIT, throttled: 0, refused: {} });
    expect(counters.delivered).toBe(LIMIT);
    // Test messages leave the slots alone that are kept for `down` alerts.
    expect(messages.some(({ text }) => /alert \d/.test(text))).toBe(true);
  }
  expect([...verdicts].sort()).toEqual(['delivered', 'throttled robot-rate']);
  // The group has the last message before the relay has its answer.
  const robots = async (): Promise<readonly { readonly sentLastMinute: number }[]> =>
    (await call('GET', '/v1/robots')).items;
  const isSettled = async () => (await robots()).every(({ sentLastMinute }) => sentLastMinute === LIMIT);
  for (let looks = 0; looks < 50 && !(await isSettled()); looks++) await sleep(100);
  const settled = await robots();
  expect(settled).toEqual(settled.map((row) => ({ ...row, limit: LIMIT, sentLastMinute: LIMIT })));
  // Those of the storm may all be told by now, where the machine is slow.
  await call('POST', '/v1/alerts', { name: 'one beyond the limit', target: 'host', level: 'down' });
  const rows: { items: { state: string }[] } = await call('GET', '/v1/alerts?limit=1000');
  expect(new Set(rows.items.map(({ state }) => state))).toEqual(new Set(['delivered', 'waiting']));
}, 40_000);
