import { describe, expect, test } from 'vitest';
import { describeSkew, isNotableSkew, measureSkew } from '#shared/delivery/robot-clocks.ts';

describe('the difference of two clocks', () => {
  test.each([
    ['equal', 0],
    ['a minute ahead', 60_000],
    ['an hour behind', -3_600_000],
  ])('is found within a second of what it is, however long the answer took: %s', (_, skewMs) => {
    for (const tookMs of [0, 20, 900, 2_000]) {
      const sentAtMs = Date.UTC(2026, 10, 21) + 123;
      // The server cuts its own time to the second, somewhere while we wait.
      for (const handledAtMs of [sentAtMs, sentAtMs + tookMs]) {
        const date = Math.floor((handledAtMs - skewMs) / 1000) * 1000;
        const error = Math.abs(measureSkew(date, sentAtMs, sentAtMs + tookMs) - skewMs);
        expect(error).toBeLessThanOrEqual(500 + tookMs / 2);
      }
    }
  });

  test('is worth telling beyond a minute, either way', () => {
    expect([60_000, -60_000, 0].map(isNotableSkew)).toEqual([false, false, false]);
    expect([60_001, -60_001].map(isNotableSkew)).toEqual([true, true]);
  });

  test('is told in words', () => {
    expect(describeSkew(-(3 * 3_600_000 + 2 * 60_000))).toBe("our clock is 3 h 2 min behind the robot's");
    expect(describeSkew(61_000)).toBe("our clock is 1 min 1 s ahead of the robot's");
  });
});
