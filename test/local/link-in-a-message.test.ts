import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '#local/sandbox/sandbox.ts';
import { startRelayUnderTest } from './relay-under-test.ts';

const GROUP = { product: 'wecom' as const, name: 'oncall', token: '00000000-0000-4000-8000-000000000001', members: [] };
const LINK = /\[查看全部\]\(https:\/\/tocsin\.example\.com(\/v1\/alerts\?delivery=[0-9a-z]+)\)/;

interface Row {
  readonly id: string;
  readonly kind: string;
  readonly alertCount: number;
}

test('a digest that can’t name all its alerts links to all of them', async () => {
  const sandbox = await startSandbox({ groups: [GROUP] });
  onTestFinished(() => sandbox.close());
  const call = await startRelayUnderTest(sandbox.host, 'https://tocsin.example.com');
  const robots = [{ webhookUrl: sandbox.webhookUrl(GROUP.token) }];
  await call('POST', '/v1/channels', { name: '值班', type: 'wecom', robots });
  const alerts = Array.from({ length: 120 }, (_, at) => ({
    id: `a-${at}`,
    name: `disk ${at} full`,
    target: `host-${at}`,
  }));
  await call('POST', '/v1/alerts', { alerts });

  const digestOf = async () => {
    const { items } = await call('GET', '/v1/deliveries');
    return items.find(({ kind, alertCount }: Row) => kind === 'digest' && alertCount > 50);
  };
  let digest: Row | undefined;
  for (let tries = 0; tries < 200 && digest === undefined; tries++) {
    await sleep(50);
    digest = await digestOf();
  }
  const texts = sandbox.group(GROUP.token).messages.map(({ text }) => text);
  const path = LINK.exec(texts.join('\n'))?.[1] ?? '';
  const { items } = await call('GET', `${path}&limit=1000`);

  expect(digest?.id).toContain(path.split('=')[1]);
  expect(items).toHaveLength(digest?.alertCount ?? -1);
});
