import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLaneStore } from '#shared/adapters/dynamodb/lane-store.ts';
import { hindranceOf } from '#shared/dispatching/hindrance.ts';
import type { Lane } from '#shared/pacing/lane.ts';
import type { LaneStore } from '#shared/pacing/lane-store.ts';
import { reclaimLane } from '#shared/pacing/settle-lane.ts';
import type { OpenedTable, OpenTable } from './alert-store-table.ts';
import { aMessage, freshLane, LEASE_MS, SECOND, T0, TIMEOUT_MS, takeAt } from './lane-store-lanes.ts';

/** What a worker does next; a worker that is never chosen again has died. */
type Step =
  | { readonly worker: number; readonly act: 'read' | 'take' | 'answer' | 'acknowledge' | 'take-over' }
  | { readonly waitMs: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      worker: fc.nat({ max: 2 }),
      act: fc.constantFrom(
        'read' as const,
        'take' as const,
        'answer' as const,
        'acknowledge' as const,
        'take-over' as const,
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ waitMs: fc.constantFrom(SECOND, TIMEOUT_MS, LEASE_MS) }) },
);

interface Worker {
  /** The lane as this worker last saw it. */
  lane?: Lane;
  /** Its request, as long as an answer may come. */
  request?: { readonly lane: Lane; readonly untilMs: number };
}

/** Three workers, one lane: whoever acts on whatever it saw, the robot gets one request at a time. */
class Crew {
  readonly #store: LaneStore;
  readonly #id = freshLane();
  readonly #workers: readonly Worker[] = [{}, {}, {}];
  #nowMs = T0;

  constructor(store: LaneStore) {
    this.#store = store;
  }

  async run(steps: readonly Step[]): Promise<void> {
    for (const one of steps) {
      if ('waitMs' in one) this.#nowMs += one.waitMs;
      else await this.#act(one.worker, one.act);
      this.#nowMs += 1;
    }
    await this.#checkFree();
  }

  async #act(index: number, act: Exclude<Step, { waitMs: number }>['act']): Promise<void> {
    const worker = this.#workers[index];
    if (worker === undefined) return;
    switch (act) {
      case 'read':
        worker.lane = await this.#store.get(this.#id);
        return;
      case 'take':
        return this.#take(worker, `w${index}-${this.#nowMs}`);
      case 'answer':
        return this.#answer(worker);
      case 'acknowledge':
        if (worker.lane !== undefined) await this.#store.acknowledged(worker.lane);
        return;
      case 'take-over':
        return this.#takeOver(worker);
      default:
        act satisfies never;
    }
  }

  /** A worker takes what looked free to it, however long ago it looked. */
  async #take(worker: Worker, owner: string): Promise<void> {
    if (worker.lane === undefined || worker.request !== undefined) return;
    const taken = await this.#store.take(worker.lane, takeAt(this.#nowMs, owner));
    if (taken === 'lost') return;
    const inFlight = this.#workers.filter(({ request }) => request !== undefined && request.untilMs >= this.#nowMs);
    expect(inFlight, 'another request may still be answered').toEqual([]);
    worker.request = { lane: taken, untilMs: this.#nowMs + TIMEOUT_MS };
  }

  async #answer(worker: Worker): Promise<void> {
    const { request } = worker;
    if (request === undefined) return;
    const before = await this.#store.get(this.#id);
    const next: Lane = { ...request.lane, slots: [...request.lane.slots, this.#nowMs], acks: [aMessage()] };
    const settled = await this.#store.settle(request.lane, next, 'held');
    delete worker.request;
    worker.lane = await this.#store.get(this.#id);
    if (settled === 'lost') expect(worker.lane).toEqual(before);
    else expect(worker.lane.slots).toEqual(next.slots);
  }

  async #takeOver(worker: Worker): Promise<void> {
    if (worker.lane === undefined) return;
    const done = await this.#store.reclaim(worker.lane, reclaimLane(worker.lane, this.#nowMs), this.#nowMs);
    if (done === 'reclaimed') worker.lane = await this.#store.get(this.#id);
  }

  /** However it ended, a worker that comes an hour later gets the lane. */
  async #checkFree(): Promise<void> {
    this.#nowMs += 3_600 * SECOND;
    for (let turns = 0; turns < 3; turns++) {
      const lane = await this.#store.get(this.#id);
      const hindrance = hindranceOf(lane, this.#nowMs);
      if (hindrance?.kind === 'worker-died')
        await this.#store.reclaim(lane, reclaimLane(lane, this.#nowMs), this.#nowMs);
      if (hindrance?.kind === 'unacknowledged') await this.#store.acknowledged(lane);
    }
    expect(await this.#store.take(await this.#store.get(this.#id), takeAt(this.#nowMs, 'late'))).not.toBe('lost');
  }
}

/** Any order of what three workers do with one lane. */
export function defineLaneStoreWorkers(name: string, open: OpenTable, { runs }: { readonly runs: number }): void {
  describe(`workers on one lane (${name})`, () => {
    let table: OpenedTable;
    beforeAll(async () => {
      table = await open();
    });
    afterAll(() => table.stop());

    test('never have two requests under way, and leave it free in the end', { timeout: 120_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), (steps) =>
          new Crew(createLaneStore(table)).run(steps),
        ),
        { numRuns: runs },
      );
    });
  });
}
