import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createAlertStore } from '#shared/adapters/dynamodb/alert-store.ts';
import { createChannelStore } from '#shared/adapters/dynamodb/channel-store.ts';
import { createWatchStore } from '#shared/adapters/dynamodb/watch-store.ts';
import { createWatchdogsStore } from '#shared/adapters/dynamodb/watchdogs-store.ts';
import { ENV } from '#shared/config/env-names.ts';
import { listAlerts } from '#shared/delivery/list-alerts.ts';
import type { OcpPoller } from '#shared/polling/ocp-poller.ts';
import { expectNoSecret } from '#test/assertions/leaks-no-secret.ts';
import { aChannel } from '#test/builders/channel.ts';
import { aWatchedSource, storedWatchdogs } from '#test/builders/watchdogs.ts';
import { type SecretsManagerStandIn, startSecretsManager } from '#test/contract/secrets-manager-stand-in.ts';
import { ACCESS_KEY, alarmOf, type FakeOcp, PASSWORD, startFakeOcp } from '#test/fakes/ocp.ts';
import { type DynaliteTable, startDynalite } from '#test/fixtures/dynalite.ts';
import { type SqsStandIn, startSqs } from './sqs-stand-in.ts';

let table: DynaliteTable;
let secrets: SecretsManagerStandIn;
let queue: SqsStandIn;
let ocp: FakeOcp;
let written: string[];

beforeAll(async () => {
  [table, secrets, queue] = await Promise.all([startDynalite(), startSecretsManager(), startSqs()]);
  const endpointOf = async (endpoint: (() => Promise<{ readonly port?: number | undefined }>) | undefined) =>
    `http://127.0.0.1:${(await endpoint?.())?.port}`;
  for (const [name, value] of Object.entries({
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_DYNAMODB: await endpointOf(table.client.config.endpoint),
    AWS_ENDPOINT_URL_SECRETS_MANAGER: await endpointOf(secrets.client.config.endpoint),
    AWS_ENDPOINT_URL_SQS: queue.endpoint,
    [ENV.tableName]: table.tableName,
    [ENV.wakeUpQueueUrl]: `${queue.endpoint}/111122223333/wake-ups`,
    [ENV.secretPrefix]: 'tocsin/relay/',
  })) {
    vi.stubEnv(name, value);
  }
  await createChannelStore({ ...table, cacheMs: 0, now: Date.now }).create(aChannel({ name: 'dba' }));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await Promise.all([table.stop(), secrets.stop(), queue.stop()]);
});

beforeEach(async () => {
  ocp = await startFakeOcp();
  secrets.secrets.set('tocsin/relay/named/ocp/prod', JSON.stringify(ACCESS_KEY));
  secrets.asked.length = 0;
  queue.bodies.length = 0;
  written = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    written.push(String(chunk));
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    written.push(String(chunk));
    return true;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await ocp.close();
  expectNoSecret(written, [ACCESS_KEY.secretKey, PASSWORD.password]);
});

/** The function as a cold start has it. */
async function coldStart(): Promise<(event: unknown) => Promise<void>> {
  vi.resetModules();
  return (await import('#functions/poll/handler.ts')).handler;
}

const A_POLLER: OcpPoller = {
  source: 'x',
  url: 'http://192.0.2.1:8080',
  credentials: { kind: 'secret', name: 'ocp/prod' },
  everySeconds: 60,
  knownSinceDays: 7,
  channels: ['dba'],
};

/** What the rule of an OCP sends; each test has a source of its own. */
function eventOf(source: string, more: Partial<OcpPoller> = {}): { readonly poll: OcpPoller } {
  return { poll: { ...A_POLLER, source, url: ocp.url, ...more } };
}

/** Ids of a source with their status. */
async function ledger(source: string): Promise<Readonly<Record<string, string>>> {
  const { items } = await listAlerts({ source, limit: 1_000 }, ['dba'], createAlertStore(table), Date.now());
  return Object.fromEntries(items.map(({ id, status }) => [id, status]));
}

function over(nth: number): void {
  Object.assign(ocp.alarms[nth] ?? {}, { status: 'Inactive', resolvedAt: '2026-11-21T02:00:00Z' });
}

const pagesAsked = () => ocp.asked.filter((target) => target.includes('?page=')).length;

test('a round tells what fires and wakes the dispatcher by the queue, the next one finds what is over', async () => {
  const handler = await coldStart();
  ocp.alarms.push(alarmOf(1), alarmOf(2));
  await handler(eventOf('first'));
  expect(await ledger('first')).toEqual({ 1: 'firing', 2: 'firing' });
  expect(queue.bodies.length).toBeGreaterThan(0);

  over(0);
  await handler(eventOf('first'));
  expect(await ledger('first')).toEqual({ 1: 'resolved', 2: 'firing' });
  expect(written.join('')).toMatch(/"message":"OCP polled".*"source":"first".*"ended":1/);
});

