import { describe, expect, test } from 'vitest';
import { decidePace, type Load } from '#shared/pacing/pace.ts';

const NOW = Date.UTC(2026, 10, 21, 3);
const calm: Load = { hasDown: false, hasCritical: false, groups: 1, oldestSinceMs: NOW };
const storm: Load = { hasDown: false, hasCritical: false, groups: 40, oldestSinceMs: NOW - 10_000 };
const secondsAgo = (...seconds: readonly number[]) => seconds.map((s) => NOW - s * 1000).toSorted((a, b) => a - b);

describe('in calm', () => {
  test('up to three groups leave at once, one a message', () => {
    expect(decidePace([], { ...calm, groups: 3 }, 20, NOW)).toEqual({ kind: 'send', mode: 'calm', freeSlots: 15 });
  });

  test('up to five messages of the last minute change nothing', () => {
    expect(decidePace(secondsAgo(5, 4, 3, 2, 1), calm, 20, NOW)).toMatchObject({
      kind: 'send',
      mode: 'calm',
      freeSlots: 10,
    });
  });
});

describe('the slots a message may use', () => {
  const down = { ...calm, hasDown: true };

  test.each([
    ['without a down are not those kept for one', calm, 20, 3, 12],
    ['with a down are all but one', down, 20, 3, 16],
    ['are never less than its own', calm, 1, 0, 1],
    ['leave one for the next of a robot that takes two', down, 2, 0, 1],
  ])('%s', (_, load, limit, sent, freeSlots) => {
    const slots = secondsAgo(...Array.from({ length: sent }, (_, at) => 20 + at));
    expect(decidePace(slots, load, limit, NOW)).toMatchObject({ kind: 'send', freeSlots });
  });
});

describe('in a storm', () => {
  test('everything goes into one message', () => {
    expect(decidePace([], storm, 20, NOW)).toMatchObject({ kind: 'send', mode: 'storm' });
  });

  test('the first message without down or critical waits two seconds to see what comes', () => {
    expect(decidePace([], { ...storm, oldestSinceMs: NOW - 500 }, 20, NOW)).toEqual({
      kind: 'wait',
      reason: 'gather',
      untilMs: NOW + 1_500,
    });
  });

  test('with a down nothing is gathered', () => {
    expect(decidePace([], { ...storm, hasDown: true, oldestSinceMs: NOW }, 20, NOW)).toMatchObject({ mode: 'storm' });
  });

  test.each([
    ['a down', { hasDown: true, hasCritical: false }, 3_750],
    ['a critical', { hasDown: false, hasCritical: true }, 6_000],
    ['neither', { hasDown: false, hasCritical: false }, 15_000],
  ])('with %s the next message is never further away than its share', (_, worst, maxMs) => {
    const pace = decidePace([NOW], { ...storm, ...worst }, 20, NOW);
    expect(pace).toMatchObject({ kind: 'wait', reason: 'spread' });
    expect(pace.kind === 'wait' ? pace.untilMs - NOW : 0).toBeLessThanOrEqual(maxMs);
  });

  test('the last five slots are kept for down alerts', () => {
    const fifteen = secondsAgo(...Array.from({ length: 15 }, (_, at) => 30 + at));
    expect(decidePace(fifteen, storm, 20, NOW)).toMatchObject({ kind: 'wait', reason: 'budget' });
    expect(decidePace(fifteen, { ...storm, hasDown: true }, 20, NOW)).toMatchObject({ kind: 'send' });
  });
});

test.each([2, 3, 4, 10])('of %i slots one at least is kept for down alerts', (limit) => {
  const allButOne = secondsAgo(...Array.from({ length: limit - 1 }, (_, at) => 20 + at));
  expect(decidePace(allButOne, storm, limit, NOW)).toMatchObject({ kind: 'wait', reason: 'budget' });
  expect(decidePace(allButOne, { ...storm, hasDown: true }, limit, NOW)).toMatchObject({ kind: 'send' });
});

describe('a used-up window', () => {
  test('waits until its oldest slot is sixty-one seconds old', () => {
    const twenty = secondsAgo(...Array.from({ length: 20 }, (_, at) => 20 + at));
    expect(decidePace(twenty, { ...storm, hasDown: true }, 20, NOW)).toEqual({
      kind: 'wait',
      reason: 'budget',
      untilMs: NOW - 39_000 + 61_000,
    });
  });

  test('of one message a minute lets the next leave when the last one is old enough', () => {
    expect(decidePace(secondsAgo(30), calm, 1, NOW)).toMatchObject({ kind: 'wait', untilMs: NOW + 31_000 });
    expect(decidePace(secondsAgo(62), calm, 1, NOW)).toMatchObject({ kind: 'send' });
  });
});
