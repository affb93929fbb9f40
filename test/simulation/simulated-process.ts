import type { Random } from './random.ts';
import type { Trace } from './trace.ts';
import type { Trouble } from './trouble.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What all processes of a run share. */
export interface Surroundings {
  readonly time: VirtualTime;
  readonly trace: Trace;
  /** The faults that may happen now. */
  trouble(): Trouble;
  /** Wall clock of the world at a virtual time, ms since the epoch. */
  wallMs(): number;
}

/** How likely it is that something happens to a process at a call, beside others. */
const RISKS = { write: 1, post: 2, read: 0.2 } as const;
/** What a call does outside. */
export type CallKind = keyof typeof RISKS;

const LONGEST_PAUSE_MS = 45_000;

/**
 * A process that talks to the world by calls. At every call it may stand still
 * or die: of a dead one nothing is heard any more, and what it was waiting for
 * never comes.
 */
export class SimulatedProcess {
  readonly name: string;
  readonly #world: Surroundings;
  readonly #random: Random;
  readonly #skewMs: number;
  readonly #bornMs: number;
  readonly #onDeath: (() => void)[] = [];
  #alive = true;
  #pausedUntilMs = 0;
  #troubledAtMs = Number.NEGATIVE_INFINITY;

  constructor(name: string, world: Surroundings, random: Random) {
    this.name = name;
    this.#world = world;
    this.#random = random;
    this.#bornMs = world.time.nowMs;
    const { skewMs } = world.trouble();
    this.#skewMs = random.between(-skewMs, skewMs);
  }

  get isAlive(): boolean {
    return this.#alive;
  }

  /** When something last happened to it, in virtual ms. */
  get troubledAtMs(): number {
    return this.#troubledAtMs;
  }

  /** The process's own clock, which may be off. */
  readonly now = (): number => this.#world.wallMs() + this.#skewMs;

  readonly monotonic = (): number => this.#world.time.nowMs - this.#bornMs;

  onDeath(run: () => void): void {
    this.#onDeath.push(run);
  }

  die(): void {
    if (!this.#alive) return;
    this.#alive = false;
    this.#note('dies');
    for (const run of this.#onDeath) run();
  }

  /** Stands still; it takes up what it was doing when it goes on. */
  pause(forMs: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, this.#world.time.nowMs + forMs);
    this.#note(`stands still for ${forMs} ms`);
  }

  /** Some fault of this run's kind, drawn anew; never when there are none. */
  suffers(probability: number): boolean {
    return this.#random.chance(probability);
  }

  drawMs(min: number, max: number): number {
    return this.#random.between(min, max);
  }

  /** Does something outside after `delayMs`, and answers it to the process. */
  call<T>(kind: CallKind, what: string, delayMs: number, effect: () => T): Promise<T> {
    const { time } = this.#world;
    const fault = this.#drawFault(kind);
    const reachesIt = fault !== 'dies-before' && fault !== 'fails-before';
    return new Promise<T>((resolve, reject) => {
      // Of what a process had on its lips when it died, some was said.
      const isSaid = this.#random.chance(0.5);
      if (fault === 'dies-before') this.die();
      time.after(delayMs, () => {
        if (!this.#alive && !(reachesIt && isSaid)) return;
        const answer = reachesIt ? outcomeOf(effect) : FAILURE;
        if (!this.#alive) return;
        if (fault === 'dies-after') return this.die();
        if (fault === 'pauses') this.pause(this.drawMs(50, this.#random.chance(0.5) ? 3_000 : LONGEST_PAUSE_MS));
        const failed = fault === 'fails-before' || (fault === 'fails-after' && answer.kind === 'done');
        if (failed) this.#note(`${what} fails${fault === 'fails-after' ? ' after all' : ''}`);
        this.deliver(() => {
          if (failed) reject(new Error('the table is in trouble'));
          else if (answer.kind === 'done') resolve(answer.value);
          else reject(answer.error);
        });
      });
    });
  }

  /** Lets the process go on, once it does not stand still. */
  deliver(run: () => void): void {
    if (!this.#alive) return;
    if (this.#pausedUntilMs <= this.#world.time.nowMs) run();
    else this.#world.time.at(this.#pausedUntilMs, () => this.deliver(run));
  }

  #drawFault(kind: CallKind): Fault {
    const { deaths, pauses, tableFailures } = this.#world.trouble();
    const risk = RISKS[kind];
    if (this.#random.chance(deaths * risk)) return this.#random.chance(0.5) ? 'dies-before' : 'dies-after';
    if (this.#random.chance(pauses * risk)) return 'pauses';
    if (this.#random.chance(tableFailures * risk)) return this.#random.chance(0.5) ? 'fails-before' : 'fails-after';
    return 'none';
  }

  #note(what: string): void {
    this.#troubledAtMs = this.#world.time.nowMs;
    this.#world.trace.note(this.name, what, []);
  }
}

type Fault = 'none' | 'dies-before' | 'dies-after' | 'pauses' | 'fails-before' | 'fails-after';
type Outcome<T> = { readonly kind: 'done'; readonly value: T } | { readonly kind: 'threw'; readonly error: unknown };

const FAILURE = { kind: 'threw', error: new Error('the table is in trouble') } as const;

function outcomeOf<T>(effect: () => T): Outcome<T> {
  try {
    return { kind: 'done', value: effect() };
  } catch (error) {
    return { kind: 'threw', error };
  }
}
