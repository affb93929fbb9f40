import { createAlertStore } from '#shared/adapters/dynamodb/alert-store.ts';
import type { Table } from '#shared/adapters/dynamodb/conditional.ts';
import { createKnownRegister } from '#shared/adapters/dynamodb/known-register.ts';
import { createLaneStore } from '#shared/adapters/dynamodb/lane-store.ts';
import { createLedger } from '#shared/adapters/dynamodb/ledger.ts';
import { createQuotaStore } from '#shared/adapters/dynamodb/quota-store.ts';
import { createSilenceStore } from '#shared/adapters/dynamodb/silence-store.ts';
import { createSourceRegister } from '#shared/adapters/dynamodb/source-register.ts';
import type { SecretStore } from '#shared/channels/secret-store.ts';
import { createRobotClocks } from '#shared/delivery/robot-clocks.ts';
import { coalesceWakeUps } from '#shared/dispatching/coalesced-wake-ups.ts';
import { dispatch } from '#shared/dispatching/dispatch.ts';
import type { DispatchPorts } from '#shared/dispatching/dispatch-ports.ts';
import { sweep } from '#shared/dispatching/sweep.ts';
import type { InhibitionRule } from '#shared/inhibition/inhibition-rule.ts';
import type { Batch, ReceiveResult } from '#shared/receiving/receive.ts';
import { createReceiver } from '#shared/receiving/receiver.ts';
import { NO_RULES } from '#shared/routing/rule-book.ts';
import type { SilenceStore } from '#shared/silences/silence-store.ts';
import type { InMemoryTable } from '#test/fixtures/in-memory-table.ts';
import type { Judge } from './judge.ts';
import { createNetwork } from './network.ts';
import { processTable } from './process-table.ts';
import type { Random } from './random.ts';
import type { Sabotage } from './sabotage.ts';
import { type Scenario, urlOf } from './scenario.ts';
import type { SimulatedProcess, Surroundings } from './simulated-process.ts';
import type { VirtualRobot } from './virtual-robot.ts';
import type { WakeUpQueue } from './wake-up-queue.ts';
import { Witness } from './witness.ts';

/** Everything a process needs beside itself. */
export interface Parts {
  readonly world: Surroundings;
  readonly scenario: Scenario;
  readonly table: InMemoryTable;
  readonly inhibitions: readonly InhibitionRule[];
  readonly queue: WakeUpQueue;
  readonly robots: ReadonlyMap<string, VirtualRobot>;
  readonly judge: Judge;
  readonly sabotage: Sabotage;
  readonly random: Random;
}

/** Takes a batch in, or never answers. */
export type Receiver = (batch: Batch) => Promise<ReceiveResult>;

/** What was due for longer than this has lost its wake-up, ms. */
const SWEEP_SLACK_MS = 30_000;
const TROUBLE = 'the table is in trouble';

/** A receiving process. */
export function startReceiver(process: SimulatedProcess, parts: Parts): Receiver {
  const table = processTable(parts.table, process, parts.world, parts.judge, parts.sabotage);
  const channels = async () => parts.scenario.channels;
  return createReceiver({
    alerts: createAlertStore(table),
    channels: { list: channels, listFresh: channels },
    pushSettings: { read: async () => undefined },
    inhibitions: { rules: async () => parts.inhibitions },
    inhibiting: createSourceRegister(table),
    hearing: { note: async () => undefined },
    sources: createKnownRegister(table, 'sources'),
    wakeUps: coalesceWakeUps(parts.queue.sender(process), process.now),
    now: process.now,
    logFailure: (error) => expectTrouble(error, process, parts),
  });
}

/** A dispatching process; it offers its time to the queue, for as many batches at once as it may. */
export function startDispatcher(process: SimulatedProcess, batches: number, parts: Parts): void {
  const portsFor = dispatchPorts(process, parts);
  const wakeUps = parts.queue.sender(process);
  for (let nth = 0; nth < batches; nth++) {
    parts.queue.offer({
      process,
      runner: () => {
        const ports = portsFor();
        return {
          now: process.now,
          dispatch: (wakeUp) => dispatch(wakeUp, ports),
          schedule: (wakeUp, atMs) => wakeUps.schedule(wakeUp, atMs),
          failed: (_lane, error) => expectTrouble(error, process, parts),
          unreadable: () => parts.judge.violated('P2', 'a wake-up could not be read', []),
        };
      },
    });
  }
}

/** One sweep in a process of its own. */
export async function runSweep(process: SimulatedProcess, parts: Parts): Promise<void> {
  if (parts.sabotage.sweep === 'never') return;
  const ports = dispatchPorts(process, parts)();
  await sweep(ports, SWEEP_SLACK_MS).catch((error: unknown) => expectTrouble(error, process, parts));
}

/** Ports for one dispatch each, with a witness at every one. */
function dispatchPorts(process: SimulatedProcess, parts: Parts): () => DispatchPorts {
  const { scenario, world, judge, sabotage } = parts;
  const random = parts.random.fork();
  const table = processTable(parts.table, process, world, judge, sabotage);
  const [alerts, lanes] = [createAlertStore(table), createLaneStore(table)];
  const network = createNetwork(parts.robots, world, judge);
  const shared = {
    pushRules: async () => NO_RULES,
    ledger: createLedger(table),
    quotas: createQuotaStore(table),
    silences: silencesFor(process, table, sabotage),
    inhibitions: { rules: async () => (sabotage.inhibition === 'ignored' ? [] : parts.inhibitions) },
    inhibiting: createSourceRegister(table),
    operator: { tell: () => process.call('write', 'tells the operator', process.drawMs(2, 20), () => undefined) },
    secrets: secretsOf(process),
    clocks: createRobotClocks(),
    wakeUps: parts.queue.sender(process),
    channels: async () => scenario.channels,
    channelsFresh: async () => scenario.channels,
    now: process.now,
    monotonic: process.monotonic,
    random: () => random.next(),
    randomId: () => random.id(16),
    observe: () => undefined,
  };

  return () => {
    const witness = new Witness(process, judge);
    return {
      ...shared,
      alerts: witness.watchAlerts(alerts),
      lanes: witness.watchLanes(sabotage.lanes?.(lanes, process.now) ?? lanes),
      post: network(process, witness),
    };
  };
}

function silencesFor(process: SimulatedProcess, table: Table, { silences }: Sabotage): SilenceStore {
  const store = createSilenceStore({ ...table, cacheMs: 10_000, now: process.now });
  return silences === 'ignored' ? { ...store, list: async () => [] } : store;
}

function secretsOf(process: SimulatedProcess): SecretStore {
  const read = (ref: string) =>
    process.call('read', 'reads a secret', process.drawMs(1, 5), () => ({ webhookUrl: urlOf(ref) }));
  return { read, readFresh: read, write: async () => undefined, remove: async () => undefined };
}

/** The faults of a run are expected; any other error is a mistake of ours. */
function expectTrouble(error: unknown, process: SimulatedProcess, { judge }: Parts): void {
  const message = error instanceof Error ? error.message : String(error);
  if (message === TROUBLE) return;
  const stack = error instanceof Error ? error.stack : '';
  judge.violated('P2', `process ${process.name} failed although nothing was wrong: ${message} ${stack}`, []);
}
