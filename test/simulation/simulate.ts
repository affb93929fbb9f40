import { laneKey } from '#shared/adapters/dynamodb/keys.ts';
import { createInMemoryTable } from '#test/fixtures/in-memory-table.ts';
import { checkEnds, type Ends } from './final-check.ts';
import { drawSources, Inhibition, type PlannedSource, RULES } from './inhibition.ts';
import { Judge, type Violation } from './judge.ts';
import { Random } from './random.ts';
import { NO_SABOTAGE, type Sabotage } from './sabotage.ts';
import { drawScenario, heldForLong, type Scenario } from './scenario.ts';
import { drawSilences, Silences } from './silences.ts';
import { SimulatedProcess } from './simulated-process.ts';
import { Trace } from './trace.ts';
import { drawStories, type Send, SOURCE, type Story, sendsOf } from './traffic.ts';
import { delaysWakeUps, drawTrouble, type Trouble, withoutFaults } from './trouble.ts';
import { VirtualRobot } from './virtual-robot.ts';
import { VirtualTime } from './virtual-time.ts';
import { WakeUpQueue } from './wake-up-queue.ts';
import { type Parts, type Receiver, runSweep, startDispatcher, startReceiver } from './world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** In China hour, day and month end 50 minutes later, and with them caps and quotas. */
const EPOCH_MS = Date.UTC(2026, 10, 30, 15, 10);
/** How long may pass after the faults until all is told, ms: mute, back-off and quiet time one after the other. */
const DRAIN_MS = 2.5 * HOUR;
/** Sources are drawn apart, so that they change nothing of runs without them. */
const SOURCES_SEED = 1_000_003;
/** When nothing waits any more, workers still end what they do, ms. */
const SETTLE_MS = 40_000;
/** Longer than any item is kept after its last message (30 days). */
const STANDSTILL_MS = 31 * 24 * HOUR;

/** How a run is to be made. */
export interface SimulationOptions {
  readonly seed: number;
  readonly trace?: 'on' | 'off';
  readonly sabotage?: Sabotage;
  /** Whether alerts may inhibit others, which hides mistakes about those that are told. @default on */
  readonly inhibition?: 'on' | 'off';
  /** How long alerts and faults go on, ms. @default an hour */
  readonly lengthMs?: number;
  /** The channels, instead of ten drawn ones. */
  readonly scenario?: (random: Random) => Scenario;
  /** The faults, instead of drawn ones. */
  readonly trouble?: (random: Random) => Trouble;
}

/** What came of a run. */
export interface SimulationResult {
  readonly seed: number;
  readonly violations: readonly Violation[];
  readonly ends: Ends;
  readonly messages: number;
  readonly throttles: number;
  /** When all was told, virtual ms. */
  readonly overAtMs: number;
  readonly trouble: Trouble;
  readonly trace: Trace;
}

/** An hour of alerts through the whole engine in virtual time, and the end it comes to. */
export async function simulate(options: SimulationOptions): Promise<SimulationResult> {
  const simulation = new Simulation(options);
  return simulation.run();
}

class Simulation {
  readonly #lengthMs: number;
  readonly #seed: number;
  readonly #time = new VirtualTime();
  readonly #trace: Trace;
  readonly #table = createInMemoryTable();
  readonly #random: Random;
  readonly #scenario: Scenario;
  readonly #drawn: Trouble;
  readonly #parts: Parts;
  readonly #stories: readonly Story[];
  readonly #silences: Silences;
  readonly #inhibition: Inhibition;
  /** Alerts that inhibit others. */
  readonly #sources: readonly PlannedSource[];
  readonly #earlier = new Set<Story>();
  /** Alerts of requests that were not answered in time, and may still be on their way. */
  readonly #abandoned = new Set<string>();
  readonly #receivers: { process: SimulatedProcess; receive: Receiver }[] = [];
  readonly #alive = new Set<SimulatedProcess>();
  #trouble: Trouble;
  #leapMs = 0;
  #unsent = 0;
  #born = 0;

