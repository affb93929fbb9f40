import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ArrivalWindow, arrive, decideRate, monthOf, WINDOW_MS } from '#local/sandbox/window.ts';

describe('the rolling window', () => {
  it('counts every request of the last 60 s and forgets one that is exactly 60 s old', () => {
    const window = [0, 30_000, WINDOW_MS].reduce<ArrivalWindow>((seen, at) => arrive(seen, at), []);

    expect(window).toEqual([30_000, WINDOW_MS]);
  });

  it.each([
    ['passes the 20th of a minute', { inMinute: 20, mutedUntilMs: 0 }, { kind: 'pass' }],
    ['starts the mute with the 21st', { inMinute: 21, mutedUntilMs: 0 }, { kind: 'too-fast', untilMs: 601_000 }],
    ['refuses all during a mute', { inMinute: 1, mutedUntilMs: 1_001 }, { kind: 'muted', untilMs: 1_001 }],
    ['takes requests again when the mute is over', { inMinute: 1, mutedUntilMs: 1_000 }, { kind: 'pass' }],
  ])('%s', (_, state, expected) => {
    expect(decideRate({ perMinute: 20, muteMs: 600_000, ...state }, 1_000)).toEqual(expected);
  });

  it('never passes more than the limit in any 60 s, however the requests come', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 120 });
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 20 }), (waits, perMinute) => {
        let [at, mutedUntilMs] = [1_000_000, 0];
        let window: ArrivalWindow = [];
        const passed: number[] = [];
        for (const wait of waits) {
          at += wait;
          window = arrive(window, at);
          const rate = decideRate({ inMinute: window.length, perMinute, mutedUntilMs, muteMs: 60_000 }, at);
          if (rate.kind === 'pass') passed.push(at);
          else mutedUntilMs = rate.untilMs;
        }

        return passed.every((start) => passed.filter((t) => t >= start && t < start + WINDOW_MS).length <= perMinute);
      }),
    );
  });

  it('turns the month at midnight in China', () => {
    expect(monthOf(Date.parse('2026-11-30T23:59:59+08:00'))).toBe('2026-11');
    expect(monthOf(Date.parse('2026-12-01T00:00:00+08:00'))).toBe('2026-12');
  });
});
