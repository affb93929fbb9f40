import { createAlertStore } from '#shared/adapters/dynamodb/alert-store.ts';
import type { Table } from '#shared/adapters/dynamodb/conditional.ts';
import { createInhibitionStore } from '#shared/adapters/dynamodb/inhibition-store.ts';
import { createKnownRegister } from '#shared/adapters/dynamodb/known-register.ts';
import { createLaneStore } from '#shared/adapters/dynamodb/lane-store.ts';
import { createLedger } from '#shared/adapters/dynamodb/ledger.ts';
import { createPushSettingsStore } from '#shared/adapters/dynamodb/push-settings-store.ts';
import { createQuotaStore } from '#shared/adapters/dynamodb/quota-store.ts';
import { createSilenceStore } from '#shared/adapters/dynamodb/silence-store.ts';
import { createSilentAlertStore } from '#shared/adapters/dynamodb/silent-alert-store.ts';
import { createSourceRegister } from '#shared/adapters/dynamodb/source-register.ts';
import { createWatchStore } from '#shared/adapters/dynamodb/watch-store.ts';
import { createWatchdogsStore } from '#shared/adapters/dynamodb/watchdogs-store.ts';
import type { ParsedAlert } from '#shared/alert/alert.ts';
import type { Channel } from '#shared/channels/channel.ts';
import type { RobotSecret } from '#shared/channels/secret-store.ts';
import type { PostRequest, PostResult } from '#shared/delivery/post.ts';
import { createRobotClocks } from '#shared/delivery/robot-clocks.ts';
import { dispatch } from '#shared/dispatching/dispatch.ts';
import type { DispatchEvent, DispatchPorts } from '#shared/dispatching/dispatch-ports.ts';
import { sweep } from '#shared/dispatching/sweep.ts';
import type { WakeUp } from '#shared/dispatching/wake-ups.ts';
import type { OperatorEvent } from '#shared/notices/operator-hook.ts';
import type { Batch, ReceiveResult } from '#shared/receiving/receive.ts';
import { createReceiver } from '#shared/receiving/receiver.ts';
import { readRuleBook } from '#shared/routing/read-rule-book.ts';
import { createHearing } from '#shared/watchdogs/hear.ts';
import { sweepWatchdogs } from '#shared/watchdogs/sweep-watchdogs.ts';
import { aSecret, fakeWebhookUrl } from '#test/builders/channel.ts';
import { clientThat, createInMemoryTable } from '#test/fixtures/in-memory-table.ts';

/** A request the robot got, at the virtual time it came. */
export interface Seen {
  readonly atMs: number;
  readonly url: string;
  readonly body: string;
}

/** Answers the robot gives, in turn; the last one for ever. */
export type Answer = (request: PostRequest) => PostResult;

export const OK: PostResult = { kind: 'answer', status: 200, body: '{"errcode":0,"errmsg":"ok"}' };

/** Whoever asks its table this often without time going on goes round in circles: a test that waits for that waits for ever. */
const MOST_AT_A_MOMENT = 20_000;

/** 2026-11-21 00:00 UTC. */
export const START_MS = Date.UTC(2026, 10, 21);

/**
 * The whole engine in virtual time on an in-memory table: receive, wake-ups,
 * dispatch, sweep. `through` stands between the engine and its table, which
 * `open` opens; `more` are ports that a home may add.
 */