  constructor({
    seed,
    trace = 'off',
    sabotage = NO_SABOTAGE,
    scenario = drawScenario,
    trouble = drawTrouble,
    lengthMs = HOUR,
    inhibition = 'on',
  }: SimulationOptions) {
    this.#seed = seed;
    this.#lengthMs = lengthMs;
    this.#random = new Random(seed);
    const random = this.#random;
    this.#trace = new Trace(trace, () => this.#time.nowMs);
    this.#scenario = scenario(random.fork());
    this.#drawn = trouble(random.fork());
    this.#trouble = this.#drawn;
    const world = {
      time: this.#time,
      trace: this.#trace,
      trouble: () => this.#trouble,
      wallMs: () => EPOCH_MS + this.#time.nowMs + this.#leapMs,
    };
    const judge = new Judge({
      now: () => this.#time.nowMs,
      channels: this.#scenario.channels,
      waiting: () => this.#table.store.scanIndex(),
      forbiddenBy: (telling, slackMs) => this.#silences.forbids(telling, slackMs),
      inhibitedBy: (telling, slackMs) => this.#inhibition.forbids(telling, slackMs),
      unawareMs: delaysWakeUps(this.#drawn) ? 5 * MINUTE : 5_000,
    });
    const robots = this.#scenario.robots.map((spec) => new VirtualRobot(spec, world, random.fork(), judge));
    this.#sources = inhibition === 'on' ? this.#drawSources(new Random(seed + SOURCES_SEED)) : [];
    this.#parts = {
      inhibitions: this.#sources.length > 0 ? RULES : [],
      world,
      judge,
      sabotage,
      scenario: this.#scenario,
      table: this.#table,
      queue: new WakeUpQueue(world, random.fork()),
      robots: new Map(robots.map((robot) => [new URL(robot.spec.url).search, robot])),
      random: random.fork(),
    };
    const sources = this.#sources.map(({ story }) => story);
    this.#stories = [...this.#drawStories(random.fork()), ...this.#send(sources, new Random(seed + SOURCES_SEED))];
    // Whoever dies between a postponement and the look after it leaves it to the next judgement.
    const releasedAfterMs = delaysWakeUps(this.#drawn) || this.#drawn.deaths > 0 ? 12 * MINUTE : MINUTE;
    this.#inhibition = new Inhibition(this.#parts, this.#sources, this.#stories, releasedAfterMs);
    const names = this.#scenario.channels.map(({ name }) => name);
    const planned = drawSilences(random.fork(), this.#lengthMs, names);
    this.#silences = new Silences(
      this.#parts,
      planned,
      this.#stories,
      () => this.#spawn('admin', random),
      delaysWakeUps(this.#drawn) ? 12 * MINUTE : MINUTE,
    );
  }

  async run(): Promise<SimulationResult> {
    const { judge } = this.#parts;
    this.#start();
    if (this.#drawn.standstill) {
      await this.#time.runUntil(this.#lengthMs / 2);
      this.#standStill();
    }
    await this.#time.runUntil(this.#lengthMs);
    this.#trouble = withoutFaults(this.#drawn);
    this.#trace.note('world', 'no more faults', []);
    await this.#time.runUntil(this.#lengthMs + DRAIN_MS, () => this.#isOver());
    const overAtMs = this.#time.nowMs;
    await this.#time.runUntil(overAtMs + SETTLE_MS);
    const ends = await checkEnds(this.#table, this.#scenario, this.#stories, judge, {
      deaths:
        this.#drawn.filtered > 0 ||
        this.#drawn.standstill ||
        this.#scenario.channels.some(({ delivery }) => delivery.maxAgeSeconds < 3600),
      held: heldForLong(this.#scenario),
      silenced: (by, channel, story, atMs) => this.#silences.mayHaveHeld(by, channel, story, atMs, 2 * MINUTE),
      inhibited: (by, story) => this.#inhibition.mayHaveHeld(by, story),
      expired: (story) => this.#earlier.has(story),
      disordered: ({ id, isInOrder }) => isInOrder && this.#abandoned.has(id),
    });

    return {
      seed: this.#seed,
      violations: judge.violations,
      ends,
      messages: judge.messages,
      throttles: judge.throttles,
      overAtMs,
      trouble: this.#drawn,
      trace: this.#trace,
    };
  }

  #drawStories(random: Random): readonly Story[] {
    const channels = this.#scenario.channels.map(({ name }) => name);
    const stage = { fromMs: MINUTE, toMs: this.#lengthMs - 2 * MINUTE, channels, epochMs: EPOCH_MS, name: 'a' };
    if (!this.#drawn.standstill) return this.#send(drawStories(random, stage), random);
    // What happened before a standstill of weeks is over afterwards.
    const before = drawStories(random, { ...stage, toMs: this.#lengthMs / 3 }).map((story) => ({
      ...story,
      events: story.events.filter(({ atMs }) => atMs < this.#lengthMs / 2 - MINUTE),
    }));
    const after = drawStories(random, {
      ...stage,
      fromMs: this.#lengthMs / 2 + MINUTE,
      epochMs: EPOCH_MS + STANDSTILL_MS,
      name: 'b',
    });
    for (const story of before) this.#earlier.add(story);

    return this.#send([...before, ...after], random);
  }

  /** Not where a month passes: a source that is not heard of for so long inhibits no more. */
  #drawSources(random: Random): readonly PlannedSource[] {
    if (this.#drawn.standstill) return [];
    const channels = this.#scenario.channels.map(({ name }) => name);
    return drawSources(random, {
      fromMs: MINUTE,
      toMs: this.#lengthMs - 2 * MINUTE,
      channels,
      epochMs: EPOCH_MS,
      name: 'rack',
    });
  }

  #send(stories: readonly Story[], random: Random): readonly Story[] {
    const sends = random.fork();
    for (const chain of sendsOf(stories, random)) this.#sendChain(chain, sends);
    return stories;
  }

  /** Sends in order, each until it is accepted; a sender comes again as long as it takes. */
  #sendChain(chain: readonly Send[], random: Random): void {
    const [first, ...rest] = chain;
    if (first === undefined) return;
    this.#unsent += 1;
    const { time, trace } = { time: this.#time, trace: this.#trace };
    const attempt = () => {
      const receiver = this.#receivers[random.between(0, this.#receivers.length - 1)];
      let isAnswered = false;
      const answered = (isAccepted: boolean) => {
        if (isAnswered) return;
        isAnswered = true;
        if (!isAccepted) return time.after(random.between(1_000, 20_000), attempt);
        this.#unsent -= 1;
        this.#inhibition.accepted(first.alerts);
        if (trace.isOn) trace.note('sender', `${first.alerts.map(({ id }) => id).join(' ')} accepted`, []);
        if (rest[0] !== undefined) this.#sendChain(rest, random);
      };
      if (receiver === undefined) return answered(false);
      time.after(30_000, () => {
        if (!isAnswered) for (const { id } of first.alerts) this.#abandoned.add(id ?? '');
        answered(false);
      });
      const batch = {
        source: SOURCE,
        alerts: first.alerts,
        ...(first.channels === undefined ? {} : { channels: first.channels }),
      };
      void receiver.receive(batch).then((result) => {
        if (result.kind !== 'accepted' && result.kind !== 'not-stored') {
          this.#parts.judge.violated('P1', `a sender was answered ${result.kind}`, []);
        }
        answered(result.kind === 'accepted');
      });
    };
    time.at(first.atMs, attempt);
  }

  #start(): void {
    const random = this.#random.fork();
    const batches = random.between(1, 4);
    for (const nth of [1, 2]) this.#keepReceiver(nth, random);
    for (const nth of [1, 2]) this.#keepDispatcher(nth, batches, random);
    this.#sweepEvery(random);
    this.#expireEvery();
    for (const robot of this.#parts.robots.values()) this.#annoy(robot, random);
  }

  #keepReceiver(nth: number, random: Random): void {
    const process = this.#spawn(`receive-${nth}`, random);
    this.#receivers[nth - 1] = { process, receive: startReceiver(process, this.#parts) };
    process.onDeath(() => this.#time.after(random.between(10, 5_000), () => this.#keepReceiver(nth, random)));
  }

  #keepDispatcher(nth: number, batches: number, random: Random): void {
    const process = this.#spawn(`dispatch-${nth}`, random);
    process.onDeath(() =>
      this.#time.after(random.between(100, 30_000), () => this.#keepDispatcher(nth, batches, random)),
    );
    startDispatcher(process, batches, this.#parts);
  }

  #sweepEvery(random: Random): void {
    this.#time.after(MINUTE, () => {
      void runSweep(this.#spawn('sweep', random), this.#parts);
      this.#sweepEvery(random);
    });
  }

