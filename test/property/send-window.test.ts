import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decidePace } from '#shared/pacing/pace.ts';
import { withSlot } from '#shared/pacing/send-window.ts';

const START_MS = Date.UTC(2026, 10, 21);

/** A robot's traffic: what waits, when it is looked at, how long each answer takes. */
const traffic = fc.array(
  fc.record({
    idleMs: fc.integer({ min: 0, max: 20_000 }),
    answerMs: fc.integer({ min: 1, max: 9_000 }),
    hasDown: fc.boolean(),
    hasCritical: fc.boolean(),
    groups: fc.integer({ min: 1, max: 50 }),
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
        for (const { idleMs, answerMs, ...load } of steps) {
          nowMs += idleMs;
          const pace = decidePace(slots, { ...load, oldestSinceMs: nowMs - idleMs }, limit, nowMs);
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
        for (const { answerMs, ...load } of steps) {
          let waits = 0;
          const oldestSinceMs = nowMs;
          for (;;) {
            const pace = decidePace(slots, { ...load, oldestSinceMs }, 20, nowMs);
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
