import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Outcome } from '#shared/delivery/outcome.ts';
import { emptyLane, type Lane } from '#shared/pacing/lane.ts';
import { limitNow, strainedBy } from '#shared/pacing/learned-limit.ts';

const NOW = Date.UTC(2026, 10, 21);
const HOUR = 3_600_000;
const TOO_FAST: Outcome = { kind: 'throttled', reason: 'robot-rate', retryAfterMs: 600_000 };

function aLane(strained?: Lane['strained']): Lane {
  return { ...emptyLane('robot'), ...(strained === undefined ? {} : { strained }) };
}

describe('a limit learned from a throttle', () => {
  test('is half of what counted, and of one still one', () => {
    expect(strainedBy(aLane(), TOO_FAST, 20, NOW)).toEqual({ strained: { limit: 10, atMs: NOW } });
    expect(strainedBy(aLane(), TOO_FAST, 7, NOW)).toEqual({ strained: { limit: 3, atMs: NOW } });
    expect(strainedBy(aLane(), TOO_FAST, 1, NOW)).toEqual({ strained: { limit: 1, atMs: NOW } });
  });

  test('grows by one an hour, to what is configured and no further', () => {
    const lane = aLane({ limit: 10, atMs: NOW });

    expect(
      [0, HOUR - 1, HOUR, 4 * HOUR, 10 * HOUR, 900 * HOUR].map((after) => limitNow(lane, 20, NOW + after)),
    ).toEqual([10, 10, 11, 14, 20, 20]);
    expect(limitNow(lane, 4, NOW)).toBe(4);
  });

  test('is taught by no other answer, and not forgotten over one', () => {
    const others: readonly Outcome[] = [
      { kind: 'throttled', reason: 'concurrency', retryAfterMs: 1_000 },
      { kind: 'throttled', reason: 'flood-guard', retryAfterMs: 300_000 },
      { kind: 'throttled', reason: 'platform-rate', retryAfterMs: 1_000 },
      { kind: 'delivered' },
      { kind: 'unknown', reason: 'no-answer' },
    ];
    const strained = { limit: 10, atMs: NOW - HOUR };
    for (const outcome of others) {
      expect(strainedBy(aLane(), outcome, 20, NOW)).toEqual({});
      expect(strainedBy(aLane(strained), outcome, 11, NOW)).toEqual({ strained });
    }
  });

  test('is between one and what is configured, however often it happens, and never higher than before', () => {
    const waits = fc.array(fc.integer({ min: 0, max: 30 * HOUR }), { maxLength: 20 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), waits, (configured, gaps) => {
        let [lane, nowMs] = [aLane(), NOW];
        for (const gap of gaps) {
          nowMs += gap;
          const before = limitNow(lane, configured, nowMs);
          lane = { ...lane, ...strainedBy(lane, TOO_FAST, before, nowMs) };
          const after = limitNow(lane, configured, nowMs);
          expect(after).toBeGreaterThanOrEqual(1);
          expect(before).toBeLessThanOrEqual(configured);
          expect(after).toBe(Math.max(1, Math.floor(before / 2)));
        }
      }),
      { numRuns: 100 },
    );
  });
});
