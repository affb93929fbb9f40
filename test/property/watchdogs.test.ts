import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CLAIM_MS, decideWatch, GAP_MS, NOTE_EVERY_MS, nextMark } from '#shared/watchdogs/decide-watch.ts';
import type { SweepMark, WatchState } from '#shared/watchdogs/watch-store.ts';
import { aWatchedSource } from '#test/builders/watchdogs.ts';

const MINUTE = 60_000;

/** A life of a watched source: minutes at which it speaks, and minutes at which nobody sweeps. */
const LIFE = fc.record({
  silentAfterMinutes: fc.integer({ min: 5, max: 60 }),
  repeatMinutes: fc.integer({ min: 10, max: 90 }),
  speaks: fc.uniqueArray(fc.integer({ min: 0, max: 400 }), { maxLength: 12 }),
  standstill: fc.option(
    fc.record({ from: fc.integer({ min: 1, max: 300 }), minutes: fc.integer({ min: 6, max: 90 }) }),
    {
      nil: undefined,
    },
  ),
  diesWhileTelling: fc.array(fc.boolean(), { maxLength: 6 }),
});

type Told = {
  readonly atMs: number;
  readonly what: 'silent' | 'still-silent' | 'unfinished' | 'spoke' | 'not-watched';
};

/** Plays it minute by minute as the sweep does, and answers what people were told. */
function play(life: typeof LIFE extends fc.Arbitrary<infer Life> ? Life : never): {
  readonly told: readonly Told[];
  readonly heard: readonly number[];
} {
  const watched = aWatchedSource(life);
  const dies = [...life.diesWhileTelling];
  const told: Told[] = [];
  let [state, mark]: [WatchState, SweepMark | undefined] = [{ source: 'ocp', version: 0 }, undefined];
  for (let minute = 0; minute <= 500; minute++) {
    const nowMs = minute * MINUTE;
    const stands = life.standstill !== undefined && isIn(life.standstill, minute);
    if (stands) continue;
    if (life.speaks.includes(minute)) state = { ...state, heardAtMs: nowMs - 1 };
    mark = nextMark(mark, nowMs);
    const decision = decideWatch(watched, state, mark.unbrokenSinceMs, nowMs);
    if (decision.kind === 'begin') state = { ...state, watchedSinceMs: decision.sinceMs };
    if (decision.kind === 'tell') {
      told.push({ atMs: nowMs, what: decision.why });
      const silence = { ...state.silence, sinceMs: decision.sinceMs, claimedAtMs: nowMs, channels: ['dba'] };
      state = { ...state, silence: dies.shift() === true ? silence : { ...silence, toldAtMs: nowMs } };
    }
    if (decision.kind === 'end') {
      told.push({ atMs: nowMs, what: decision.why });
      const { silence: _, ...rest } = state;
      state = rest;
    }
  }
  return { told, heard: life.speaks.map((minute) => minute * MINUTE - 1).toSorted((a, b) => a - b) };
}

function isIn({ from, minutes }: { readonly from: number; readonly minutes: number }, minute: number): boolean {
  return minute >= from && minute < from + minutes;
}

describe('a watched source', () => {
  test('is never told as silent within its time after it spoke, nor after the relay came back', () => {
    fc.assert(
      fc.property(LIFE, (life) => {
        const { told, heard } = play(life);
        for (const { atMs } of told.filter(({ what }) => what === 'silent')) {
          const spoke = heard.filter((at) => at <= atMs && !isMissed(life, at)).at(-1) ?? 0;
          expect(atMs - spoke).toBeGreaterThanOrEqual(life.silentAfterMinutes * MINUTE + NOTE_EVERY_MS);
          const back = life.standstill && (life.standstill.from + life.standstill.minutes) * MINUTE;
          if (back !== undefined && atMs >= back)
            expect(atMs - back).toBeGreaterThanOrEqual(life.silentAfterMinutes * MINUTE + NOTE_EVERY_MS);
        }
      }),
    );
  });

  test('is told as silent within two minutes of that, when it stays so and sweeps come', () => {
    fc.assert(
      fc.property(LIFE, (life) => {
        const { told, heard } = play({ ...life, standstill: undefined });
        for (const [nth, at] of heard.entries()) {
          const next = heard[nth + 1] ?? Number.POSITIVE_INFINITY;
          const due = at + (life.silentAfterMinutes + 1) * MINUTE + MINUTE;
          if (next <= due + MINUTE) continue;
          expect(told.some(({ atMs, what }) => what === 'silent' && atMs > at && atMs <= due)).toBe(true);
        }
      }),
    );
  });

  test('is told as silent and as speaking in turn, and of the latter only after the former', () => {
    fc.assert(
      fc.property(LIFE, (life) => {
        const turns = play(life).told.filter(({ what }) => what === 'silent' || what === 'spoke');
        for (const [nth, { what }] of turns.entries()) expect(what).toBe(nth % 2 === 0 ? 'silent' : 'spoke');
      }),
    );
  });

  test('is told again at its own pace, and sooner only what somebody died over', () => {
    fc.assert(
      fc.property(LIFE, (life) => {
        const { told } = play({ ...life, standstill: undefined });
        for (const [nth, { what, atMs }] of told.entries()) {
          const before = told[nth - 1];
          if (before === undefined || (what !== 'still-silent' && what !== 'unfinished')) continue;
          expect(atMs - before.atMs).toBe(what === 'unfinished' ? CLAIM_MS : life.repeatMinutes * MINUTE);
        }
      }),
    );
  });
});

function isMissed(
  { standstill }: { readonly standstill?: { from: number; minutes: number } | undefined },
  atMs: number,
) {
  return standstill !== undefined && isIn(standstill, (atMs + 1) / MINUTE);
}

test('sweeps are unbroken until more than five minutes lie between two', () => {
  const first = nextMark(undefined, 1_000);
  const second = nextMark(first, 1_000 + GAP_MS);
  const third = nextMark(second, 1_001 + 2 * GAP_MS);

  expect(second).toEqual({ lastAtMs: 1_000 + GAP_MS, unbrokenSinceMs: 1_000 });
  expect(third.unbrokenSinceMs).toBe(third.lastAtMs);
});

describe('a source that is watched no more', () => {
  const silence = { sinceMs: 1, claimedAtMs: 2, toldAtMs: 2, channels: ['dba'] };

  test.each([
    [{}, { kind: 'leave', why: 'not-watched' }],
    [{ watchedSinceMs: 1 }, { kind: 'forget' }],
    [
      { watchedSinceMs: 1, silence },
      { kind: 'end', why: 'not-watched', silence },
    ],
  ])('%j is left, forgotten, or its silence ended', (known, decision) => {
    expect(decideWatch(undefined, { source: 'ocp', version: 1, ...known }, 0, MINUTE)).toEqual(decision);
  });
});
