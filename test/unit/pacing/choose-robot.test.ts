import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseRobot, type Sight, unusableBecause } from '#shared/pacing/choose-robot.ts';
import { emptyLane, type Lane } from '#shared/pacing/lane.ts';
import { unreserved } from '#shared/pacing/pace.ts';
import { recentSlots } from '#shared/pacing/send-window.ts';

const NOW = Date.UTC(2026, 10, 21);
const CALM = { hasDown: false };
const DOWN = { hasDown: true };

function aCandidate(lane: Partial<Lane> = {}, limit = 20): Sight {
  return { lane: { ...emptyLane('robot'), ...lane }, limit };
}

/** A robot that got so many messages in the last minute. */
function used(messages: number, lane: Partial<Lane> = {}): Sight {
  return aCandidate({ ...lane, slots: Array.from({ length: messages }, (_, at) => NOW - 30_000 + at) });
}

const healthy = aCandidate();
const onProbation = aCandidate({ failures: 2, retryAt: NOW });
const backingOff = aCandidate({ failures: 2, retryAt: NOW + 60_000 });
const muted = aCandidate({ mutedUntil: NOW + 600_000 });
const busy = aCandidate({ till: NOW, owner: 'somebody' });

describe('the home robot', () => {
  test('speaks while it works and has budget, however idle the others are', () => {
    expect(chooseRobot([used(10), healthy], CALM, NOW)).toEqual({ kind: 'use', index: 0 });
  });

  test('speaks alone where there is no other', () => {
    expect(chooseRobot([onProbation], DOWN, NOW)).toEqual({ kind: 'use', index: 0 });
  });

  test('is tried again after a failure, so that it gets its channel back', () => {
    expect(chooseRobot([onProbation, healthy], CALM, NOW)).toEqual({ kind: 'use', index: 0 });
  });

  test('is not tried with a down while a healthy one is there', () => {
    expect(chooseRobot([onProbation, healthy], DOWN, NOW)).toEqual({ kind: 'use', index: 1 });
    expect(chooseRobot([onProbation, onProbation], DOWN, NOW)).toEqual({ kind: 'use', index: 0 });
    expect(chooseRobot([used(9, { failures: 2 }), onProbation], DOWN, NOW)).toEqual({ kind: 'use', index: 0 });
  });

  test.each([
    ['muted', muted],
    ['backing off', backingOff],
    ['held by another worker', busy],
    ['without budget', used(15)],
  ])('is left to the next when it is %s', (_, home) => {
    expect(chooseRobot([home, healthy], CALM, NOW)).toEqual({ kind: 'use', index: 1 });
  });
});

describe('of the other robots', () => {
  test('the one with most free slots speaks, of equals the first', () => {
    expect(chooseRobot([muted, used(5), used(2), used(3)], CALM, NOW)).toEqual({ kind: 'use', index: 2 });
    expect(chooseRobot([muted, used(2), used(2)], CALM, NOW)).toEqual({ kind: 'use', index: 1 });
    expect(chooseRobot([muted, aCandidate({}, 5), healthy], CALM, NOW)).toEqual({ kind: 'use', index: 2 });
  });

  test('one that failed speaks only when no healthy one can', () => {
    expect(chooseRobot([muted, onProbation, used(9)], CALM, NOW)).toEqual({ kind: 'use', index: 2 });
    expect(chooseRobot([muted, onProbation, used(15)], CALM, NOW)).toEqual({ kind: 'use', index: 1 });
  });

  test('one whose slots but those kept for down are used speaks for a down only', () => {
    expect(chooseRobot([muted, used(15)], CALM, NOW)).toMatchObject({ kind: 'none' });
    expect(chooseRobot([muted, used(15)], DOWN, NOW)).toEqual({ kind: 'use', index: 1 });
    expect(chooseRobot([muted, used(20)], DOWN, NOW)).toMatchObject({ kind: 'none' });
  });
});

