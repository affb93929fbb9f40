import type { ActiveFault, Fault, FaultKind } from './fault.ts';
import type { Condition } from './verdict.ts';

/** Faults that are a condition of the robot or its group. */
const CONDITIONS = [
  'group-dissolved',
  'token-gone',
  'robot-removed',
  'disabled',
] as const satisfies readonly Condition[];

/** A small seeded generator (mulberry32), so that a run with random delays can be repeated. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;

  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);

    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The faults in force for one request. */
export interface FaultsNow {
  has(kind: FaultKind): boolean;
  /** How long the answer waits, ms. */
  readonly latencyMs: number;
  readonly clockOffsetMs: number;
  readonly foreignPerMinute: number;
  readonly condition: Condition;
}

/** The faults of one group: set, cleared and used up while it runs. */
export class FaultBoard {
  readonly #active = new Map<FaultKind, ActiveFault>();
  #random = createRandom(1);

  /** Sets a fault, for the next `times` requests or until it is cleared. */
  set(fault: Fault, times = Number.POSITIVE_INFINITY): void {
    this.#active.set(fault.kind, { fault, remaining: times });
    if (fault.kind === 'latency') this.#random = createRandom(fault.seed ?? 1);
  }

  /** Clears one kind, or all. */
  clear(kind?: FaultKind): void {
    if (kind === undefined) this.#active.clear();
    else this.#active.delete(kind);
  }

  list(): readonly ActiveFault[] {
    return [...this.#active.values()];
  }

  /** The faults for one request; counts it against those with a limited number of requests. */
  draw(): FaultsNow {
    const now = new Map([...this.#active].map(([kind, active]) => [kind, active.fault]));
    for (const [kind, active] of [...this.#active]) {
      if (active.remaining <= 1) this.#active.delete(kind);
      else this.#active.set(kind, { ...active, remaining: active.remaining - 1 });
    }

    return {
      has: (kind) => now.has(kind),
      latencyMs: this.#latency(now.get('latency')),
      clockOffsetMs: offsetOf(now.get('clock-offset')),
      foreignPerMinute: foreignOf(now.get('throttle-early')),
      condition: CONDITIONS.find((kind) => now.has(kind)) ?? 'well',
    };
  }

  #latency(fault: Fault | undefined): number {
    return fault?.kind === 'latency' ? fault.ms + this.#random() * (fault.jitterMs ?? 0) : 0;
  }
}

function offsetOf(fault: Fault | undefined): number {
  return fault?.kind === 'clock-offset' ? fault.ms : 0;
}

function foreignOf(fault: Fault | undefined): number {
  return fault?.kind === 'throttle-early' ? fault.foreignPerMinute : 0;
}
