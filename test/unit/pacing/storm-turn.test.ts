import { describe, expect, test } from 'vitest';
import { decidePace, isBusy, type Load, stormTurn, unreserved } from '#shared/pacing/pace.ts';

const NOW = Date.UTC(2026, 10, 21, 3);
const QUIET: Load = { hasDown: false, hasCritical: false, groups: 1, oldestSinceMs: NOW - 10_000 };
const DOWN: Load = { ...QUIET, hasDown: true };
const CRITICAL: Load = { ...QUIET, hasCritical: true };

/** When a robot's recent messages were answered: so many, the last so long ago, a second apart. */
function sent(messages: number, lastAgoMs: number): readonly number[] {
  return Array.from({ length: messages }, (_, at) => NOW - lastAgoMs - (messages - 1 - at) * 1000);
}

describe('the turn of what waits in a storm', () => {
  test('is now when nothing was sent in the last minute', () => {
    expect(([0, 1, 2] as const).map((worst) => stormTurn([], worst, 20, NOW))).toEqual([NOW, NOW, NOW]);
    expect(stormTurn([NOW - 61_000], 2, 20, NOW)).toBe(NOW);
  });

  test.each([
    // Of 20 slots one is used, its place comes back in 61 s: 61 s ÷ 19 free slots are 3.2 s.
    ['a down', 0, sent(1, 0), 61_000 / 19],
    ['a down', 0, sent(1, 1_000), 60_000 / 19 - 1_000],
    // With five used a down would wait 57 s ÷ 15 = 3.8 s: 3.75 s is the longest.
    ['a down', 0, sent(5, 0), 3_750],
    ['a down', 0, sent(19, 0), 3_750],
    ['a critical', 1, sent(1, 0), 6_000],
    ['a critical', 1, sent(1, 5_000), 1_000],
    ['the rest', 2, sent(1, 0), 15_000],
    ['the rest', 2, sent(3, 4_000), 11_000],
  ] as const)('is for %s (class %i) its share of the minute after the last message', (_, worst, slots, waitMs) => {
    expect(stormTurn(slots, worst, 20, NOW) - NOW).toBeCloseTo(waitMs, 2);
  });

  test('is sooner than the longest gap where the oldest slot comes back soon', () => {
    const slots = [NOW - 60_500, ...sent(18, 0)];

    expect(stormTurn(slots, 0, 20, NOW) - NOW).toBeCloseTo(500, 2);
  });

  test('has come when the share is over', () => {
    expect(stormTurn(sent(1, 4_000), 0, 20, NOW)).toBe(NOW);
    expect(stormTurn(sent(1, 6_000), 1, 20, NOW)).toBe(NOW);
    expect(stormTurn(sent(1, 15_000), 2, 20, NOW)).toBe(NOW);
  });

  test('is for all but a down not before a slot is free that is not kept for one', () => {
    const fifteen = sent(15, 16_000);

    expect(stormTurn(fifteen, 2, 20, NOW)).toBe(NOW - 30_000 + 61_000);
    expect(stormTurn(fifteen, 1, 20, NOW)).toBe(NOW - 30_000 + 61_000);
    expect(stormTurn(fifteen, 0, 20, NOW)).toBe(NOW);
    expect(stormTurn(sent(20, 16_000), 0, 20, NOW)).toBe(NOW - 35_000 + 61_000);
  });

  test.each([
    [DOWN, 0],
    [CRITICAL, 1],
    [QUIET, 2],
    [{ ...DOWN, hasCritical: true }, 0],
  ] as const)('is what pacing waits for when it sees the same', (load, worst) => {
    for (const slots of [sent(6, 0), sent(8, 2_000), sent(12, 500)]) {
      const turn = stormTurn(slots, worst, 20, NOW);
      expect(decidePace(slots, { ...load, groups: 9 }, 20, NOW)).toMatchObject({ reason: 'spread', untilMs: turn });
    }
  });
});

describe('a minute is busy', () => {
  test.each([
    [20, 5],
    [10, 2],
    [4, 1],
    [3, 0],
    [1, 0],
  ])('of %i slots with more than %i messages', (limit, calm) => {
    expect(isBusy(sent(calm, 1_000), limit, NOW)).toBe(false);
    expect(isBusy(sent(calm + 1, 1_000), limit, NOW)).toBe(true);
  });

  test('no longer when its messages are older than it', () => {
    expect(isBusy(sent(9, 61_000), 20, NOW)).toBe(false);
  });
});

test.each([
  [20, 15],
  [19, 14],
  [10, 7],
  [7, 5],
  [4, 3],
  [3, 2],
  [2, 1],
  [1, 1],
])('of %i slots %i are not kept for down alerts', (limit, rest) => {
  expect(unreserved(limit)).toBe(rest);
});

describe('calm ends', () => {
  test('with the fourth group that waits', () => {
    expect(decidePace([], { ...QUIET, groups: 3 }, 20, NOW)).toMatchObject({ mode: 'calm' });
    expect(decidePace([], { ...QUIET, groups: 4 }, 20, NOW)).toMatchObject({ mode: 'storm' });
  });

  test('with the sixth message of a minute', () => {
    expect(decidePace(sent(5, 16_000), QUIET, 20, NOW)).toMatchObject({ mode: 'calm' });
    expect(decidePace(sent(6, 16_000), QUIET, 20, NOW)).toMatchObject({ mode: 'storm' });
  });

  test('where messages are to come together', () => {
    expect(decidePace([], { ...QUIET, summarise: true }, 20, NOW)).toMatchObject({ mode: 'storm' });
    expect(decidePace([], { ...QUIET, sparseUntilMs: NOW }, 20, NOW)).toMatchObject({ mode: 'storm' });
  });
});

