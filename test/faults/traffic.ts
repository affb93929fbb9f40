import { setTimeout as sleep } from 'node:timers/promises';
import type { RelayClient } from '#local/demo/relay-client.ts';
import type { Level } from '#shared/alert/level.ts';
import { between, type Chance } from './chance.ts';

/** How alerts come in. */
export interface TrafficPlan {
  /** Letters that begin every alert's id; no two streams of a scene share them. */
  readonly prefix: string;
  /** Channels named with each request; without them all of the scene's. */
  readonly channels?: readonly string[];
  /** Between two singles, ms. */
  readonly everyMs: readonly [number, number];
  /** One in so many comes as a storm. */
  readonly stormEvery: number;
  /** Different alerts of a storm, all at once. */
  readonly stormSize: readonly [number, number];
  /** Each alert's level is one of these. */
  readonly levels: readonly Level[];
  readonly chance: Chance;
}

/** A sender that got no success answer comes again after this, ms; what it sends then is the same. */
const RETRY_MS = [300, 900] as const;
/** Requests of a storm carry up to this many alerts. */
const BATCH = 8;

/**
 * Senders with a stream of different alerts, singles and storms, each sent
 * again until it gets a success answer.
 */
export class Traffic {
  /** Channels of each accepted alert. */
  readonly accepted = new Map<string, readonly string[]>();
  /** Answers after which a sender would not come again. */
  readonly refusals: string[] = [];
  /** Requests that got no success answer. */
  failures = 0;
  /** Their statuses, 0 for no answer at all. */
  readonly failedWith = new Set<number>();
  readonly #plan: TrafficPlan;
  readonly #client: RelayClient;
  readonly #pending = new Set<Promise<void>>();
  #sent = 0;
  #stopped = false;
  #running: Promise<void> | undefined;

  constructor(client: RelayClient, plan: TrafficPlan) {
    this.#client = client;
    this.#plan = plan;
  }

  /** Channels its requests name; undefined means all. */
  get channels(): readonly string[] | undefined {
    return this.#plan.channels;
  }

  /** Alerts sent at least once. */
  get sent(): number {
    return this.#sent;
  }

  /** Begins; `stop` ends it. */
  start(): void {
    this.#running = this.#run();
  }

  /** Sends nothing new, and waits until all that was sent is accepted or refused for good. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
    await Promise.all(this.#pending);
  }

  /** Sends so many at once. */
  storm(size: number): void {
    for (let left = size; left > 0; left -= BATCH) this.#send(Math.min(left, BATCH));
  }

  async #run(): Promise<void> {
    const { chance, everyMs, stormEvery, stormSize } = this.#plan;
    for (let nth = 1; !this.#stopped; nth++) {
      if (nth % stormEvery === 0) this.storm(between(chance, ...stormSize));
      else this.#send(1);
      await sleep(between(chance, ...everyMs));
    }
  }

  #send(count: number): void {
    const alerts = Array.from({ length: count }, () => this.#alert());
    const sending = this.#deliver(alerts).finally(() => this.#pending.delete(sending));
    this.#pending.add(sending);
  }

  #alert() {
    this.#sent += 1;
    const { prefix, levels, chance } = this.#plan;
    const id = `${prefix}-${String(this.#sent).padStart(5, '0')}`;
    const level = levels[between(chance, 0, levels.length - 1)];

    return { id, name: `rule ${between(chance, 1, 12)}`, level, target: `host-${id}`, summary: `load of host-${id}` };
  }

  async #deliver(alerts: readonly { readonly id: string }[]): Promise<void> {
    const { channels, chance } = this.#plan;
    const path = channels === undefined ? '/v1/alerts' : `/v1/alerts?channel=${channels.join(',')}`;
    for (;;) {
      const answer = await this.#client.post(path, JSON.stringify(alerts));
      if (answer.kind === 'accepted') {
        for (const alert of answer.alerts) this.accepted.set(alert.id, alert.channels);
        return;
      }
      this.failures += 1;
      this.failedWith.add(Number.parseInt(answer.why, 10) || 0);
      if (answer.kind === 'refused') {
        this.refusals.push(answer.why);
        return;
      }
      await sleep(between(chance, ...RETRY_MS));
    }
  }
}

/** The alerts a message names, by the ids that `Traffic` gave them. */
export function namesIn(text: string): readonly string[] {
  return [...text.matchAll(/host-([a-z]+-\d{5})\b/g)].map(([, id]) => id ?? '');
}
