import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '#local/sandbox/sandbox.ts';
import { startRelayUnderTest } from './relay-under-test.ts';

const GROUP = { product: 'dingtalk' as const, name: 'dba', token: 'fake-dba', members: [] };
const TEMPLATE = '${alarm_nmae}**${alarm_name}**';

test('what was sent can be filtered, counted, taken away and previewed anew', async () => {
  const sandbox = await startSandbox({ groups: [GROUP] });
  onTestFinished(() => sandbox.close());
  const call = await startRelayUnderTest(sandbox.host);
  const saved = await call('POST', '/v1/channels', {
    name: 'dba',
    type: 'dingtalk',
    robots: [{ webhookUrl: sandbox.webhookUrl(GROUP.token) }],
    message: { templates: { zh_CN: { single: TEMPLATE } } },
  });
  await call('POST', '/v1/alerts', { id: 'disk-7', name: '=disk full', level: 'critical', target: 'Host-7' });
  for (let tries = 0; tries < 200 && sandbox.group(GROUP.token).messages.length === 0; tries++) await sleep(25);
  const { items: alerts } = await call('GET', '/v1/alerts?target=host-7&level=critical');
  const { items: deliveries } = await call('GET', '/v1/deliveries?text=DISK%20FULL&kind=single');
  const detail = await call('GET', `/v1/deliveries/${deliveries[0].id}`);
  const counts = await call('GET', '/v1/deliveries/counts?by=hour&timeZone=UTC&channel=dba');
  const preview = await call('POST', '/v1/preview', { type: 'dingtalk', template: TEMPLATE, alertId: 'disk-7' });

  const remark = { severity: 'warning', line: 1, column: 3, suggestion: 'alarm_name' };
  expect(saved.remarks).toMatchObject([{ field: 'message.templates.zh_CN.single', ...remark }]);
  expect(alerts).toMatchObject([{ id: 'disk-7', state: 'delivered', advice: '' }]);
  expect(deliveries).toMatchObject([{ outcome: 'delivered', advice: '' }]);
  expect(counts.items.reduce((sum: number, { delivered }: { delivered: number }) => sum + delivered, 0)).toBe(1);
  expect(preview).toMatchObject({ text: detail.text, template: detail.template, errors: [remark] });
  expect(await call('GET', '/v1/alerts?format=jsonl')).toMatchObject({ id: 'disk-7', name: '=disk full' });
});
