import { expect, test } from 'vitest';
import { decideNextStep } from '#shared/delivery/next-step.ts';
import { isTriedLately, troubleOf } from '#shared/pacing/trouble.ts';

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

test('one that failed for a moment and was tried no more is in none some minutes after its back-off', () => {
  const retryAt = BEGAN + 44_999;
  const lane = { troubleSince: BEGAN, failures: 3, retryAt };

  expect(troubleOf(lane, retryAt + 5 * MINUTE - 1)).toBe(BEGAN);
  expect(troubleOf(lane, retryAt + 5 * MINUTE)).toBeUndefined();
  expect(troubleOf({ ...lane, mutedUntil: retryAt + 10 * MINUTE }, retryAt + 15 * MINUTE - 1)).toBe(BEGAN);
  expect(troubleOf({ ...lane, mutedUntil: retryAt + 10 * MINUTE }, retryAt + 15 * MINUTE)).toBeUndefined();
});

test('an outage lasts until something gets through: a fallback may send all there is meanwhile', () => {
  const lane = { troubleSince: BEGAN, failures: 4, retryAt: BEGAN + 45_000 };
  expect(troubleOf(lane, NOW + 24 * 60 * MINUTE)).toBe(BEGAN);
});

test.each([0, 0.5, 1])('so does what a person has to mend, from the first failure on', (random) => {
  const message = { id: 'm', kind: 'single', channel: 'dba', attempt: 1 } as const;
  const refused = { kind: 'misconfigured', reason: 'token' } as const;
  const step = decideNextStep(refused, { message, failures: 0, nowMs: BEGAN, random });
  if (step.kind !== 'probe') throw new Error(step.kind);

  expect(troubleOf({ troubleSince: BEGAN, failures: 1, retryAt: step.atMs }, NOW + 24 * 60 * MINUTE)).toBe(BEGAN);
});

test('how a robot does is known while it waits and some minutes longer, however long its wait', () => {
  const waits = [{ retryAt: NOW }, { mutedUntil: NOW }, { retryAt: NOW - 60 * MINUTE, mutedUntil: NOW }];

  for (const lane of waits) {
    expect(isTriedLately(lane, NOW - 72 * MINUTE)).toBe(true);
    expect(isTriedLately(lane, NOW + 5 * MINUTE - 1)).toBe(true);
    expect(isTriedLately(lane, NOW + 5 * MINUTE)).toBe(false);
  }
  expect(isTriedLately({}, NOW)).toBe(true);
});
