import { expect, test } from 'vitest';
import { createAdminApp } from '#functions/admin/app.ts';
import { createReceiveApp } from '#functions/receive/app.ts';
import { parseChannelInput } from '#shared/channels/channel-input.ts';
import { sourceFor } from '#shared/receiving/source-registry.ts';
import { WELL } from './answers.ts';
import { adminDeps, bearer, receiveDeps } from './fakes.ts';

const DEPTH = 2_000_000;
const nested = (open: string, close: string) => `${open.repeat(DEPTH)}1${close.repeat(DEPTH)}`;

/** Bodies nobody sends by mistake. */
const HOSTILE: Readonly<Record<string, string>> = {
  'deep lists': nested('[', ']'),
  'deep lists, never closed': '['.repeat(2 * DEPTH),
  'a label of deep lists': `{"name":"a","labels":{"x":${nested('[', ']')}}}`,
  'alerts of deep lists': `{"alerts":[${nested('[', ']')}]}`,
  'a huge number': `{"name":"a","level":1${'0'.repeat(4_000_000)}}`,
  'a huge name': JSON.stringify({ name: '值'.repeat(1_500_000) }),
  'four hundred thousand fields': `{${Array.from({ length: 400_000 }, (_, i) => `"${i}":1`).join()}}`,
  'keys of the prototype':
    '{"__proto__":{"name":"a"},"constructor":{"prototype":{}},"name":"a","labels":{"__proto__":"x"}}',
  'half a surrogate': '{"name":"\\ud83d"}',
  'only quotes': '"'.repeat(4_000_000),
  'only escapes': '\\'.repeat(4_000_000),
};

const receive = createReceiveApp(receiveDeps({ sourceFor }).deps);

test.each(
  Object.keys(HOSTILE).flatMap((name) =>
    ['native', 'ocp', 'alertmanager', 'nightingale'].map((source) => [name, source] as const),
  ),
)('%s, sent to %s, are answered in a few seconds and not with a 500', async (name, source) => {
  const startedMs = performance.now();
  const response = await receive.request(`/v1/alerts/${source}`, {
    method: 'POST',
    headers: { ...bearer('ingest'), 'content-type': 'application/json' },
    body: HOSTILE[name] ?? '',
  });

  expect([200, 400, 422]).toContain(response.status);
  expect((await response.text()).length).toBeLessThan(6_000_000);
  expect(performance.now() - startedMs).toBeLessThan(10_000);
});

test.each(Object.keys(HOSTILE))('%s, sent as a channel or a preview, are refused as such', async (name) => {
  const { deps } = adminDeps({
    ...WELL,
    sendTestDraft: async (input) => {
      const parsed = parseChannelInput(input, { allowedHosts: [], makeRef: () => 'ref' });
      return parsed.kind === 'invalid' ? parsed : { kind: 'not-found' };
    },
  });
  for (const path of ['/v1/channels/test', '/v1/preview']) {
    const response = await createAdminApp(deps).request(path, {
      method: 'POST',
      headers: { ...bearer('admin'), 'content-type': 'application/json' },
      body: HOSTILE[name] ?? '',
    });
    expect([400, 413, 422]).toContain(response.status);
  }
});
