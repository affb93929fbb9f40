import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSourceMappings } from '#shared/adapters/dynamodb/source-mappings.ts';
import type { SourceMapping } from '#shared/receiving/mapping/source-mapping.ts';
import { type DynaliteTable, startDynalite } from '#test/fixtures/dynalite.ts';

let table: DynaliteTable;
beforeAll(async () => {
  table = await startDynalite();
});
afterAll(() => table.stop());

const MAPPING: SourceMapping = {
  name: 'orders',
  match: { source: ['com.example'] },
  channels: ['运维'],
  alert: { id: 'detail.id' },
  labels: { team: 'detail.team' },
  levels: { sev1: 'down' },
  statuses: { fixed: 'resolved' },
  defaults: { level: 'caution' },
};

it('has none at first, keeps what is put, and replaces all of it', async () => {
  const store = createSourceMappings({ ...table, cacheMs: 0, now: () => 0 });

  expect(await store.list()).toEqual([]);
  await store.putSourceMappings([MAPPING, { ...MAPPING, name: 'other' }]);
  expect((await store.list()).map(({ name }) => name)).toEqual(['orders', 'other']);
  await store.putSourceMappings([MAPPING]);
  expect(await store.list()).toEqual([MAPPING]);
});

it('keeps whose requests have to be signed beside them, each changed without the other', async () => {
  const store = createSourceMappings({ ...table, cacheMs: 10_000, now: () => 0 });
  const rule = {
    source: 'grafana-prod',
    key: { kind: 'secret', name: 'senders/grafana-prod' },
    header: 'X-Signature',
    timestampHeader: 'X-Time',
    maxAgeSeconds: 300,
  } as const;
  await store.putSourceMappings([MAPPING]);
  await store.putSignatureRules([rule]);

  expect([await store.list(), await store.signatures()]).toEqual([[MAPPING], [rule]]);
  await store.putSourceMappings([]);
  expect([await store.list(), await store.signatures()]).toEqual([[], [rule]]);
  await store.putSignatureRules([]);
  expect(await store.signatures()).toEqual([]);
});

it('asks the table again after its time, and at once after its own write', async () => {
  let nowMs = 0;
  const reader = createSourceMappings({ ...table, cacheMs: 10_000, now: () => nowMs });
  const writer = createSourceMappings({ ...table, cacheMs: 10_000, now: () => nowMs });
  await writer.putSourceMappings([MAPPING]);
  expect(await reader.list()).toEqual([MAPPING]);
  await writer.putSourceMappings([]);

  expect(await writer.list()).toEqual([]);
  nowMs = 9_999;
  expect(await reader.list()).toEqual([MAPPING]);
  nowMs = 10_000;
  expect(await reader.list()).toEqual([]);
});