  #spawn(kind: string, random: Random): SimulatedProcess {
    const process = new SimulatedProcess(`${kind}.${this.#born++}`, this.#parts.world, random.fork());
    this.#alive.add(process);
    process.onDeath(() => this.#alive.delete(process));
    return process;
  }

  /** The table's time to live deletes all it may, as soon as it may. */
  #expireEvery(): void {
    this.#expire();
    this.#time.after(1_000, () => this.#expireEvery());
  }

  #annoy(robot: VirtualRobot, random: Random): void {
    for (let nth = 0; nth < this.#drawn.strangerBursts; nth++) {
      const count = random.between(1, 21);
      const atMs = random.between(0, this.#lengthMs);
      for (let sent = 0; sent < count; sent++) {
        this.#time.at(atMs + random.between(0, 20_000), () =>
          robot.receive({
            messageId: 'not ours',
            body: '{}',
            from: undefined,
            isFrozen: false,
            endsAtMs: this.#time.nowMs,
            tells: [],
          }),
        );
      }
    }
    for (let nth = 0; nth < this.#drawn.misconfigurations; nth++) {
      const forMs = random.between(5_000, this.#lengthMs / 4);
      this.#time.at(random.between(0, this.#lengthMs * 0.75), () => robot.misconfigure(forMs));
    }
  }

