import { expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '#local/sandbox/sandbox.ts';
import { startRelayUnderTest } from './relay-under-test.ts';

const KEY = 'SECfake-signing-key';
const group = (token: string) => ({ product: 'dingtalk', name: token, token, signingKey: KEY, members: [] }) as const;

async function start() {
  const sandbox = await startSandbox({ groups: [group('fake-first'), group('fake-second')] });
  onTestFinished(() => sandbox.close());
  const call = await startRelayUnderTest(sandbox.host);
  const channel = {
    name: 'dba',
    type: 'dingtalk',
    robots: [
      { name: 'day', webhookUrl: sandbox.webhookUrl('fake-first'), signatureKey: KEY },
      { name: 'night 2', webhookUrl: sandbox.webhookUrl('fake-second'), signatureKey: 'SECwrong' },
    ],
  };
  const seen = () => [sandbox.group('fake-first'), sandbox.group('fake-second')].map(({ messages }) => messages.length);

  return { call, channel, seen };
}

test('each robot of a pool can be tested, the first when none is named', async () => {
  const { call, channel, seen } = await start();
  await call('POST', '/v1/channels', channel);

  expect(await call('POST', '/v1/channels/dba/test')).toMatchObject({ outcome: 'delivered' });
  expect(await call('POST', '/v1/channels/dba/test?robot=day')).toMatchObject({ outcome: 'delivered' });
  expect(await call('POST', '/v1/channels/dba/test?robot=night%202')).toMatchObject({ reason: 'sign' });
  expect(seen()).toEqual([2, 0]);
  const { items } = await call('GET', '/v1/deliveries');
  expect(items.map(({ robot }: { robot: string }) => robot)).toEqual(['night 2', 'day', 'day']);
});

test('a robot of a draft is tested with the secret of the draft', async () => {
  const { call, channel, seen } = await start();
  const robots = channel.robots.map((robot) => ({ ...robot, signatureKey: KEY }));
  const draft = { ...channel, robots };

  expect(await call('POST', '/v1/channels/test?robot=night%202', draft)).toMatchObject({ outcome: 'delivered' });
  expect(seen()).toEqual([0, 1]);
});

test('a robot that is not there is answered with those that are', async () => {
  const { call, channel, seen } = await start();
  await call('POST', '/v1/channels', channel);

  for (const [path, body] of [
    ['/v1/channels/dba/test?robot=evening', undefined],
    ['/v1/channels/test?robot=evening', channel],
  ] as const)
    await expect(call('POST', path, body)).rejects.toThrow(
      /"field":"robot","message":"is no robot of this channel; it has \\"day\\", \\"night 2\\""/,
    );
  expect(seen()).toEqual([0, 0]);
});
