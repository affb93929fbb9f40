import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyLane, type LaneMessage } from '#shared/pacing/lane.ts';
import { decidePace, stormTurn, unreserved } from '#shared/pacing/pace.ts';
import { recentSlots, withSlot } from '#shared/pacing/send-window.ts';
import { reclaimLane } from '#shared/pacing/settle-lane.ts';

const START_MS = Date.UTC(2026, 10, 21);
const MESSAGE: LaneMessage = { id: 'm', kind: 'digest', channel: 'dba', attempt: 1 };

/** A robot's traffic: what waits, when it is looked at, how long each answer takes. */
const traffic = fc.array(
  fc.record({
    idleMs: fc.integer({ min: 0, max: 20_000 }),
    answerMs: fc.integer({ min: 1, max: 9_000 }),
    hasDown: fc.boolean(),
    hasCritical: fc.boolean(),
    groups: fc.integer({ min: 1, max: 50 }),
    /** How long the oldest of it is due, when another lane speaks through the robot, too. */
    dueMs: fc.integer({ min: 0, max: 60_000 }),
  }),
  { minLength: 30, maxLength: 200 },
);

describe('a rolling minute as the robot counts it', () => {
  test.each([1, 3, 7, 20])('holds at most %i requests, whatever waits and however slow the answers are', (limit) => {
    fc.assert(
      fc.property(traffic, (steps) => {
        let nowMs = START_MS;
        let slots: readonly number[] = [];
        const arrivals: number[] = [];
        for (const { idleMs, answerMs, dueMs, ...load } of steps) {
          nowMs += idleMs;
          const oldest = { oldestSinceMs: nowMs - idleMs, oldestDueMs: nowMs - dueMs };
          const pace = decidePace(slots, { ...load, ...oldest }, limit, nowMs);
          if (pace.kind === 'wait') {
            expect(pace.untilMs).toBeGreaterThan(nowMs);
            nowMs = pace.untilMs;
            continue;
          }
          expect(pace.freeSlots).toBeGreaterThan(0);
          arrivals.push(nowMs);
          nowMs += answerMs;
          slots = withSlot(slots, nowMs);
        }
        for (const at of arrivals) {
          expect(arrivals.filter((other) => other > at - 60_000 && other <= at).length).toBeLessThanOrEqual(limit);
        }
      }),
      { numRuns: 100 },
    );
  });

  test('a wait ends: looked at again at its end, the message may leave or a later reason is named', () => {
    fc.assert(
      fc.property(traffic, (steps) => {
        let nowMs = START_MS;
        let slots: readonly number[] = [];
        for (const { answerMs, dueMs, ...load } of steps) {
          let waits = 0;
          const oldest = { oldestSinceMs: nowMs, oldestDueMs: nowMs - dueMs };
          for (;;) {
            const pace = decidePace(slots, { ...load, ...oldest }, 20, nowMs);
            if (pace.kind === 'send') break;
            nowMs = pace.untilMs;
            expect(++waits).toBeLessThan(100);
          }
          nowMs += answerMs;
          slots = withSlot(slots, nowMs);
        }
      }),
      { numRuns: 50 },
    );
  });
});

/** Requests of workers whose clocks differ by up to a second, some of which die before they write the answer down. */
const workers = fc.array(
  fc.record({
    idleMs: fc.integer({ min: 0, max: 5_000 }),
    /** How far the clock of the worker that looks now is ahead. */
    aheadMs: fc.integer({ min: 0, max: 1_000 }),
    answerMs: fc.integer({ min: 1, max: 9_000 }),
    /** When on its way the robot counts the request, as a share of the time to the answer. */
    countedAt: fc.double({ min: 0, max: 1, noNaN: true }),
    dies: fc.boolean(),
    hasDown: fc.boolean(),
    groups: fc.integer({ min: 1, max: 6 }),
  }),
  { minLength: 30, maxLength: 120 },
);

/** A lost request is taken over so long after it was sent, by the clocks of two workers, ms. */
const TAKEN_OVER_MS = 15_000;

test.each([1, 2, 5, 20])(
  'no minute at the robot holds more than %i requests though workers’ clocks differ and some of them die',
  (limit) => {
    fc.assert(
      fc.property(workers, (steps) => {
        let nowMs = START_MS;
        let lane = emptyLane('robot');
        const counted: number[] = [];
        for (const { idleMs, aheadMs, answerMs, countedAt, dies, hasDown, groups } of steps) {
          nowMs += idleMs;
          const load = { hasDown, hasCritical: false, groups, oldestSinceMs: nowMs - 60_000 };
          const pace = decidePace(lane.slots, load, limit, nowMs + aheadMs);
          if (pace.kind === 'wait') {
            nowMs = Math.ceil(pace.untilMs) - aheadMs;
            continue;
          }
          counted.push(nowMs + countedAt * answerMs);
          nowMs += dies ? TAKEN_OVER_MS - aheadMs : answerMs;
          lane = dies
            ? reclaimLane({ ...lane, inFlight: MESSAGE }, nowMs + aheadMs)
            : { ...lane, slots: withSlot(lane.slots, nowMs + aheadMs) };
        }
        for (const at of counted) {
          expect(counted.filter((other) => other > at - 60_000 && other <= at).length).toBeLessThanOrEqual(limit);
        }
      }),
      { numRuns: 60 },
    );
  },
);

test.each([0, 1, 2] as const)(
  'the turn of what waits in a storm (class %i) never comes before a slot is free',
  (worst) => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 70_000 }), { maxLength: 20 }),
        fc.integer({ min: 1, max: 20 }),
        (ages, limit) => {
          const slots = ages.map((age) => START_MS - age).toSorted((a, b) => a - b);
          const turn = stormTurn(slots, worst, limit, START_MS);

          expect(turn).toBeGreaterThanOrEqual(START_MS);
          expect(recentSlots(slots, turn).length).toBeLessThan(worst === 0 ? limit : unreserved(limit));
          expect(turn).toBeLessThanOrEqual(START_MS + 61_000);
          // What is worse never waits longer.
          if (worst < 2) expect(turn).toBeLessThanOrEqual(stormTurn(slots, 2, limit, START_MS));
        },
      ),
      { numRuns: 200 },
    );
  },
);
