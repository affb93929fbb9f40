import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '#local/sandbox/sandbox.ts';
import { startRelayUnderTest } from './relay-under-test.ts';

const SIGNING_KEY = 'SECfake-signing-key';
const GROUP = {
  product: 'dingtalk' as const,
  name: 'signed',
  token: 'fake-signed',
  signingKey: SIGNING_KEY,
  members: [],
};

async function start() {
  const sandbox = await startSandbox({ groups: [GROUP] });
  onTestFinished(() => sandbox.close());
  const call = await startRelayUnderTest(sandbox.host);
  const channel = (signatureKey: string) => ({
    name: 'dba',
    type: 'dingtalk',
    robots: [{ webhookUrl: sandbox.webhookUrl(GROUP.token), signatureKey }],
  });

  return { sandbox, call, channel };
}

async function until(isDone: () => Promise<boolean> | boolean): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await isDone()) return;
    await sleep(50);
  }
  throw new Error('it did not come to that in ten seconds');
}

test('a channel that is mended sends what waited at once, and deleted it leaves its alerts in the ledger', async () => {
  const { sandbox, call, channel } = await start();
  await call('POST', '/v1/channels', channel('SECwrong'));
  await call('POST', '/v1/alerts', { id: 'a-1', name: 'disk full' });
  await until(async () => (await call('GET', '/v1/robots')).items[0].health === 'misconfigured');
  const waiting = await call('GET', '/v1/alerts/a-1');
  expect(waiting.story.map(({ what }: { what: string }) => what)).toEqual([
    'accepted',
    'queued',
    'in-message',
    'misconfigured',
    'waiting',
  ]);

  await call('PUT', '/v1/channels/dba', channel(SIGNING_KEY));
  await until(() => sandbox.group(GROUP.token).messages.length === 1);
  await until(async () => (await call('GET', '/v1/alerts?state=delivered')).items.length === 1);

  await call('DELETE', '/v1/channels/dba');
  expect(await call('GET', '/v1/alerts/a-1')).toMatchObject({ id: 'a-1', channels: [{ state: 'delivered' }] });
  expect((await call('GET', '/v1/alerts')).items).toMatchObject([{ id: 'a-1', channel: 'dba' }]);
});
