import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  crossedThreshold,
  decideQuota,
  poolLimit,
  quotaMonth,
  quotaMonthEnd,
  quotaPoolOf,
} from '#shared/pacing/quota.ts';
import { aChannel } from '#test/builders/channel.ts';

const HOUR = 3_600_000;
const MONTH_END = Date.parse('2026-12-01T00:00:00+08:00');
/** Ten days before the month's end. */
const NOW = MONTH_END - 240 * HOUR;

describe("the quota's month", () => {
  test('is that of China, not of UTC', () => {
    expect(quotaMonth(MONTH_END - 1)).toBe('2026-11');
    expect(quotaMonth(MONTH_END)).toBe('2026-12');
    expect(quotaMonth(Date.parse('2026-11-30T16:00:00Z'))).toBe('2026-12');
  });

  test('ends with the year too', () => {
    expect(quotaMonthEnd(NOW)).toBe(MONTH_END);
    expect(quotaMonthEnd(MONTH_END)).toBe(Date.parse('2027-01-01T00:00:00+08:00'));
  });
});

describe('a quota', () => {
  test('nobody set is plenty, until a robot says that it is gone', () => {
    expect(decideQuota({ used: 1_000_000, limit: null }, NOW)).toEqual({ kind: 'plenty' });
    expect(decideQuota({ used: 0, limit: null, goneUntilMs: NOW + 1 }, NOW)).toEqual({
      kind: 'gone',
      untilMs: NOW + 1,
    });
    expect(decideQuota({ used: 0, limit: null, goneUntilMs: NOW }, NOW)).toEqual({ kind: 'plenty' });
  });

  test('is plenty below nine tenths', () => {
    expect(decideQuota({ used: 2_699, limit: 3_000 }, NOW)).toEqual({ kind: 'plenty' });
  });

  test('is spread over the rest of the month from there on', () => {
    expect(decideQuota({ used: 2_940, limit: 3_000 }, NOW)).toEqual({ kind: 'sparse', gapMs: 4 * HOUR });
  });

  test('is never spread closer than an hour, nor further apart than twelve', () => {
    expect(decideQuota({ used: 2_700, limit: 3_000 }, NOW)).toEqual({ kind: 'sparse', gapMs: HOUR });
    expect(decideQuota({ used: 2_999, limit: 3_000 }, NOW)).toEqual({ kind: 'sparse', gapMs: 12 * HOUR });
    expect(decideQuota({ used: 2_999, limit: 3_000 }, MONTH_END - 1)).toEqual({ kind: 'sparse', gapMs: HOUR });
  });

  test('is gone at its limit, until the month ends', () => {
    expect(decideQuota({ used: 3_000, limit: 3_000 }, NOW)).toEqual({ kind: 'gone', untilMs: MONTH_END });
    expect(decideQuota({ used: 9_999, limit: 3_000 }, NOW)).toEqual({ kind: 'gone', untilMs: MONTH_END });
  });

  test('that a robot calls used up is gone for as long as it was said, whatever we counted', () => {
    expect(decideQuota({ used: 5, limit: 3_000, goneUntilMs: NOW + HOUR }, NOW)).toEqual({
      kind: 'gone',
      untilMs: NOW + HOUR,
    });
    expect(decideQuota({ used: 5, limit: 3_000, goneUntilMs: NOW + HOUR }, NOW + HOUR)).toEqual({ kind: 'plenty' });
  });

  test('is decided at any count and any time, and a wait lies ahead', () => {
    const limit = fc.option(fc.integer({ min: 1, max: 10_000_000 }));
    const at = fc.integer({ min: Date.UTC(2025, 0), max: Date.UTC(2031, 0) });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_010 }), limit, at, (used, quota, nowMs) => {
        const decision = decideQuota({ used, limit: quota }, nowMs);
        if (decision.kind === 'gone') expect(decision.untilMs).toBeGreaterThan(nowMs);
        if (decision.kind === 'sparse') {
          expect(decision.gapMs).toBeGreaterThanOrEqual(HOUR);
          expect(decision.gapMs).toBeLessThanOrEqual(12 * HOUR);
        }
        expect(decision.kind === 'gone').toBe(quota !== null && used >= quota);
      }),
    );
  });
});

describe('a threshold', () => {
  test.each([
    [2_099, 2_100, 70],
    [2_100, 2_101, undefined],
    [2_699, 2_700, 90],
    [2_999, 3_000, 100],
    [3_000, 3_001, undefined],
    [0, 2_800, 90],
    [0, 1, undefined],
  ] as const)('is crossed from %i to %i of 3,000: %s', (before, after, percent) => {
    expect(crossedThreshold(before, after, 3_000)).toBe(percent);
  });

  test('of a quota nobody set is never crossed', () => {
    expect(crossedThreshold(0, 1_000_000, null)).toBeUndefined();
  });

  test('is crossed by one count only, in whatever steps it grows', () => {
    const steps = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), steps, (limit, grown) => {
        const crossed: number[] = [];
        grown.reduce((before, step) => {
          crossed.push(...[crossedThreshold(before, before + step, limit) ?? []].flat());
          return before + step;
        }, 0);

        expect(crossed).toEqual([...new Set(crossed)].toSorted((a, b) => a - b));
      }),
    );
  });
});

describe('a quota pool', () => {
  const limits = aChannel().limits;
  const pooled = (name: string, quotaPool: string | undefined, monthlyQuota: number | null) =>
    aChannel({ name, limits: { ...limits, monthlyQuota, ...(quotaPool === undefined ? {} : { quotaPool }) } });

  test('is the one a channel names, else its own when it has a quota, else none', () => {
    expect(quotaPoolOf(pooled('dba', 'corp-a', null))).toBe('pool/corp-a');
    expect(quotaPoolOf(pooled('dba', 'corp-a', 100))).toBe('pool/corp-a');
    expect(quotaPoolOf(pooled('dba', undefined, 100))).toBe('channel/dba');
    expect(quotaPoolOf(pooled('dba', undefined, null))).toBeUndefined();
  });

  test("of a channel's own is not the one somebody named like it", () => {
    expect(quotaPoolOf(pooled('dba', undefined, 100))).not.toBe(quotaPoolOf(pooled('ops', 'dba', 100)));
    expect(quotaPoolOf(pooled('dba', undefined, 100))).not.toBe(quotaPoolOf(pooled('ops', 'channel/dba', 100)));
  });

  test('has the smallest quota that a channel of it names', () => {
    const channels = [pooled('a', 'corp-a', 3_000), pooled('b', 'corp-a', 2_000), pooled('c', 'corp-a', null)];

    expect(poolLimit('pool/corp-a', [...channels, pooled('d', 'corp-b', 5), pooled('e', undefined, 7)])).toBe(2_000);
    expect(poolLimit('pool/corp-a', [pooled('c', 'corp-a', null)])).toBeNull();
    expect(poolLimit('channel/e', [...channels, pooled('e', undefined, 7)])).toBe(7);
  });
});
