import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Changes,
  changesOf,
  decideFlapping,
  dueOf,
  FLAPPING_WINDOW_MS,
  flappingQuietMs,
} from '#shared/admission/flapping.ts';
import { aChannel } from '#test/builders/channel.ts';

const NOW = Date.UTC(2026, 10, 21);
const SECOND = 1_000;
const MINUTE = 60_000;
const QUIET = 10 * MINUTE;

/** An alert that changed this long ago, newest first. */
function changed(agoMs: readonly number[], more: Partial<Changes> = {}): Changes {
  return { times: agoMs.map((ago) => NOW - ago), version: 9, level: 3, ...more };
}

/** In a run that was found out at version 6, told then and five minutes ago. */
function inARun(agoMs: readonly number[], more: Partial<Changes> = {}): Changes {
  const run = { version: 6, sinceMs: NOW - 8 * MINUTE, seenMs: NOW - MINUTE };
  return changed(agoMs, { run, toldVersion: 6, toldLevel: 3, toldAt: NOW - 5 * MINUTE, ...more });
}

describe('an alert begins to flap', () => {
  test('with its fourth change within ten minutes', () => {
    const decision = decideFlapping(changed([0, MINUTE, 2 * MINUTE, FLAPPING_WINDOW_MS]), QUIET, NOW);
    const run = { version: 9, sinceMs: NOW - FLAPPING_WINDOW_MS, seenMs: NOW };

    expect(decision).toEqual({ kind: 'tell', reason: 'begins', run });
    expect(changesOf(run, 9)).toBe(4);
    expect(changesOf(run, 12)).toBe(7);
  });

  test.each([
    ['three changes', [0, MINUTE, 2 * MINUTE]],
    ['a fourth just out of the window', [0, MINUTE, 2 * MINUTE, FLAPPING_WINDOW_MS + 1]],
    ['a rise in level after four', [SECOND, MINUTE, 2 * MINUTE, 3 * MINUTE]],
  ])('not with %s', (_, ago) => {
    expect(decideFlapping(changed(ago), QUIET, NOW)).toEqual({ kind: 'steady' });
  });
});

describe('while it flaps a change', () => {
  test('waits for the end of the quiet time since the last message', () => {
    expect(decideFlapping(inARun([0, MINUTE, 2 * MINUTE, 3 * MINUTE]), QUIET, NOW)).toMatchObject({
      kind: 'damp',
      untilMs: NOW + 5 * MINUTE,
    });
  });

  test('is told at once while nobody has heard that it flaps', () => {
    expect(decideFlapping(inARun([0, MINUTE], { toldVersion: 5 }), QUIET, NOW)).toMatchObject({ reason: 'untold' });
    const { toldVersion: _never, ...untold } = inARun([0, MINUTE]);
    expect(decideFlapping(untold, QUIET, NOW)).toMatchObject({ reason: 'untold' });
  });

  test('is told at once when it is worse than people know', () => {
    expect(decideFlapping(inARun([0, MINUTE], { level: 1 }), QUIET, NOW)).toMatchObject({ reason: 'worse' });
    expect(decideFlapping(inARun([0, MINUTE], { level: 1, toldLevel: 1 }), QUIET, NOW)).toMatchObject({ kind: 'damp' });
  });

  test('that comes less often is damped all the same, until ten minutes passed without one', () => {
    const run = { version: 6, sinceMs: NOW - 60 * MINUTE, seenMs: NOW - FLAPPING_WINDOW_MS };
    expect(decideFlapping(inARun([0, FLAPPING_WINDOW_MS], { run }), QUIET, NOW).kind).toBe('damp');
    const earlier = { ...run, seenMs: run.seenMs - 1 };
    expect(decideFlapping(inARun([0, FLAPPING_WINDOW_MS + 1], { run: earlier }), QUIET, NOW)).toEqual({
      kind: 'steady',
    });
  });

  test('belongs to the run also when the change before could not be noted', () => {
    const run = { version: 6, sinceMs: NOW - 8 * MINUTE, seenMs: NOW - 3 * MINUTE };

    expect(decideFlapping(inARun([0, MINUTE, 2 * MINUTE, 3 * MINUTE], { run }), QUIET, NOW).kind).toBe('damp');
  });

  test('that comes soon after another does not wake a run that was over before that one', () => {
    const run = { version: 6, sinceMs: NOW - 60 * MINUTE, seenMs: NOW - 30 * MINUTE };

    expect(decideFlapping(inARun([0, MINUTE, 30 * MINUTE], { run }), QUIET, NOW)).toEqual({ kind: 'steady' });
  });
});

describe('the due time of a flapping alert', () => {
  const due = { class: 0, atMs: NOW } as const;

  test('is never before the change, nor later than the quiet time since the last message', () => {
    const times = fc.array(fc.nat({ max: 30 * MINUTE }), { maxLength: 5 }).map((ago) => ago.toSorted((a, b) => a - b));
    const anyChanges = fc.record({
      times: times.map((ago) => ago.map((one) => NOW - one)),
      run: fc.option(
        fc.record({
          version: fc.integer({ min: 4, max: 9 }),
          sinceMs: fc.constant(NOW),
          seenMs: fc.nat({ max: 30 * MINUTE }).map((ago) => NOW - ago),
        }),
        {
          nil: undefined,
        },
      ),
      version: fc.integer({ min: 4, max: 12 }),
      level: fc.constantFrom(1, 2, 3, 4, 5),
      toldVersion: fc.integer({ min: 0, max: 12 }),
      toldAt: fc.nat({ max: 30 * MINUTE }).map((ago) => NOW - ago),
    });
    fc.assert(
      fc.property(anyChanges, fc.integer({ min: 1, max: 60 * MINUTE }), ({ run, ...rest }, quietMs) => {
        const decision = decideFlapping(run === undefined ? rest : { ...rest, run }, quietMs, NOW);
        if (decision.kind === 'steady') return;
        const { atMs, flapping } = dueOf(decision, due);
        expect(flapping).toBe(true);
        expect(atMs).toBeGreaterThanOrEqual(NOW);
        expect(atMs).toBeLessThanOrEqual(Math.max(NOW, rest.toldAt + quietMs));
      }),
    );
  });

  test('is as far off as repeats are held, and ten minutes where none are', () => {
    const { aggregation } = aChannel();
    const quiet = (some: Partial<typeof aggregation>) => flappingQuietMs({ aggregation: { ...aggregation, ...some } });

    expect(quiet({ intervalSeconds: 1800 })).toBe(30 * MINUTE);
    expect(quiet({ enabled: false, intervalSeconds: 1800 })).toBe(10 * MINUTE);
    expect(quiet({ intervalSeconds: 0 })).toBe(10 * MINUTE);
  });
});
