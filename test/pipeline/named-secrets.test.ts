import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ChannelStore } from '#shared/channels/channel-store.ts';
import { onlyNamedSecrets } from '#shared/channels/named-secrets.ts';
import { followNamed } from '#shared/dispatching/follow-named.ts';
import { sendTest } from '#shared/dispatching/send-test.ts';
import { robotStatus } from '#shared/pacing/robot-status.ts';
import { aChannel, fakeWebhookUrl } from '#test/builders/channel.ts';
import { applyText, namedApplyPorts, namedSecretsIn } from '#test/builders/named-secrets.ts';
import { fakeChannelStore } from '#test/fakes/channel-store.ts';
import { anAlert, OK, startHarness } from './harness.ts';

const MINUTE = 60_000;
const FILE = `
version: 1
channels:
  - name: dba
    type: dingtalk
    robots: [{ webhookUrl: { secret: dba } }]
`;
const WITH_FALLBACK = `${FILE}    delivery: { patienceSeconds: 60, fallbackChannel: wecom }
  - name: wecom
    type: wecom
    robots: [{ webhookUrl: { secret: wecom } }]
`;
const TOKEN_REFUSED = {
  kind: 'answer',
  status: 200,
  body: '{"errcode":300005,"errmsg":"token is not exist"}',
} as const;

let texts: Map<string, string>;
let channels: ChannelStore;
let relay: Awaited<ReturnType<typeof startHarness>>;

beforeEach(async () => {
  texts = new Map();
  const stored = fakeChannelStore();
  const refresh = async () => relay.configure(await stored.list());
  channels = {
    ...stored,
    replace: async (channel) => {
      const result = await stored.replace(channel);
      await refresh();
      return result;
    },
    listFresh: async () => {
      await refresh();
      return stored.list();
    },
  };
  const secrets = onlyNamedSecrets(namedSecretsIn(texts));
  const wakeUps = {
    schedule: async (...args: Parameters<typeof relay.ports.wakeUps.schedule>) => relay.ports.wakeUps.schedule(...args),
  };
  const lanes = {
    get: (id: string) => relay.lanes.get(id),
    amend: (...args: Parameters<typeof relay.lanes.amend>) => relay.lanes.amend(...args),
  };
  const named = followNamed({ channels, secrets, allowedHosts: [], lanes, wakeUps, now: () => relay.now() });
  relay = await startHarness([], undefined, undefined, { secrets, named });
});
afterEach(() => relay.stop());

async function deploy(text: string) {
  const result = await applyText(text, namedApplyPorts(texts, channels));
  relay.configure(await channels.list());
  return result;
}

async function runSwept(minutes: number): Promise<void> {
  for (let passed = 0; passed < minutes; passed++) {
    await relay.runFor(MINUTE);
    await relay.sweep();
  }
}

async function statusOf(name: string) {
  const all = await channels.list();
  const channel = all.find((one) => one.name === name) ?? aChannel();
  const [robot] = channel.robots;
  return robotStatus(channel, robot, await relay.lanes.get(robot.webhookId), { channels: all }, relay.now());
}

const urls = () =>
  relay.seen.map(({ url }) => new URL(url).hostname + new URL(url).searchParams.get('access_token')?.slice(-2));