export async function startHarness(
  configured: readonly Channel[],
  through: (table: Table) => Table = (table) => table,
  open: () => Promise<Table & { readonly stop: () => Promise<void> }> = async () => createInMemoryTable(),
  more: Partial<Pick<DispatchPorts, 'publicUrl' | 'secrets' | 'named'>> = {},
) {
  const started = await open();
  const table = { ...started, ...through(started) };
  let channels = configured;
  let secret = aSecret();
  let nowMs = START_MS;
  let nextId = 0;
  let pending: { readonly wakeUp: WakeUp; readonly atMs: number }[] = [];
  let answers: Answer[] = [() => OK];
  const seen: Seen[] = [];
  const events: DispatchEvent[] = [];
  const told: OperatorEvent[] = [];
  const failures: unknown[] = [];
  const wakeUps = {
    async schedule(wakeUp: WakeUp, atMs: number): Promise<void> {
      pending.push({ wakeUp, atMs });
    },
  };
  const pushSettings = createPushSettingsStore({ ...table, cacheMs: 3_600_000, now: () => nowMs });
  const bounded = boundedAtAMoment(table, () => nowMs);
  const alerts = createAlertStore(bounded);
  const ledger = createLedger(bounded);
  const lanes = createLaneStore(bounded);
  const quotas = createQuotaStore(bounded);
  const silences = createSilenceStore({ ...bounded, cacheMs: 10_000, now: () => nowMs });
  const inhibiting = createSourceRegister(bounded);
  const ports: DispatchPorts = {
    alerts,
    pushRules: readRuleBook(pushSettings),
    lanes,
    quotas,
    silences,
    inhibitions: silences,
    inhibiting,
    ledger,
    wakeUps,
    secrets: {
      read: async (ref) => secretOf(ref, secret),
      readFresh: async (ref) => secretOf(ref, secret),
      write: async () => undefined,
      remove: async () => undefined,
    },
    clocks: createRobotClocks(),
    channels: async () => channels,
    channelsFresh: async () => channels,
    async post(request) {
      seen.push({ atMs: nowMs, url: request.url, body: request.body });
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      nowMs += 20;
      return answer === undefined ? OK : answer(request);
    },
    now: () => nowMs,
    monotonic: () => nowMs - START_MS,
    random: () => 0.5,
    randomId: () => (nextId++).toString(36).padStart(8, '0'),
    operator: { tell: async (event) => void told.push(event) },
    observe: (event) => events.push(event),
    ...more,
  };
  const sources = createKnownRegister(table, 'sources');
  const inhibitions = createInhibitionStore({ ...table, cacheMs: 3_600_000, now: () => nowMs });
  const watchdogs = createWatchdogsStore({ ...table, cacheMs: 3_600_000, now: () => nowMs });
  const watches = createWatchStore(table);
  const silentAlerts = createSilentAlertStore(table);
  const receiver = createReceiver({
    alerts,
    channels: { list: async () => channels, listFresh: async () => channels },
    pushSettings,
    inhibitions,
    inhibiting,
    sources,
    hearing: createHearing({
      watchdogs,
      watches,
      now: () => nowMs,
      logFailure: (error) => failures.push(error),
    }),
    wakeUps,
    now: () => nowMs,
    logFailure: (error) => failures.push(error),
  });

  /** Runs every wake-up due until then, in order of time. */
  async function runUntil(untilMs: number): Promise<void> {
    for (let steps = 0; steps < 10_000; steps++) {
      pending = pending.toSorted((a, b) => a.atMs - b.atMs);
      const next = pending[0];
      if (next === undefined || next.atMs > untilMs) break;
      pending.shift();
      // A clock tells whole milliseconds; a wait may be a share of one more.
      nowMs = Math.max(nowMs, Math.ceil(next.atMs));
      await dispatch(next.wakeUp, ports);
    }
    nowMs = Math.max(nowMs, untilMs);
  }

  return {
    table,
    ports,
    alerts,
    ledger,
    lanes,
    silences,
    inhibitions,
    inhibiting,
    sources,
    pushSettings,
    watchdogs,
    watches,
    silentAlerts,
    seen,
    events,
    told,
    failures,
    now: () => nowMs,
    configure: (next: readonly Channel[]) => {
      channels = next;
    },
    rotateSecret: (next: RobotSecret) => {
      secret = next;
    },
    pendingWakeUps: () => pending.length,
    queued: () => [...pending],
    loseWakeUps: () => {
      pending = [];
    },
    answerWith: (...next: readonly Answer[]) => {
      answers = [...next];
    },
    async receive(alertsIn: readonly ParsedAlert[], batch: Partial<Batch> = {}): Promise<ReceiveResult> {
      return receiver({ source: 'native', ...batch, alerts: alertsIn });
    },
    runUntil,
    runFor: (ms: number) => runUntil(nowMs + ms),
    async sweep(slackMs = 30_000): Promise<void> {
      await sweep(ports, slackMs);
    },
    async sweepWatchdogs(): Promise<void> {
      await sweepWatchdogs({ ...ports, watchdogs, watches, silentAlerts });
    },
    stop: table.stop,
  };
}

/** The table, which refuses to be asked for ever at one moment. */
function boundedAtAMoment({ client, tableName }: Table, now: () => number): Table {
  let moment = Number.NaN;
  let asked = 0;
  const bounded = clientThat(async (command) => {
    asked = moment === now() ? asked + 1 : 1;
    moment = now();
    if (asked > MOST_AT_A_MOMENT) throw new Error('the engine goes round in circles');

    return Reflect.apply(client.send, client, [command]);
  });

  return { client: bounded, tableName };
}

/** The first robot has the secret that can be rotated; others have their own token (`ref-2`) or key (any other name). */
function secretOf(ref: string, first: RobotSecret): RobotSecret {
  if (ref === 'ref-1') return first;
  const seed = Number(ref.replace('ref-', ''));

  return aSecret({ webhookUrl: Number.isNaN(seed) ? fakeWebhookUrl('wecom') : fakeWebhookUrl('dingtalk', seed) });
}

/** A firing alert with the given name and whatever else matters. */
export function anAlert(overrides: Partial<ParsedAlert> = {}): ParsedAlert {
  return {
    name: 'disk full',
    level: 'warning',
    status: 'firing',
    target: 'host-1',
    summary: 'disk is 95 % full',
    description: '',
    labels: {},
    ...overrides,
  };
}
