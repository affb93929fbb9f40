import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type DeliveryRow, type LedgerRow, RelayClient } from '#local/demo/relay-client.ts';
import { openHttpServer } from '#local/http-server.ts';
import type { Group } from '#local/sandbox/group.ts';
import { type Sandbox, startSandbox } from '#local/sandbox/sandbox.ts';
import { RelayProcess } from './relay-process.ts';

/** How the storm and the kill go. */
export interface KillNine {
  /** Different alerts, sent one a request over `overMs`. */
  readonly alerts: number;
  readonly overMs: number;
  /** Killed once so many were accepted and a robot is being spoken to. */
  readonly killAfter: number;
  /** Folder for the relay's data. */
  readonly folder: string;
}

/** What came of it. */
export interface KillNineRun {
  readonly sent: number;
  /** How many were accepted by the first request for them. */
  readonly acceptedAtOnce: number;
  /** Ids that were answered with success. */
  readonly accepted: ReadonlySet<string>;
  readonly rows: readonly LedgerRow[];
  readonly deliveries: readonly DeliveryRow[];
  readonly groups: readonly Group[];
  readonly log: readonly string[];
}

const TOKENS = { adminToken: 'fake-admin-token-1', ingestToken: 'fake-ingest-token' };
const ENV = { TOCSIN_ADMIN_TOKEN: TOKENS.adminToken, TOCSIN_INGEST_TOKEN: TOKENS.ingestToken };
const GROUPS = [
  { product: 'dingtalk', name: 'dba', token: 'fake-kill-dingtalk' },
  { product: 'wecom', name: 'ops', token: 'fake-kill-wecom' },
] as const;
/** A robot this slow is spoken to most of the time in a storm: the kill hits a request in flight. */
const ROBOT_MS = 600;
/** How often, and for how long, a sender tries again. */
const RETRY_MS = 500;
const MOST_TRIES = 60;
/** After the last alert: the takeover of a dead worker's lanes takes 15 s, the window of the robots 60 s. */
const DEADLINE_MS = 150_000;

/** Kills the relay in the middle of a storm, starts it again at once, and waits until nothing waits any more. */
export async function runKillNine(plan: KillNine): Promise<KillNineRun> {
  const sandbox = await startSandbox({ groups: GROUPS });
  for (const { token } of GROUPS) sandbox.setFault(token, { kind: 'latency', ms: ROBOT_MS });
  // One port for both, as senders know it; while nobody listens there they are refused.
  const port = String(await freePort());
  const client = new RelayClient({ url: `http://127.0.0.1:${port}`, ...TOKENS });
  const start = () =>
    new RelayProcess(['--port', port, '--data', join(plan.folder, 'data'), '--allow-webhook-host', sandbox.host], ENV);
  let relay = start();
  const log: string[] = [];
  try {
    await relay.url;
    await createChannels(client, sandbox);
    const accepted = new Set<string>();
    const storm = sendAll(plan, client, accepted);
    await until(() => accepted.size >= plan.killAfter && sandbox.groups.some(isBusy));
    await relay.end('SIGKILL');
    log.push(...relay.stderr);
    relay = start();
    await relay.url;
    const acceptedAtOnce = await storm;
    await until(async () => (await client.alerts('waiting')).length === 0);
    const [rows, deliveries] = await Promise.all([client.alerts(), client.deliveries()]);

    return { sent: plan.alerts, acceptedAtOnce, accepted, rows, deliveries, groups: sandbox.groups, log };
  } finally {
    await relay.end('SIGKILL');
    log.push(...relay.stderr);
    await sandbox.close();
  }
}

/** Everything that is not as promised, in words. */
export function problemsOf({ accepted, rows, deliveries, groups }: KillNineRun): readonly string[] {
  const outcomes = new Map(deliveries.map(({ id, outcome }) => [id, outcome]));
  const untold = [...accepted].flatMap((id) =>
    groups.flatMap(({ settings: { name } }) => {
      const row = rows.find((one) => one.id === id && one.channel === name);
      if (row?.state !== 'delivered') return [`${id} in ${name}: ${row?.state ?? 'not in the ledger'}`];
      return row.deliveries.some((delivery) => outcomes.get(delivery) === 'delivered')
        ? []
        : [`${id} in ${name}: in no message`];
    }),
  );

  return [...untold, ...groups.flatMap((group) => robotProblems(group, deliveries))];
}

function robotProblems({ settings, counters, messages }: Group, deliveries: readonly DeliveryRow[]): readonly string[] {
  const told = deliveries.filter(({ channel, outcome }) => channel === settings.name && outcome === 'delivered').length;
  const checks: readonly (readonly [boolean, string])[] = [
    [counters.throttled === 0, `throttled ${counters.throttled} times`],
    [counters.maxInMinute <= 20, `${counters.maxInMinute} requests in a minute`],
    [counters.maxInFlight <= 1, `${counters.maxInFlight} requests at once`],
    [messages.length >= told, `${told} messages recorded, ${messages.length} arrived`],
    // Only what was in flight when the process died may come twice.
    [messages.length <= told + 1, `${messages.length} messages arrived, ${told} recorded`],
  ];

  return checks.flatMap(([holds, words]) => (holds ? [] : [`robot of ${settings.name}: ${words}`]));
}

async function createChannels(client: RelayClient, sandbox: Sandbox): Promise<void> {
  for (const { product, name, token } of GROUPS) {
    await client.createChannel({
      name,
      type: product,
      robots: [{ name: '1', webhookUrl: sandbox.webhookUrl(token) }],
    });
  }
}

/** Sends every alert, each again until it is accepted, and counts those accepted at the first try. */
async function sendAll(plan: KillNine, client: RelayClient, accepted: Set<string>): Promise<number> {
  const startMs = Date.now();
  const atOnce = Array.from({ length: plan.alerts }, async (_, i) => {
    await sleep(Math.max(0, startMs + (i * plan.overMs) / plan.alerts - Date.now()));
    const id = `storm-${String(i).padStart(4, '0')}`;
    const body = JSON.stringify({
      id,
      name: 'host down',
      level: i % 3 === 0 ? 'down' : 'critical',
      target: `host-${i}`,
    });
    for (let tries = 1; tries <= MOST_TRIES; tries++) {
      const answer = await client.post('/v1/alerts', body);
      if (answer.kind === 'accepted') {
        accepted.add(id);
        return tries === 1;
      }
      await sleep(RETRY_MS);
    }
    return false;
  });

  return (await Promise.all(atOnce)).filter((first) => first).length;
}

/** Whether the group's robot has a request that it will not answer for a while: it notes a message, then waits. */
function isBusy({ entries }: Group): boolean {
  return Date.now() - (entries.at(-1)?.at ?? 0) < ROBOT_MS / 2;
}

async function freePort(): Promise<number> {
  const server = await openHttpServer('127.0.0.1', 0);
  await server.close(0);

  return server.port;
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + DEADLINE_MS;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('waited in vain');
    await sleep(100);
  }
}
