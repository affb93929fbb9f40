import { setTimeout as sleep } from 'node:timers/promises';
import type { DeliveryRow, LedgerRow } from '#local/demo/relay-client.ts';
import type { ChatMessage } from '#local/sandbox/chat-record.ts';
import { type Sandbox, startSandbox } from '#local/sandbox/sandbox.ts';
import { Checks } from './checks.ts';
import { type RelayUnderTest, startRelay, TOKENS, until } from './relay.ts';

/*
 * 500 different alerts in 20 s to one channel, against the relay as a process
 * of its own; with `kill`, the relay is killed in the middle and started again
 * on its folder. Senders do not repeat what failed.
 */

const ALERTS = 500;
const OVER_MS = 20_000;
/** In the kill run: this long after the first alert. */
const KILL_AFTER_MS = 9_000;
/** After the last alert everything must be told: a dead worker's lane takes 15 s, a robot's window 60 s. */
const TOLD_WITHIN_MS = 100_000;
/** A robot's limit in any minute; DingTalk and WeCom alike. */
const ROBOT_LIMIT = 20;
/** Share of the alerts that must be accepted although the relay is killed. */
const ACCEPTED_SHARE = 0.97;

type Mode = 'calm' | 'kill';

const GROUP = { product: 'dingtalk', name: 'dba', token: 'fake-token-of-five-hundred', signingKey: 'SECfake' } as const;
const LEVELS = ['down', 'critical', 'warning', 'caution', 'info'] as const;

interface Run {
  readonly accepted: readonly string[];
  readonly rows: readonly LedgerRow[];
  readonly deliveries: readonly DeliveryDetails[];
  readonly messages: readonly ChatMessage[];
  readonly sandbox: Sandbox;
  readonly downMs: number;
}

type DeliveryDetails = DeliveryRow & { readonly alertCount: number };

async function run(mode: Mode): Promise<Run> {
  const sandbox = await startSandbox({ groups: [GROUP] });
  sandbox.setFault(GROUP.token, { kind: 'latency', ms: 150, jitterMs: 200, seed: 1 });
  const relay = await startRelay(sandbox.host);
  try {
    const webhookUrl = sandbox.webhookUrl(GROUP.token);
    const robots = [{ name: '1', webhookUrl, signatureKey: GROUP.signingKey }];
    await relay.client.createChannel({ name: GROUP.name, type: 'dingtalk', robots });
    const [accepted, downMs] = await Promise.all([
      postAll(relay),
      mode === 'kill' ? killInTheMiddle(relay, sandbox) : 0,
    ]);
    await until(async () => (await relay.client.alerts('waiting')).length === 0, TOLD_WITHIN_MS);

    return {
      accepted,
      downMs,
      rows: await relay.client.alerts(),
      deliveries: await allDeliveries(relay),
      messages: sandbox.group(GROUP.token).messages,
      sandbox,
    };
  } finally {
    await relay.stop();
    await sandbox.close();
  }
}

/** Posts each alert once, at its time; answers the ids that got a success. */
async function postAll(relay: RelayUnderTest): Promise<readonly string[]> {
  const startMs = performance.now();
  const results = await Promise.all(
    Array.from({ length: ALERTS }, async (_, at) => {
      await sleep(Math.max(0, startMs + (at * OVER_MS) / ALERTS - performance.now()));
      const id = `storm-${String(at).padStart(3, '0')}`;
      const level = LEVELS[at % LEVELS.length];
      const alert = { id, name: `rule ${at % 12}`, level, target: `host-${id}`, summary: `load of host-${id}` };
      const answer = await relay.client.post(`/v1/alerts?channel=${GROUP.name}`, JSON.stringify(alert));
      return answer.kind === 'accepted' ? [id] : [];
    }),
  );

  return results.flat();
}

/** Kills the relay while it waits for the robot's answer. Answers how long nobody listened, ms. */
async function killInTheMiddle(relay: RelayUnderTest, sandbox: Sandbox): Promise<number> {
  await sleep(KILL_AFTER_MS);
  const requests = () => sandbox.group(GROUP.token).counters.requests;
  const before = requests();
  for (let looks = 0; looks < 1_000 && requests() === before; looks++) await sleep(5);
  const killedMs = performance.now();
  await relay.killAndRestart();

  return Math.round(performance.now() - killedMs);
}

/** With the number of alerts in each, which the client of the demo leaves out. */
async function allDeliveries(relay: RelayUnderTest): Promise<readonly DeliveryDetails[]> {
  const response = await fetch(`${relay.url}/v1/deliveries?channel=${GROUP.name}&limit=1000`, {
    headers: { authorization: `Bearer ${TOKENS.adminToken}` },
  });
  const { items, cursor } = (await response.json()) as { items: readonly DeliveryDetails[]; cursor: string | null };
  if (cursor !== null) throw new Error('more than a thousand deliveries');

  return items;
}

