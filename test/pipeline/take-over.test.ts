import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { ClassicLevel } from 'classic-level';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openApiTokens } from '#local/api-tokens.ts';
import { openEmbeddedTable } from '#local/embedded-table.ts';
import { createFileSecrets } from '#local/file-secrets.ts';
import { decideAccess } from '#shared/access/decide-access.ts';
import { shownToken } from '#shared/access/token.ts';
import { createChannelStore } from '#shared/adapters/dynamodb/channel-store.ts';
import type { Table } from '#shared/adapters/dynamodb/conditional.ts';
import { createKnownRegister } from '#shared/adapters/dynamodb/known-register.ts';
import { createLayoutStore } from '#shared/adapters/dynamodb/layout-store.ts';
import { createTokenStore } from '#shared/adapters/dynamodb/token-store.ts';
import type { AlertItem } from '#shared/admission/alert-item.ts';
import { SHARDS } from '#shared/admission/shard.ts';
import type { Channel } from '#shared/channels/channel.ts';
import { parseQueuedWakeUp } from '#shared/dispatching/queued-wake-up.ts';
import { alertOf } from '#shared/dispatching/told-alert.ts';
import { decideLayout, LAYOUT } from '#shared/layout/layout.ts';
import { createInMemoryTable } from '#test/fixtures/in-memory-table.ts';
import { itemsOf, layInto, type WrittenLayout } from '#test/fixtures/layouts/written-layout.ts';
import { temporaryFolder } from '#test/local/home/temporary-folder.ts';
import { startHarness } from './harness.ts';

const FOLDER = join(import.meta.dirname, '../fixtures/raw/layouts');
const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.json'));
const MINUTE_MS = 60_000;

async function read(name: string): Promise<WrittenLayout> {
  return JSON.parse(await readFile(join(FOLDER, name), 'utf8'));
}

type Items = readonly Record<string, AttributeValue>[];

/** The relay of today on what was left behind, at the time it was. */
async function startOn(layout: WrittenLayout, table: Table) {
  const channels = await createChannelStore({ ...table, cacheMs: 0, now: () => layout.nowMs }).list();
  const relay = await startHarness(channels, undefined, async () => ({ ...table, stop: async () => {} }));
  await relay.runUntil(layout.nowMs);

  return { relay, channels };
}

async function alertsOf({ alerts }: Awaited<ReturnType<typeof startHarness>>, channels: readonly Channel[]) {
  const pages = channels.flatMap(({ name }) => [...SHARDS].map((shard) => alerts.page(name, shard, undefined, 1_000)));
  return (await Promise.all(pages)).flatMap(({ items }) => items);
}

const keyOf = ({ channel, fingerprint }: AlertItem) => `${channel}/${fingerprint}`;

/** Lets today's relay come to its end with what was left behind, and looks that all of it was told. */
async function expectAllTold(layout: WrittenLayout, table: Table, wakeUps: 'arrive' | 'are lost'): Promise<void> {
  const { relay, channels } = await startOn(layout, table);
  const before = await alertsOf(relay, channels);
  const waiting = before.filter(({ dueAt }) => dueAt !== undefined);
  expect(waiting.length).toBeGreaterThan(30);
  const lanes = await Promise.all(channels.map(({ robots }) => relay.lanes.get(robots[0].webhookId)));
  const begun = lanes.flatMap(({ inFlight }) => inFlight ?? []);
  expect(begun.length).toBeGreaterThan(0);
  expect(lanes.some(({ acks }) => acks.length > 0)).toBe(true);

  if (wakeUps === 'arrive') {
    for (const body of layout.wakeUps) {
      const queued = parseQueuedWakeUp(body);
      if (queued === undefined) throw new Error('a wake-up of the former version is not understood');
      await relay.ports.wakeUps.schedule(queued.wakeUp, queued.atMs);
    }
  }
  for (let minute = 0; minute < 30; minute++) {
    await relay.runFor(MINUTE_MS);
    await relay.sweep();
  }

  const after = new Map((await alertsOf(relay, channels)).map((item) => [keyOf(item), item]));
  for (const item of waiting) {
    const now = after.get(keyOf(item));
    expect(now, alertOf(item).name).toMatchObject({ told: item.status, toldVersion: item.version });
    expect([now?.dueAt, now?.dead, now?.suppressed], alertOf(item).name).toEqual([undefined, undefined, undefined]);
  }
  for (const item of before.filter(({ dueAt }) => dueAt === undefined)) expect(after.get(keyOf(item))).toEqual(item);
  for (const { robots } of channels) {
    expect(await relay.lanes.get(robots[0].webhookId)).not.toMatchObject({ inFlight: expect.anything() });
    expect((await relay.lanes.get(robots[0].webhookId)).acks).toEqual([]);
  }
  for (const { id } of begun) expect((await relay.ledger.ofMessage(id)).length).toBeGreaterThan(0);
  expect(relay.failures).toEqual([]);
}