  /** All processes end, a month passes, the queue forgets, and what may expire is gone. */
  #standStill(): void {
    this.#trace.note('world', 'stands still for a month', []);
    this.#parts.queue.forgetAll();
    for (const process of [...this.#alive]) process.die();
    this.#leapMs = STANDSTILL_MS;
    this.#expire();
    this.#parts.judge.forget(this.#parts.world.wallMs());
  }

  #expire(): void {
    for (const item of this.#table.store.deleteExpired(this.#parts.world.wallMs())) {
      if (item['due'] !== undefined) this.#parts.judge.deletedWaiting(item);
    }
  }

  #isOver(): boolean {
    if (this.#unsent > 0) return false;
    const isAnyUnsettled = this.#scenario.robots.some(({ id }) => this.#isUnsettled(id));
    if (!this.#table.store.isAnyIndexed && !isAnyUnsettled) return true;
    if (this.#time.nowMs < this.#lengthMs + HOUR + 15 * MINUTE) return false;
    const held = heldForLong(this.#scenario);
    return this.#table.store.scanIndex().every((item) => held.includes(item['pk']?.S?.slice(2, -2) ?? ''));
  }

  /** A message that was told after all may wait on its lane for the look that finds so. */
  #isUnsettled(robot: string): boolean {
    return this.#table.store.query(laneKey(robot).pk.S ?? '', {}).some(({ fl, again }) => (fl ?? again) !== undefined);
  }
}
