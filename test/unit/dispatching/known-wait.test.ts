import { describe, expect, test } from 'vitest';
import { isPlannedFarAhead, knownWait } from '#shared/dispatching/known-wait.ts';
import type { WakeUp } from '#shared/dispatching/wake-ups.ts';
import { emptyLane, type Lane } from '#shared/pacing/lane.ts';
import { WINDOW_MS, WINDOW_SLACK_MS } from '#shared/pacing/send-window.ts';

const NOW = Date.UTC(2026, 10, 21);
/** More than five messages in the last minute, the last one just now. */
const BUSY = Array.from({ length: 6 }, (_, at) => NOW - (5 - at) * 1_000);

function waitFor(wakeUp: Omit<WakeUp, 'lane'>, lane: Partial<Lane>) {
  return knownWait({ ...emptyLane('l'), ...lane }, { lane: 'l', ...wakeUp }, 20, NOW);
}

describe('without a look it is known', () => {
  test('that what waits in a busy minute has to wait for its turn', () => {
    expect(waitFor({ urgent: 2 }, { slots: BUSY })).toEqual({ kind: 'wait', untilMs: NOW + 15_000, waiting: 2 });
    expect(waitFor({ urgent: 1 }, { slots: BUSY })).toEqual({ kind: 'wait', untilMs: NOW + 6_000, waiting: 1 });
    expect(waitFor({ marks: ['0a/dba'] }, { slots: BUSY })).toEqual({
      kind: 'wait',
      untilMs: NOW + 3_750,
      waiting: 0,
    });
  });

  test('that nothing has to be done where a look is planned for something as urgent', () => {
    const planned: Partial<Lane> = { slots: BUSY, wakeAt: NOW + 9_000, wakeFor: 1 };

    expect(waitFor({ urgent: 1 }, planned)).toEqual({ kind: 'idle' });
    expect(waitFor({ urgent: 2 }, planned)).toEqual({ kind: 'idle' });
    // Also in a minute that would be calm: it was not when the look was planned.
    expect(waitFor({ urgent: 2 }, { ...planned, slots: [] })).toEqual({ kind: 'idle' });
  });

  test('that something more urgent than what a look is planned for has its own turn', () => {
    const planned: Partial<Lane> = { slots: BUSY, wakeAt: NOW + 9_000, wakeFor: 1 };

    expect(waitFor({ urgent: 0 }, planned)).toEqual({ kind: 'wait', untilMs: NOW + 3_750, waiting: 0 });
    expect(waitFor({ urgent: 0 }, { ...planned, slots: [NOW] })).toMatchObject({ kind: 'wait', waiting: 0 });
  });

  test('that a look that was due waits for the worst of both', () => {
    expect(waitFor({ urgent: 2 }, { slots: BUSY, wakeAt: NOW, wakeFor: 0 })).toEqual({
      kind: 'wait',
      untilMs: NOW + 3_750,
      waiting: 0,
    });
  });
});

describe('a look is needed', () => {
  test('where the wake-up does not say how urgent it is', () => {
    expect(waitFor({}, { slots: BUSY })).toBeUndefined();
    expect(waitFor({ marks: ['?'] }, { slots: BUSY, wakeAt: NOW + 9_000, wakeFor: 0 })).toBeUndefined();
  });

  test('in a calm minute', () => {
    expect(waitFor({ urgent: 2 }, { slots: BUSY.slice(1) })).toBeUndefined();
    expect(waitFor({ urgent: 2 }, { slots: BUSY.slice(1), wakeAt: NOW, wakeFor: 2 })).toBeUndefined();
  });

  test('when the turn has come', () => {
    const earlier = BUSY.map((at) => at - 15_000);

    expect(waitFor({ urgent: 2 }, { slots: earlier })).toBeUndefined();
    expect(waitFor({ urgent: 2 }, { slots: earlier.map((at) => at + 1) })).toMatchObject({ untilMs: NOW + 1 });
  });

  test('where a look is planned for what nobody knows', () => {
    expect(waitFor({ urgent: 2 }, { wakeAt: NOW + 9_000 })).toBeUndefined();
  });
});

describe('a look that is planned', () => {
  /** What a robot counts, and how far its clock may be off. */
  const LATEST_TURN = NOW + WINDOW_MS + WINDOW_SLACK_MS;

  test('for later than any turn can be is far ahead: what waits, waits for a quota', () => {
    expect(isPlannedFarAhead({ wakeAt: LATEST_TURN + 1 }, NOW)).toBe(true);
  });

  test.each([
    ['for the latest turn', { wakeAt: LATEST_TURN }],
    ['for a turn', { wakeAt: NOW + WINDOW_MS }],
    ['for earlier', { wakeAt: NOW - 1 }],
    ['not at all', {}],
  ])('%s is not', (_, lane) => {
    expect(isPlannedFarAhead(lane, NOW)).toBe(false);
  });
});