/** Attributes and fields of a version to come, on everything. */
function withMore(items: Items): Items {
  return items.map((item) =>
    Object.fromEntries([
      ...Object.entries(item).map(([name, value]) => [name, moreIn(value)] as const),
      ['zz', { S: 'of a later version' }] as const,
    ]),
  );
}

function moreIn(value: AttributeValue): AttributeValue {
  return value.S?.startsWith('{') ? { S: value.S.replace('{', '{"zz":{"of":"a later version"},') } : value;
}

function inMemory(items: Items): Table {
  const table = createInMemoryTable();
  layInto(table, items);

  return table;
}

/** A data folder as the former version left it. */
async function folderOf({ files, level }: WrittenLayout): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  await mkdir(join(folder, 'table'));
  const store = new ClassicLevel<string, unknown>(join(folder, 'table'), { valueEncoding: 'json' });
  await store.batch(level.map(([key, value]) => ({ type: 'put', key, value })));
  await store.close();

  return folder;
}

describe.each(names)('what a version with %s left behind', (name) => {
  test.each(['arrive', 'are lost'] as const)(
    'in a table is told to the last alert when its wake-ups %s',
    async (way) => {
      const layout = await read(name);

      await expectAllTold(layout, inMemory(itemsOf(layout)), way);
    },
  );

  test('in a data folder is told to the last alert', async () => {
    const layout = await read(name);
    const table = await openEmbeddedTable(await folderOf(layout));
    onTestFinished(() => table.close());

    await expectAllTold(layout, table, 'are lost');
  });

  test('is told to the last alert by a version that does not know all that is in it', async () => {
    const layout = await read(name);

    await expectAllTold(layout, inMemory(withMore(itemsOf(layout))), 'arrive');
  });

  test('is found again: tokens, secrets of robots, registers, the mark', async () => {
    const layout = await read(name);
    const folder = await folderOf(layout);
    const table = await openEmbeddedTable(folder);
    onTestFinished(() => table.close());

    const tokens = createTokenStore(table);
    for (const { value, answer } of layout.tokens) {
      const decision = decideAccess(await tokens.find(shownToken(value)), 'ingest', layout.nowMs);
      expect([value, decision.kind]).toEqual([value, answer]);
    }
    const first = await openApiTokens(table.files.apiTokens, {}, () => 'fake-token-nobody-needs');
    expect(first).toMatchObject({ made: {}, records: [{ scopes: ['admin'] }, { scopes: ['ingest'] }] });
    const secrets = createFileSecrets({ path: table.files.secrets });
    expect(await secrets.read('ref-1')).toMatchObject({ webhookUrl: expect.stringContaining('access_token=') });
    expect(await createKnownRegister(table, 'channels').list()).toEqual(['deleted long ago']);
    const mark = await createLayoutStore(table).read();
    expect(decideLayout(mark, LAYOUT).kind).not.toBe('refuse');
  });
});
