import { describe, expect, test } from 'vitest';
import { recentSlots, slotFreeAt, withSlot } from '#shared/pacing/send-window.ts';

const NOW = Date.UTC(2026, 10, 21);
const ago = (...ms: readonly number[]) => ms.map((one) => NOW - one);

describe('a slot', () => {
  test('counts for a minute, and a second for clocks that differ', () => {
    expect(recentSlots(ago(61_001, 61_000, 60_999, 0), NOW)).toEqual(ago(60_999, 0));
  });

  test('has its place by its time, whoever wrote it', () => {
    expect(recentSlots(ago(5, 900, 30), NOW)).toEqual(ago(900, 30, 5));
  });
});

describe('the next slot is free', () => {
  test('now while fewer than the limit are used', () => {
    expect(slotFreeAt([], 1, NOW)).toBe(NOW);
    expect(slotFreeAt(ago(3, 2, 1), 4, NOW)).toBe(NOW);
  });

  test('when the one that blocks it leaves the window', () => {
    expect(slotFreeAt(ago(3_000, 2_000, 1_000), 3, NOW)).toBe(NOW - 3_000 + 61_000);
    expect(slotFreeAt(ago(3_000, 2_000, 1_000), 2, NOW)).toBe(NOW - 2_000 + 61_000);
    expect(slotFreeAt(ago(61_000, 2_000), 2, NOW)).toBe(NOW);
  });
});

describe('an answer', () => {
  test('takes a slot, and old ones are forgotten', () => {
    expect(withSlot(ago(70_000, 500), NOW)).toEqual(ago(500, 0));
  });

  test('never leaves more slots than a robot’s minute has', () => {
    const full = ago(...Array.from({ length: 20 }, (_, at) => 20 - at));

    expect(withSlot(full, NOW)).toEqual([...full.slice(1), NOW]);
  });
});