/** A delivery's message: its id begins with the `msgUuid` that the robot got. */
function messageOf({ id }: { readonly id: string }): string {
  return id.split('-', 1)[0] ?? id;
}

function judge(mode: Mode, { accepted, rows, deliveries, messages, sandbox, downMs }: Run): void {
  const checks = new Checks();
  const robot = sandbox.group(GROUP.token).counters;
  const told = deliveries.filter(({ outcome }) => outcome === 'delivered');
  const arrived = new Set(messages.map(({ msgUuid }) => msgUuid));
  const byId = new Map(rows.map((row) => [row.id, row]));
  const isTold = (id: string) => {
    const row = byId.get(id);
    return row?.state === 'delivered' && row.deliveries.some((one) => arrived.has(messageOf({ id: one })));
  };
  const lost = accepted.filter((id) => !isTold(id));
  const least = mode === 'calm' ? ALERTS : Math.ceil(ALERTS * ACCEPTED_SHARE);
  const down = mode === 'calm' ? '' : `, at least ${least} although nobody listened for ${downMs} ms`;

  checks.check(accepted.length >= least, `${accepted.length} of ${ALERTS} accepted${down}`);
  checks.check(lost.length === 0, `${lost.length} of them lost ${lost.slice(0, 5).join(' ')}`);
  checks.check(
    rows.every(({ state }) => state === 'delivered'),
    `${rows.filter(({ state }) => state === 'delivered').length} of ${rows.length} in the ledger as delivered`,
  );
  checks.check(
    robot.throttled === 0,
    `${robot.throttled} answers "throttled", refused ${JSON.stringify(robot.refused)}`,
  );
  checks.check(robot.maxInMinute <= ROBOT_LIMIT, `${robot.maxInMinute} requests in the busiest minute`);
  checks.check(robot.maxInFlight <= 1, `${robot.maxInFlight} requests in flight at once`);
  checkCounts(checks, rows, told, messages);
  checkDuplicates(checks, mode, rows, told, messages, robot.duplicates);
  checks.finish(
    `${ALERTS} alerts in ${OVER_MS / 1000} s to one channel${mode === 'kill' ? ', killed in the middle' : ''}`,
  );
}

/** Every message names its alerts, or says how many they are; and as many alerts name the message. */
function checkCounts(
  checks: Checks,
  rows: readonly LedgerRow[],
  told: readonly DeliveryDetails[],
  messages: readonly ChatMessage[],
): void {
  const wrong = told.filter(({ id, alertCount }) => {
    const text = messages.find(({ msgUuid }) => msgUuid === messageOf({ id }))?.text ?? '';
    const inIt = rows.filter((row) => row.deliveries.includes(id));
    return inIt.length !== alertCount || !(saysCount(text, alertCount) || inIt.every((row) => text.includes(row.id)));
  });
  const sum = told.reduce((total, { alertCount }) => total + alertCount, 0);
  const names = wrong.map(({ id, alertCount }) => `${id} (${alertCount})`).join(' ');
  checks.check(wrong.length === 0, `${told.length} messages tell ${sum} alerts, by name or in their count ${names}`);
}

function saysCount(text: string, count: number): boolean {
  return new RegExp(`(^|\\D)${count}(\\D|$)`).test(text);
}

/** Only what was in flight when the relay died may be told twice, and the robot knows it by its id. */
function checkDuplicates(
  checks: Checks,
  mode: Mode,
  rows: readonly LedgerRow[],
  told: readonly DeliveryDetails[],
  messages: readonly ChatMessage[],
  duplicates: number,
): void {
  const toldIds = new Set(told.map(({ id }) => id));
  const twice = rows.filter(
    ({ deliveries }) => new Set(deliveries.filter((id) => toldIds.has(id)).map((id) => messageOf({ id }))).size > 1,
  );
  const unrecorded = messages.filter(({ msgUuid }) => !told.some((one) => messageOf(one) === msgUuid));
  const most = mode === 'calm' ? 0 : 1;

  checks.check(twice.length === 0, `${twice.length} alerts told in two messages`);
  checks.check(duplicates <= most, `${duplicates} messages sent again under their id, at most ${most}`);
  checks.check(unrecorded.length <= most, `${unrecorded.length} messages without a record, at most ${most}`);
}

for (const mode of ['calm', 'kill'] as const) judge(mode, await run(mode));
