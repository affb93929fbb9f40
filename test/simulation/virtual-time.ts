import { setImmediate as allPromisesSettled } from 'node:timers/promises';

interface Event {
  readonly atMs: number;
  /** Order of those at the same time. */
  readonly nth: number;
  readonly run: () => void;
}

/**
 * Time that passes only from event to event. Whoever waits for something waits
 * for an event; between two events every promise comes to rest, so that the
 * order of events alone decides what happens.
 */
export class VirtualTime {
  #nowMs = 0;
  #count = 0;
  readonly #heap: Event[] = [];

  /** Ms since the beginning. */
  get nowMs(): number {
    return this.#nowMs;
  }

  /** Runs something at a time, or now when that is past. */
  at(atMs: number, run: () => void): void {
    this.#push({ atMs: Math.max(this.#nowMs, Math.round(atMs)), nth: this.#count++, run });
  }

  after(delayMs: number, run: () => void): void {
    this.at(this.#nowMs + delayMs, run);
  }

  /** Lets time pass until then, or until it is over. */
  async runUntil(untilMs: number, isOver: () => boolean = () => false): Promise<void> {
    for (;;) {
      const next = this.#heap[0];
      if (next === undefined || next.atMs > untilMs || isOver()) break;
      this.#pop();
      this.#nowMs = next.atMs;
      next.run();
      await allPromisesSettled();
    }
    if (!isOver()) this.#nowMs = Math.max(this.#nowMs, untilMs);
  }

  #push(event: Event): void {
    const heap = this.#heap;
    let at = heap.push(event) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !isBefore(event, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = event;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]];
      if (left === undefined) break;
      const rightFirst = right !== undefined && isBefore(right, left);
      const child = rightFirst ? right : left;
      if (!isBefore(child, last)) break;
      heap[at] = child;
      at = 2 * at + (rightFirst ? 2 : 1);
    }
    heap[at] = last;
  }
}

function isBefore(a: Event, b: Event): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.nth < b.nth);
}