describe('a named secret that is not there at deployment', () => {
  test('is a warning with the line and the command, and the robot is misconfigured before anything is tried', async () => {
    const result = await deploy(FILE);

    expect(result).toMatchObject({ kind: 'applied', created: ['dba'] });
    expect(result.kind === 'applied' && result.warnings).toEqual([
      expect.stringMatching(/^line 6: channels\[0\]\.robots\[0\]: .*npm run secret:put -- dba$/),
    ]);
    expect(await statusOf('dba')).toMatchObject({
      health: 'misconfigured',
      advice: expect.stringContaining('npm run secret:put -- dba'),
    });
  });

  test('makes its alerts wait, and they come out once it is put', async () => {
    await deploy(FILE);
    await relay.receive([anAlert()]);
    await runSwept(3);
    expect(relay.seen).toEqual([]);
    expect(relay.told).toMatchObject([{ kind: 'robot-misconfigured', reason: 'secret-missing' }]);

    texts.set('dba', fakeWebhookUrl('dingtalk', 7));
    await runSwept(6);
    expect(relay.seen).toHaveLength(1);
    expect(relay.seen[0]?.url).toContain('07');
    expect(await statusOf('dba')).toMatchObject({ health: 'healthy', advice: '', sentLastMinute: 0, monthCount: 1 });
  });

  test('lets the fallback channel speak meanwhile', async () => {
    texts.set('wecom', fakeWebhookUrl('wecom', 3));
    await deploy(WITH_FALLBACK);
    await relay.receive([anAlert()], { channels: ['dba'] });
    await runSwept(8);

    expect(relay.seen.length).toBeGreaterThan(0);
    expect(relay.seen.every(({ url }) => url.includes('qyapi'))).toBe(true);
  });

  test('is found at once by a test of the channel, and what waited comes with it', async () => {
    await deploy(FILE);
    await relay.receive([anAlert()]);
    await runSwept(3);
    texts.set('dba', fakeWebhookUrl('dingtalk', 7));
    const [channel = aChannel()] = await channels.list();

    const verdict = await sendTest(
      { channel, robot: channel.robots[0], secret: 'stored' },
      { ...relay.ports, sleep: async () => undefined },
    );
    expect(verdict).toMatchObject({ outcome: 'delivered' });
    await relay.runFor(MINUTE);
    expect(relay.seen).toHaveLength(2);
  });

  test('that is unfit counts as missing, and the verdict of a test says what to do', async () => {
    texts.set('dba', 'https://example.com/?access_token=1');
    const result = await deploy(FILE);
    expect(result.kind === 'applied' && result.warnings).toEqual([
      expect.stringContaining('webhookUrl must be on oapi.dingtalk.com'),
    ]);

    const [channel = aChannel()] = await channels.list();
    const verdict = await sendTest(
      { channel, robot: channel.robots[0], secret: 'stored' },
      { ...relay.ports, sleep: async () => undefined },
    );
    expect(verdict).toMatchObject({ outcome: 'misconfigured', reason: 'secret-missing' });
    expect(verdict.advice).toContain('npm run secret:put -- dba');
  });
});

describe('a named secret that is rotated', () => {
  test('is picked up when the old one is refused, without a deployment, and nothing is lost', async () => {
    texts.set('dba', fakeWebhookUrl('dingtalk', 1));
    await deploy(FILE);
    await relay.receive([anAlert()]);
    await relay.runFor(MINUTE);
    relay.answerWith(({ url }) => (url.endsWith('01') ? TOKEN_REFUSED : OK));
    const before = (await channels.list())[0]?.robots[0].webhookId;

    texts.set('dba', fakeWebhookUrl('dingtalk', 2));
    await relay.receive([anAlert({ name: 'other' })]);
    await relay.runFor(MINUTE);

    expect(urls().at(-1)).toMatch(/02$/);
    const [channel = aChannel()] = await channels.list();
    expect(channel.robots[0].webhookId).not.toBe(before);
    expect((await relay.lanes.get(channel.robots[0].webhookId)).monthCount).toBe(1);
    expect(await deploy(FILE)).toMatchObject({ created: [], replaced: [] });
  });

  test('leads all channels that refer to it to one lane, whose limit holds for all of them', async () => {
    await deploy(`${FILE}  - name: ops
    type: dingtalk
    robots: [{ webhookUrl: { secret: dba } }]
  - name: third
    type: dingtalk
    robots: [{ webhookUrl: { secret: same } }]
`);
    texts.set('dba', fakeWebhookUrl('dingtalk', 9));
    texts.set('same', fakeWebhookUrl('dingtalk', 9));
    for (let at = 0; at < 60; at++) await relay.receive([anAlert({ name: `a${at}` })]);
    await runSwept(10);
    for (let at = 0; at < 60; at++) {
      await relay.receive([anAlert({ name: `b${at}` })]);
      await relay.runFor(1_000);
    }

    const ids = (await channels.list()).map(({ robots }) => robots[0].webhookId);
    expect(new Set(ids).size).toBe(1);
    const times = relay.seen.map(({ atMs }) => atMs);
    for (const from of times)
      expect(times.filter((at) => at >= from && at < from + MINUTE).length).toBeLessThanOrEqual(20);
    expect(relay.seen.length).toBeGreaterThan(2);
  });
});
