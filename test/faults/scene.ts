import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod/mini';
import { type DeliveryRow, type LedgerRow, RelayClient } from '#local/demo/relay-client.ts';
import type { Exchange } from '#local/sandbox/chat-record.ts';
import type { GroupSpec } from '#local/sandbox/group-spec.ts';
import { type Sandbox, startSandbox } from '#local/sandbox/sandbox.ts';
import { freePort, TOKENS } from '#test/e2e/relay.ts';
import { type Exit, type OtherProgram, RelayProcess } from './relay-process.ts';
import { Traffic, type TrafficPlan } from './traffic.ts';

/** A robot's group, and the channel of the same name that speaks to it. */
export type SceneGroup = Pick<GroupSpec, 'product' | 'name'> & { readonly proxy?: string };

/** A robot that knows a message again, and one that does not. */
export const PAIR: readonly SceneGroup[] = [
  { product: 'dingtalk', name: 'dba' },
  { product: 'wecom', name: 'ops' },
];

/** A time in which the relay could not do what it had begun: killed, frozen, or without its table. Ms since the epoch. */
export interface Interruption {
  readonly kind: 'killed' | 'frozen' | 'table-trouble';
  readonly fromMs: number;
  /** Infinity while it lasts. */
  toMs: number;
}

/** What the relay's API says at the end. */
export interface Ledgers {
  readonly rows: readonly LedgerRow[];
  readonly deliveries: readonly DeliveryRow[];
}

/**
 * A relay as a process of its own, its robots, and its senders. The relay
 * keeps folder and port over its restarts, and senders find it there again.
 */
export class Scene implements AsyncDisposable {
  readonly client: RelayClient;
  readonly interruptions: Interruption[] = [];
  readonly traffics: Traffic[] = [];
  readonly #sandbox: Sandbox;
  readonly #exchanges: ReadonlyMap<string, Exchange[]>;
  readonly #folder: string;
  readonly #port: number;
  readonly #program: OtherProgram | undefined;
  readonly #url: string;
  #relay: RelayProcess | undefined;