describe('near the end of a month’s quota', () => {
  const sparse = { sparseUntilMs: NOW + 3_600_000 };

  test('what can wait does, whatever slots are free', () => {
    expect(decidePace([], { ...QUIET, ...sparse }, 20, NOW)).toEqual({
      kind: 'wait',
      reason: 'quota',
      untilMs: NOW + 3_600_000,
    });
  });

  test.each([
    ['a down', DOWN],
    ['a critical', CRITICAL],
  ])('%s goes, and takes what waits along', (_, load) => {
    expect(decidePace([], { ...load, ...sparse }, 20, NOW)).toMatchObject({ kind: 'send', mode: 'storm' });
  });

  test('what waited long enough goes together', () => {
    expect(decidePace([], { ...QUIET, sparseUntilMs: NOW }, 20, NOW)).toMatchObject({ kind: 'send', mode: 'storm' });
  });
});

describe('gathering', () => {
  test('ends two seconds after the oldest came', () => {
    const load = { ...QUIET, groups: 9 };

    expect(decidePace([], { ...load, oldestSinceMs: NOW - 1_999 }, 20, NOW)).toEqual({
      kind: 'wait',
      reason: 'gather',
      untilMs: NOW + 1,
    });
    expect(decidePace([], { ...load, oldestSinceMs: NOW - 2_000 }, 20, NOW)).toMatchObject({ mode: 'storm' });
  });

  test.each([
    ['a down', DOWN],
    ['a critical', CRITICAL],
  ])('is not for %s', (_, load) => {
    expect(decidePace([], { ...load, groups: 9, oldestSinceMs: NOW }, 20, NOW)).toMatchObject({ mode: 'storm' });
  });

  test('is not for calm', () => {
    expect(decidePace([], { ...QUIET, oldestSinceMs: NOW }, 20, NOW)).toMatchObject({ mode: 'calm' });
  });
});

describe('calm or storm, a message', () => {
  test('of calm may use the slots kept for down alerts; a storm’s may not', () => {
    // Of four slots one message a minute is calm, and one slot is kept.
    expect(decidePace(sent(3, 20_000), { ...QUIET, groups: 9 }, 4, NOW)).toMatchObject({ reason: 'budget' });
    expect(decidePace(sent(2, 20_000), { ...QUIET, groups: 9 }, 4, NOW)).toMatchObject({ kind: 'send' });
  });

  test('tells how many slots are left that it may use', () => {
    expect(decidePace(sent(8, 20_000), { ...QUIET, groups: 9 }, 20, NOW)).toMatchObject({ freeSlots: 7 });
    expect(decidePace(sent(8, 20_000), { ...DOWN, groups: 9 }, 20, NOW)).toMatchObject({ freeSlots: 11 });
    expect(decidePace(sent(14, 20_000), { ...QUIET, groups: 9 }, 20, NOW)).toMatchObject({ freeSlots: 1 });
  });
});

describe('where another lane speaks through the same robot', () => {
  const STORM: Load = { ...QUIET, groups: 9 };
  const due = (load: Load, secondsAgo: number): Load => ({ ...load, oldestDueMs: NOW - secondsAgo * 1_000 });

  test('what was due for a whole gap has its turn half-way to the next down', () => {
    // A down's share is 3.75 s here.
    expect(decidePace(sent(8, 1_000), due(STORM, 15), 20, NOW)).toMatchObject({ reason: 'spread', untilMs: NOW + 875 });
    expect(decidePace(sent(8, 2_000), due(STORM, 15), 20, NOW)).toMatchObject({ kind: 'send', mode: 'storm' });
    expect(decidePace(sent(8, 2_000), due({ ...CRITICAL, groups: 9 }, 6), 20, NOW)).toMatchObject({ kind: 'send' });
  });

  test('what was not waits until it was', () => {
    expect(decidePace(sent(8, 2_000), due(STORM, 14), 20, NOW)).toMatchObject({
      reason: 'spread',
      untilMs: NOW + 1_000,
    });
    expect(decidePace(sent(8, 2_000), STORM, 20, NOW)).toMatchObject({ reason: 'spread', untilMs: NOW + 13_000 });
  });

  test('a turn that comes sooner by itself stays', () => {
    expect(decidePace(sent(8, 14_500), due(STORM, 1), 20, NOW)).toMatchObject({ reason: 'spread', untilMs: NOW + 500 });
  });

  test('a down waits for its own share, however long it was due', () => {
    expect(decidePace(sent(8, 1_000), due({ ...DOWN, groups: 9 }, 60), 20, NOW)).toMatchObject({
      reason: 'spread',
      untilMs: NOW + 2_750,
    });
  });

  test('what was due for a whole gap may use the slots kept for down alerts, and no more than there are', () => {
    const most = sent(unreserved(20), 20_000);

    expect(decidePace(most, STORM, 20, NOW)).toMatchObject({ reason: 'budget' });
    expect(decidePace(most, due(STORM, 14), 20, NOW)).toMatchObject({ reason: 'budget', untilMs: NOW + 1_000 });
    expect(decidePace(most, due(STORM, 15), 20, NOW)).toMatchObject({ kind: 'send' });
    expect(decidePace(sent(20, 20_000), due(STORM, 15), 20, NOW)).toEqual({
      kind: 'wait',
      reason: 'budget',
      untilMs: NOW - 39_000 + 61_000,
    });
  });
});
