import {
  DeleteItemCommand,
  InternalServerError,
  ItemCollectionSizeLimitExceededException,
  ProvisionedThroughputExceededException,
  PutItemCommand,
  RequestLimitExceeded,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { getRequestListener } from '@hono/node-server';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createReceiveApp } from '#functions/receive/app.ts';
import type { Table } from '#shared/adapters/dynamodb/conditional.ts';
import { sourceFor } from '#shared/receiving/source-registry.ts';
import { httpServer, type LocalServer } from '#test/adapters/http/local-servers.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';
import { clientThat } from '#test/fixtures/in-memory-table.ts';
import { bearer, receiveDeps } from '#test/functions/fakes.ts';
import { startHarness } from './harness.ts';

const CHANNELS = [
  aChannel({ name: 'dba', robots: [aRobot({ name: 'a' })] }),
  aChannel({ name: 'ops', robots: [aRobot({ name: 'b' })] }),
];
const MINUTE = 60_000;
const WRITES = [UpdateItemCommand, PutItemCommand, DeleteItemCommand];

/** Whether a write that fails reached the table all the same. */
type Fate = 'refused' | 'done, its answer lost';

/** Lets writes fail: after how many, with what, and whether they were done. */
class Faults {
  writes = 0;
  #plan: { readonly after: number; readonly fate: Fate; readonly error: Error } | undefined;

  fail(after: number, fate: Fate, error: Error): void {
    this.writes = 0;
    this.#plan = { after, fate, error };
  }

  recover(): void {
    this.writes = 0;
    this.#plan = undefined;
  }

  /** Stands between the engine and its table. */
  readonly through = ({ client, tableName }: Table): Table => {
    const send = (command: unknown): Promise<object> => Reflect.apply(client.send, client, [command]);
    const failing = clientThat(async (command) => {
      if (!WRITES.some((kind) => command instanceof kind)) return send(command);
      this.writes += 1;
      const plan = this.#plan;
      if (plan === undefined || this.writes <= plan.after) return send(command);
      if (plan.fate !== 'refused') await send(command);
      throw plan.error;
    });

    return { client: failing, tableName };
  };
}

const about = { $metadata: {}, message: 'no' };
const ERRORS: readonly (readonly [string, Error])[] = [
  ['is throttled', new ProvisionedThroughputExceededException(about)],
  ['is over its account’s limit', new RequestLimitExceeded(about)],
  ['has a fault', new InternalServerError(about)],
  ['is full', new ItemCollectionSizeLimitExceededException(about)],
  ['can’t be reached', Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' })],
  ['fails for a reason nobody thought of', new TypeError('undefined is not a function')],
];

let faults: Faults;
let relay: Awaited<ReturnType<typeof startHarness>>;
let server: LocalServer;

/** Starts the engine behind a real HTTP server. */
async function start(): Promise<void> {
  faults = new Faults();
  relay = await startHarness(CHANNELS, faults.through);
  const receive: Parameters<typeof createReceiveApp>[0]['receive'] = ({ alerts, ...batch }) =>
    relay.receive(alerts, batch);
  const app = createReceiveApp({ ...receiveDeps().deps, now: relay.now, sourceFor, receive });
  server = await httpServer(getRequestListener(app.fetch));
}

beforeEach(start);

afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await relay.stop();
});

