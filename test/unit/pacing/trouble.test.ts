import { expect, test } from 'vitest';
import { troubleOf } from '#shared/pacing/trouble.ts';

const NOW = Date.UTC(2026, 10, 21);
const MINUTE = 60_000;
const BEGAN = NOW - 12 * MINUTE;

test('a robot that fails is in trouble since that began, whatever became of its mutes', () => {
  expect(troubleOf({ troubleSince: BEGAN, failures: 1 }, NOW)).toBe(BEGAN);
  expect(troubleOf({ troubleSince: BEGAN, failures: 1, mutedUntil: NOW - 60 * MINUTE }, NOW)).toBe(BEGAN);
});

test('one that is muted is in trouble, until what waited for the end had its time to go out', () => {
  const muted = (mutedUntil: number) => troubleOf({ troubleSince: BEGAN, failures: 0, mutedUntil }, NOW);

  expect(muted(NOW + 1)).toBe(BEGAN);
  expect(muted(NOW - 5 * MINUTE + 1)).toBe(BEGAN);
  expect(muted(NOW - 5 * MINUTE)).toBeUndefined();
});

test('one that works is in none', () => {
  expect(troubleOf({ failures: 0 }, NOW)).toBeUndefined();
});