  private constructor(
    sandbox: Sandbox,
    exchanges: ReadonlyMap<string, Exchange[]>,
    place: { readonly folder: string; readonly port: number },
    program: OtherProgram | undefined,
  ) {
    this.#sandbox = sandbox;
    this.#exchanges = exchanges;
    this.#folder = place.folder;
    this.#port = place.port;
    this.#program = program;
    this.#url = `http://127.0.0.1:${place.port}`;
    this.client = new RelayClient({ url: this.#url, ...TOKENS });
  }

  /** Starts the robots and the relay, and makes a channel for each group. */
  static async open(groups: readonly SceneGroup[], program?: OtherProgram): Promise<Scene> {
    const exchanges = new Map<string, Exchange[]>(groups.map(({ name }) => [name, []]));
    const sandbox = await startSandbox({
      groups: groups.map(({ product, name }) => ({ product, name, token: tokenOf(name) })),
      onExchange: (group, exchange) => exchanges.get(group.settings.name)?.push(exchange),
    });
    const place = { folder: await mkdtemp(join(tmpdir(), 'tocsin-faults-')), port: await freePort() };
    const scene = new Scene(sandbox, exchanges, place, program);
    try {
      await scene.start();
      for (const group of groups) await scene.#addChannel(group);
    } catch (error) {
      await scene[Symbol.asyncDispose]();
      throw error;
    }

    return scene;
  }

  /** A group's robot, by the group's name. */
  group(name: string) {
    return this.#sandbox.group(tokenOf(name));
  }

  get groups() {
    return this.#sandbox.groups;
  }

  webhookUrl(name: string): string {
    return this.#sandbox.webhookUrl(tokenOf(name));
  }

  /** The requests to a robot that are over, in the order of their ends. */
  exchangesOf(name: string): readonly Exchange[] {
    return this.#exchanges.get(name) ?? [];
  }

  /** The relay's process. */
  get relay(): RelayProcess {
    if (this.#relay === undefined) throw new Error('no relay was started');
    return this.#relay;
  }

  /** Starts the relay without waiting until it listens. */
  launch(): void {
    const args = ['--port', String(this.#port), '--data', join(this.#folder, 'data')];
    const env = { TOCSIN_ADMIN_TOKEN: TOKENS.adminToken, TOCSIN_INGEST_TOKEN: TOKENS.ingestToken };
    // A configuration of whoever runs this must not get into the scene.
    args.push('--allow-webhook-host', this.#sandbox.host);
    this.#relay = new RelayProcess(args, env, this.#program);
  }

  async start(): Promise<void> {
    this.launch();
    await this.relay.url;
  }

  /** Notes that an interruption begins; the answered function notes its end. */
  interrupt(kind: Interruption['kind']): () => void {
    const interruption: Interruption = { kind, fromMs: Date.now(), toMs: Number.POSITIVE_INFINITY };
    this.interruptions.push(interruption);

    return () => {
      interruption.toMs = Date.now();
    };
  }

  /** `kill -9`. */
  async kill(): Promise<void> {
    const ends = this.interrupt('killed');
    await this.relay.end('SIGKILL');
    ends();
  }

  /** Asks it to stop, as a service manager does. */
  stop(): Promise<Exit> {
    return this.relay.end('SIGTERM');
  }

  /** Freezes the process for so long. */
  async freeze(ms: number): Promise<void> {
    const ends = this.interrupt('frozen');
    this.relay.signal('SIGSTOP');
    await sleep(ms);
    this.relay.signal('SIGCONT');
    ends();
  }

  /** A stream of alerts that goes on until it is stopped. */
  traffic(plan: TrafficPlan): Traffic {
    const traffic = new Traffic(this.client, plan);
    this.traffics.push(traffic);
    traffic.start();

    return traffic;
  }

  /** Waits until a robot has just got a message that it will not answer for a moment; not longer than `atMostMs`. */
  async untilBusy(atMostMs: number): Promise<void> {
    const from = Date.now();
    const isBusy = () => this.groups.some(({ entries }) => (entries.at(-1)?.at ?? 0) >= from);
    while (!isBusy() && Date.now() < from + atMostMs) await sleep(5);
  }

  /** Waits until every alert that was accepted is in a message, dead or suppressed. Answers whether it came to that. */
  async settled(withinMs: number): Promise<boolean> {
    const end = Date.now() + withinMs;
    while (Date.now() < end) {
      const waiting = await this.client.alerts('waiting').catch(() => undefined);
      // One that was sent again after it was told waits for the end of its quiet time, and is told all the same.
      if (waiting?.every(({ deliveries }) => deliveries.length > 0) === true) return true;
      await sleep(500);
    }

    return false;
  }

  async ledgers(): Promise<Ledgers> {
    const [rows, deliveries] = await Promise.all([this.client.alerts(), this.client.deliveries()]);
    return { rows, deliveries };
  }

  /** The text of a delivery, as the relay says it was sent. */
  async textOf(delivery: string): Promise<string> {
    const response = await fetch(`${this.#url}/v1/deliveries/${delivery}`, {
      headers: { authorization: `Bearer ${TOKENS.adminToken}` },
    });
    if (response.status !== 200) throw new Error(`delivery ${delivery}: ${response.status}`);

    return z.object({ text: z.string() }).parse(await response.json()).text;
  }

  async #addChannel({ product, name, proxy }: SceneGroup): Promise<void> {
    const robots = [{ name: '1', webhookUrl: this.webhookUrl(name) }];
    await this.client.createChannel({ name, type: product, robots, ...(proxy === undefined ? {} : { proxy }) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#relay?.signal('SIGCONT');
    await this.#relay?.end('SIGKILL');
    await this.#sandbox.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function tokenOf(name: string): string {
  return `fake-token-of-${name}`;
}