async function post(body: unknown, path = '/v1/alerts'): Promise<Response> {
  return fetch(`http://127.0.0.1:${server.port}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...bearer('ingest') },
    body: JSON.stringify(body),
  });
}

async function expectNotStored(response: Response): Promise<void> {
  expect(response.status).toBe(503);
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await response.json()).toMatchObject({ type: 'urn:tocsin:problem:not-stored' });
}

async function expectAccepted(response: Response, accepted: number): Promise<void> {
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ success: true, accepted });
}

/** All alerts of a channel. */
async function itemsOf(channel: string) {
  const pages = await Promise.all(
    [...'0123456789abcdef'].map((shard) => relay.alerts.page(channel, shard, undefined, 1_000)),
  );

  return pages.flatMap((page) => page.items);
}

/** Every alert told in one message of its channel and waiting for nothing; answers how many there are. */
async function expectToldOnce(channel: string): Promise<number> {
  const items = await itemsOf(channel);
  expect(items.filter((item) => item.told !== item.status || item.deliveries.length !== 1)).toEqual([]);
  const { items: deliveries } = await relay.ledger.list({ channel, limit: 1_000 });
  expect(deliveries.map(({ outcome }) => outcome)).toEqual(deliveries.map(() => 'delivered'));
  expect(deliveries.reduce((sum, { alertCount }) => sum + alertCount, 0)).toBe(items.length);

  return items.length;
}

function alertsNamed(prefix: string, count: number) {
  return Array.from({ length: count }, (_, nth) => ({ name: `${prefix}-${nth}`, target: `host-${nth}` }));
}

describe.each(ERRORS)('while the table %s', (_, error) => {
  test.each([
    ['native', '/v1/alerts', { name: 'disk full' }],
    ['alertmanager', '/v1/alerts/alertmanager', { alerts: [{ status: 'firing', labels: { alertname: 'disk full' } }] }],
    ['ocp', '/v1/alerts/ocp', { alarm_name: 'disk full', alarm_status: 'Active' }],
  ])('a sender that speaks %s is told to come again, and is taken when it does', async (_source, path, body) => {
    faults.fail(0, 'refused', error);
    for (let tries = 0; tries < 3; tries++) await expectNotStored(await post(body, path));
    await relay.runFor(MINUTE);
    expect(relay.seen).toEqual([]);

    faults.recover();
    await expectAccepted(await post(body, path), 1);
    await relay.runFor(5 * MINUTE);
    expect(relay.seen).toHaveLength(2);
    for (const { name } of CHANNELS) expect(await expectToldOnce(name)).toBe(1);
  });
});

describe('a request of which a write fails', () => {
  const [, error] = ERRORS[0] ?? ['', new Error('no')];

  test.each<[Fate, 'at once' | 'after what was stored is told']>([
    ['refused', 'at once'],
    ['refused', 'after what was stored is told'],
    ['done, its answer lost', 'at once'],
    ['done, its answer lost', 'after what was stored is told'],
  ])('(%s) and that comes again %s causes one message for each alert, whichever write it was', async (fate, when) => {
    let alerts = 0;
    for (let after = 0; after < 7; after++) {
      const batch = alertsNamed(`alert-${after}`, 3);
      faults.fail(after, fate, error);
      const response = await post(batch);
      // Noting who sends is a write of the first request only, so the last round may find nothing left to fail.
      if (faults.writes <= after) await expectAccepted(response, 3);
      else await expectNotStored(response);
      faults.recover();
      if (when !== 'at once') await relay.runFor(2_000);
      await expectAccepted(await post(batch), 3);
      alerts += 3;
      await relay.runFor(MINUTE);
    }

    for (const { name } of CHANNELS) expect(await expectToldOnce(name)).toBe(alerts);
  });

  test('of 2,000 alerts is taken as a whole when it comes again, each alert in one message', async () => {
    const batch = alertsNamed('storm', 2_000);
    faults.fail(1_000, 'refused', error);
    await expectNotStored(await post(batch, '/v1/alerts?channel=dba'));
    faults.recover();
    await relay.runFor(2_000);
    const toldBefore = (await itemsOf('dba')).filter(({ told }) => told !== undefined).length;
    await expectAccepted(await post(batch, '/v1/alerts?channel=dba'), 2_000);
    await relay.runFor(5 * MINUTE);

    expect(toldBefore).toBeGreaterThan(0);
    expect(toldBefore).toBeLessThan(2_000);
    expect(await expectToldOnce('dba')).toBe(2_000);
    expect(await itemsOf('ops')).toEqual([]);
  }, 60_000);
});

describe('a request', () => {
  test('with equal alerts costs one write for all of them, and counts each', async () => {
    await post({ name: 'first of this sender' }, '/v1/alerts?channel=dba');
    faults.recover();
    const same = { name: 'disk full', target: 'host-1' };
    await expectAccepted(await post([same, same, same], '/v1/alerts?channel=dba'), 3);
    expect(faults.writes).toBe(1);
    await relay.runFor(MINUTE);

    const items = await itemsOf('dba');
    expect(items.map(({ receipts }) => receipts).sort()).toEqual([1, 3]);
    expect(await expectToldOnce('dba')).toBe(2);
  });

  test('with the firing and the recovery of an alert causes one message that tells both', async () => {
    const alert = { name: 'disk full', target: 'host-1', activeAt: '2026-11-20T23:59:00Z' };
    const recovered = { ...alert, status: 'resolved', resolvedAt: '2026-11-20T23:59:30Z' };
    await expectAccepted(await post([{ ...alert, status: 'firing' }, recovered], '/v1/alerts?channel=dba'), 2);
    await relay.runFor(20 * MINUTE);

    expect(relay.seen).toHaveLength(1);
    expect(relay.seen[0]?.body).toMatch(/disk full/);
    expect(await itemsOf('dba')).toMatchObject([{ status: 'resolved', told: 'resolved' }]);
    expect(await expectToldOnce('dba')).toBe(1);
  });
});
