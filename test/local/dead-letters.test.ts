import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '#local/sandbox/sandbox.ts';
import { startRelayUnderTest } from './relay-under-test.ts';

/** A group whose content filter dislikes every alert, one that likes them, and the fallback. */
const STRICT = {
  product: 'dingtalk' as const,
  name: 'strict',
  token: 'fake-strict',
  filterWords: ['告警', '条', 'disk'],
};
const EASY = { product: 'dingtalk' as const, name: 'easy', token: 'fake-easy' };
const ONCALL = { product: 'wecom' as const, name: 'oncall', token: '00000000-0000-4000-8000-000000000001' };

async function start() {
  const groups = [STRICT, EASY, ONCALL].map((group) => ({ ...group, members: [] }));
  const sandbox = await startSandbox({ groups });
  onTestFinished(() => sandbox.close());
  const call = await startRelayUnderTest(sandbox.host);
  const dba = (token: string) => ({
    name: 'dba',
    type: 'dingtalk',
    robots: [{ webhookUrl: sandbox.webhookUrl(token) }],
    delivery: { fallbackChannel: 'oncall' },
  });
  await call('POST', '/v1/channels', {
    name: 'oncall',
    type: 'wecom',
    robots: [{ webhookUrl: sandbox.webhookUrl(ONCALL.token) }],
  });
  await call('POST', '/v1/channels', dba(STRICT.token));

  return { sandbox, call, dba };
}

async function until(isDone: () => Promise<boolean> | boolean): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await isDone()) return;
    await sleep(50);
  }
  throw new Error('it did not come to that in ten seconds');
}

test('a message no robot takes becomes a dead letter, is announced in the fallback and told after all', async () => {
  const { sandbox, call, dba } = await start();
  await call('POST', '/v1/alerts?channel=dba', { id: 'disk-7', name: 'disk full' });
  const dead = async () => (await call('GET', '/v1/dead-letters?channel=dba&name=disk%20full')).items;
  await until(async () => (await dead()).length === 1);

  const [letter] = await dead();
  expect(letter).toMatchObject({ alert: 'disk-7', channel: 'dba', reason: expect.stringMatching(/^rejected: /) });
  expect(Math.abs(Date.parse(letter.diedAt) - Date.now())).toBeLessThan(10_000);
  await until(() => sandbox.group(ONCALL.token).messages.length === 1);
  const [notice] = sandbox.group(ONCALL.token).messages;
  expect(JSON.stringify(notice)).toContain('告警未能送达');
  // Its own notice dies in the group as well; that is the end of it.
  await until(async () => (await call('GET', '/v1/dead-letters?channel=dba')).items.length === 2);

  await call('PUT', '/v1/channels/dba', dba(EASY.token));
  expect(await call('POST', `/v1/dead-letters/${letter.id}/replay`)).toEqual({ replayed: 1 });
  await until(() => sandbox.group(EASY.token).messages.length === 1);
  await until(async () => (await call('GET', '/v1/alerts/disk-7')).channels[0].state === 'delivered');
  expect(JSON.stringify(sandbox.group(EASY.token).messages)).toContain('disk full');

  const words = (await call('GET', '/v1/alerts/disk-7')).story.map(({ what }: { what: string }) => what);
  expect(words.slice(0, 4)).toEqual(['accepted', 'queued', 'in-message', 'rejected']);
  expect(words.slice(-4)).toEqual(['dead', 'replayed', 'in-message', 'delivered']);

  expect(await call('POST', '/v1/dead-letters/replay', { channel: 'dba' })).toEqual({
    replayed: 1,
    skipped: 0,
    cursor: null,
  });
  await until(async () => (await call('GET', '/v1/dead-letters')).items.length === 0);
  expect(sandbox.group(ONCALL.token).messages).toHaveLength(1);
});
