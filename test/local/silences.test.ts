import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '#local/sandbox/sandbox.ts';
import { startRelayUnderTest } from './relay-under-test.ts';

const GROUP = { product: 'dingtalk' as const, name: 'dba', token: 'fake-token', members: [] };

async function until(isDone: () => Promise<boolean> | boolean): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await isDone()) return;
    await sleep(50);
  }
  throw new Error('it did not come to that in ten seconds');
}

test('a silence made over the API holds back what is sent to its channel, and lets it go when it is ended', async () => {
  const sandbox = await startSandbox({ groups: [GROUP] });
  onTestFinished(() => sandbox.close());
  const call = await startRelayUnderTest(sandbox.host);
  const robots = [{ webhookUrl: sandbox.webhookUrl(GROUP.token) }];
  await call('POST', '/v1/channels', { name: 'dba', type: 'dingtalk', robots });
  const matchers = ['ob_cluster=obcluster-1'];
  const silence = await call('POST', '/v1/silences', { matchers, duration: '6h', remark: 'upgrade' });
  expect(silence).toMatchObject({ state: 'in-effect', author: 'admin', suppressedCount: 0 });

  const labels = { ob_cluster: 'obcluster-1' };
  await call('POST', '/v1/alerts?channel=dba', [
    { id: 'a-1', name: 'no memory', labels },
    { id: 'a-2', name: 'no memory', labels: { ob_cluster: 'obcluster-2' } },
  ]);
  await until(async () => (await call('GET', `/v1/silences/${silence.id}`)).suppressedCount === 1);
  await until(() => sandbox.group(GROUP.token).messages.length === 1);
  expect(await call('GET', `/v1/alerts?silence=${silence.id}`)).toMatchObject({
    items: [
      {
        id: 'a-1',
        state: 'suppressed',
        reason: 'silenced',
        silence: silence.id,
        dueAt: silence.endsAt,
        deliveries: [],
      },
    ],
    cursor: null,
  });
  expect((await call('GET', '/v1/alerts?state=suppressed')).items).toHaveLength(1);
  const { story } = await call('GET', '/v1/alerts/a-1');
  expect(story.map(({ what, reason }: { what: string; reason: string }) => `${what} ${reason}`)).toEqual([
    'accepted ',
    `suppressed silenced by ${silence.id} until ${silence.endsAt}`,
  ]);

  expect(await call('DELETE', `/v1/silences/${silence.id}`)).toBeUndefined();
  await until(() => sandbox.group(GROUP.token).messages.length === 2);
  await until(async () => (await call('GET', '/v1/alerts?state=delivered')).items.length === 2);
  const told = await call('GET', '/v1/alerts/a-1');
  expect(told.story.map(({ what }: { what: string }) => what)).toEqual([
    'accepted',
    'queued',
    'suppressed',
    'in-message',
    'delivered',
  ]);
  expect((await call('GET', '/v1/silences?state=expired')).items).toMatchObject([
    { id: silence.id, suppressedCount: 1, suppressedIn: ['dba'], endedAt: expect.any(String) },
  ]);
});