test('a cold start finds by the ledger what was over meanwhile', async () => {
  ocp.alarms.push(alarmOf(1));
  await (await coldStart())(eventOf('cold'));
  over(0);
  await (await coldStart())(eventOf('cold'));

  expect(await ledger('cold')).toEqual({ 1: 'resolved' });
});

test('other settings of an OCP are used from the next event on', async () => {
  const handler = await coldStart();
  const other = await startFakeOcp();
  try {
    other.alarms.push(alarmOf(7));
    await handler(eventOf('moved'));
    await handler(eventOf('moved', { url: other.url }));
  } finally {
    await other.close();
  }

  expect(pagesAsked()).toBe(1);
  expect(await ledger('moved')).toEqual({ 7: 'firing' });
});

test('an OCP that refuses a page fails the invocation, after all that was read is told', async () => {
  const handler = await coldStart();
  ocp.alarms.push(...Array.from({ length: 150 }, (_, at) => alarmOf(at + 1)));
  ocp.instead = (target) => (target.includes('page=2') ? { status: 500, body: '{}' } : undefined);

  await expect(handler(eventOf('partial'))).rejects.toThrow(/NotPolledInFullError: partial: page 2: OCP answered 500/);
  expect(Object.keys(await ledger('partial'))).toHaveLength(100);
  expect(written.join('')).toMatch(/"message":"OCP not polled in full".*"source":"partial"/);
});

test('credentials that are not there, or are none, are named with their OCP', async () => {
  const handler = await coldStart();
  await expect(handler(eventOf('nobody', { credentials: { kind: 'secret', name: 'ocp/none' } }))).rejects.toThrow(
    'PollError: there is no secret ocp/none',
  );
  expect(written.join('')).toMatch(/"message":"OCP not polled",.*"source":"nobody"/);

  secrets.secrets.set('tocsin/relay/named/ocp/prod', `{"user":"${PASSWORD.password}"}`);
  await expect(handler(eventOf('nobody'))).rejects.toThrow('the secret ocp/prod must hold {"user", "password"}');
  expect(ocp.asked).toEqual([]);
});

test('credentials are read once while OCP takes them, and anew after it refused them', async () => {
  const handler = await coldStart();
  const read = () => secrets.asked.filter((operation) => operation === 'GetSecretValue').length;
  await handler(eventOf('keys'));
  await handler(eventOf('keys'));
  expect(read()).toBe(1);

  secrets.secrets.set('tocsin/relay/named/ocp/prod', JSON.stringify({ ...ACCESS_KEY, secretKey: 'fake-wrong' }));
  // Another start knows nothing of the good ones.
  const again = await coldStart();
  await expect(again(eventOf('keys'))).rejects.toThrow(/refused the credentials \(401\)/);
  secrets.secrets.set('tocsin/relay/named/ocp/prod', JSON.stringify(PASSWORD));
  await again(eventOf('keys'));
  expect(read()).toBe(3);
});

test('a full round is a sign of life of a source that is watched, though nothing fires there', async () => {
  const watchdogs = storedWatchdogs([aWatchedSource({ source: 'alive' })]);
  await createWatchdogsStore({ ...table, cacheMs: 0, now: Date.now }).write(watchdogs);
  await (await coldStart())(eventOf('alive'));

  const { states } = await createWatchStore(table).list();
  expect(states).toMatchObject([{ source: 'alive', heardAtMs: expect.any(Number) }]);
});

test('a round whose alarms are not taken in is none, though OCP answered', async () => {
  const watchdogs = storedWatchdogs([aWatchedSource({ source: 'deaf' })]);
  await createWatchdogsStore({ ...table, cacheMs: 0, now: Date.now }).write({ ...watchdogs, revision: 2 });
  ocp.alarms.push(alarmOf(1));
  await expect((await coldStart())(eventOf('deaf', { channels: ['nobody'] }))).rejects.toThrow('there is no channel');

  const { states } = await createWatchStore(table).list();
  expect(states.filter(({ source }) => source === 'deaf')).toEqual([]);
});

test.each([
  [{ sweep: true }, 'poll'],
  ['poll', 'the event itself'],
  [{ poll: { source: 'x' } }, 'poll.url, poll.credentials, poll.everySeconds, poll.knownSinceDays'],
  [{ poll: { ...A_POLLER, credentials: { kind: 'secret', name: 'dba-robot' } } }, 'poll.credentials.name'],
  [{ poll: { ...A_POLLER, channels: [] } }, 'poll.channels'],
])('an event that no rule of the stack sends is refused, nothing of it repeated: %j', async (event, fields) => {
  const handler = await coldStart();

  await expect(handler(event)).rejects.toThrow(
    `PollEventError: the event is not {"poll":{…}} as the rules of the stack send it; missing or not what it must be: ${fields}`,
  );
  expect(secrets.asked).toEqual([]);
});