describe('when none can', () => {
  test('each says why, and the first to be free says when', () => {
    expect(chooseRobot([muted, backingOff], CALM, NOW)).toEqual({
      kind: 'none',
      untilMs: NOW + 60_000,
      reasons: [
        { kind: 'muted', untilMs: NOW + 600_000 },
        { kind: 'backing-off', untilMs: NOW + 60_000 },
      ],
    });
  });

  test('a robot that lacks several things names the gravest, and when the last of them ends', () => {
    const lane = { ...used(20).lane, mutedUntil: NOW + 1_000, till: NOW + 5_000 };

    expect(unusableBecause(aCandidate(lane), DOWN, NOW)).toEqual({ kind: 'muted', untilMs: NOW + 31_000 });
  });

  test('a robot whose slots are used names its budget, and when the next slot is free', () => {
    expect(unusableBecause(used(20), DOWN, NOW)).toEqual({ kind: 'budget', untilMs: NOW + 31_000 });
  });

  test('a request that may still be answered keeps its robot from all others', () => {
    const inFlight = { id: 'm', kind: 'single', channel: 'dba', attempt: 1 } as const;

    expect(unusableBecause(aCandidate({ inFlight, inFlightUntil: NOW + 9_000 }), DOWN, NOW)).toEqual({
      kind: 'busy',
      untilMs: NOW + 9_000,
    });
    // Its worker died: whoever takes the lane over frees it.
    expect(unusableBecause(aCandidate({ inFlight, inFlightUntil: NOW - 9_000 }), DOWN, NOW)).toMatchObject({
      kind: 'busy',
    });
  });

  test('and there are none at all, it is looked at again soon', () => {
    expect(chooseRobot([], CALM, NOW)).toEqual({ kind: 'none', untilMs: NOW + 1_000, reasons: [] });
  });
});

const anything = fc
  .record({
    slots: fc.array(fc.integer({ min: NOW - 70_000, max: NOW }), { maxLength: 20 }),
    failures: fc.integer({ min: 0, max: 3 }),
    mutedUntil: fc.option(fc.integer({ min: NOW - 5_000, max: NOW + 5_000 }), { nil: 0 }),
    retryAt: fc.option(fc.integer({ min: NOW - 5_000, max: NOW + 5_000 }), { nil: 0 }),
    till: fc.option(fc.integer({ min: NOW - 5_000, max: NOW + 5_000 }), { nil: 0 }),
    limit: fc.integer({ min: 1, max: 20 }),
  })
  .map(({ limit, slots, ...lane }) => aCandidate({ ...lane, slots: slots.toSorted((a, b) => a - b) }, limit));
const pool = fc.array(anything, { minLength: 1, maxLength: 6 });

describe('whatever the robots have been through', () => {
  test('the chosen one may send: it is free, in no mute, past its wait, with a slot left', () => {
    fc.assert(
      fc.property(pool, fc.boolean(), (candidates, hasDown) => {
        const choice = chooseRobot(candidates, { hasDown }, NOW);
        if (choice.kind === 'none') return;
        const { lane, limit } = candidates[choice.index] ?? healthy;

        expect(lane.mutedUntil ?? 0).toBeLessThanOrEqual(NOW);
        expect(lane.retryAt ?? 0).toBeLessThanOrEqual(NOW);
        expect(lane.till ?? 0).toBeLessThan(NOW);
        expect(recentSlots(lane.slots, NOW).length).toBeLessThan(hasDown ? limit : unreserved(limit));
      }),
    );
  });

  test('a down never goes to a robot that failed while a healthy one can take it', () => {
    fc.assert(
      fc.property(pool, (candidates) => {
        const choice = chooseRobot(candidates, DOWN, NOW);
        if (choice.kind === 'none' || candidates[choice.index]?.lane.failures === 0) return;
        const able = candidates.filter((one) => unusableBecause(one, DOWN, NOW) === undefined);

        expect(able.filter(({ lane }) => lane.failures === 0)).toEqual([]);
      }),
    );
  });

  test('none means none, and the time named is when one can', () => {
    fc.assert(
      fc.property(pool, fc.boolean(), (candidates, hasDown) => {
        const choice = chooseRobot(candidates, { hasDown }, NOW);
        if (choice.kind === 'use') return;

        expect(choice.reasons).toHaveLength(candidates.length);
        expect(choice.untilMs).toBeGreaterThan(NOW);
        // A lease may be longer than the look at it.
        const leased = candidates.map(({ lane, limit }) => aCandidate({ ...lane, till: 0 }, limit));
        expect(chooseRobot(leased, { hasDown }, choice.untilMs).kind).toBe('use');
      }),
    );
  });
});
