import { describe, expect, it } from 'vitest';
import type { ParsedAlert } from '#shared/alert/alert.ts';
import { CUT_MARK, cutText } from '#shared/receiving/sources/cut-text.ts';
import { keepWithin, MAX_ALERT_BYTES } from '#shared/receiving/sources/keep-within.ts';

const ALERT: ParsedAlert = {
  name: 'x',
  level: 'info',
  status: 'firing',
  target: '',
  summary: '',
  description: '',
  labels: {},
};

describe('text that is too long', () => {
  it.each(['x', '告', '🔥', 'é'])('is cut between characters of %s and marked', (char) => {
    for (let limit = 20; limit < 40; limit += 1) {
      const cut = cutText(char.repeat(100), limit);
      expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(limit);
      expect(cut.endsWith(CUT_MARK) && cut.isWellFormed()).toBe(true);
    }
  });

  it('is whole when it just fits', () => {
    expect(cutText('告'.repeat(10), 30)).toBe('告'.repeat(10));
  });
});

describe('an alert that is too large', () => {
  it('is returned as it is when it fits', () => {
    expect(keepWithin({ ...ALERT, description: 'x'.repeat(19_000) })).toEqual({
      ...ALERT,
      description: 'x'.repeat(19_000),
    });
  });

  it('loses of its description first', () => {
    const kept = keepWithin({
      ...ALERT,
      summary: 's'.repeat(9_000),
      description: 'd'.repeat(50_000),
      labels: { l: 'l'.repeat(5_000) },
    });
    expect(kept.summary).toHaveLength(9_000);
    expect(kept.labels['l']).toHaveLength(5_000);
    expect(kept.description.endsWith(CUT_MARK)).toBe(true);
    expect(Buffer.byteLength(kept.description)).toBeGreaterThan(5_900);
  });

  it('then of its summary, then of its longest labels', () => {
    const labels = { long: 'l'.repeat(40_000), short: 's'.repeat(500) };
    const kept = keepWithin({ ...ALERT, summary: 's'.repeat(9_000), description: 'd'.repeat(9_000), labels });
    expect(kept.description.length).toBeLessThan(2_001);
    expect(kept.summary.length).toBeLessThan(1_001);
    expect(kept.labels['long']?.endsWith(CUT_MARK)).toBe(true);
    expect(kept.labels['short']).toBe(labels.short);
  });

  it('at last loses labels, and says how many', () => {
    const labels = Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`label_${index}`, 'x'.repeat(30)]));
    const kept = keepWithin({ ...ALERT, labels });
    const size = Object.entries(kept.labels).flat().join('').length;
    expect(size).toBeLessThanOrEqual(MAX_ALERT_BYTES);
    expect(Number(kept.labels['labels_dropped'])).toBe(2_000 - (Object.keys(kept.labels).length - 1));
  });

  it('stays a different alert from one that differs behind the cut', () => {
    const of = (end: string) => keepWithin({ ...ALERT, labels: { a: `${'x'.repeat(40_000)}${end}` } }).id;
    expect(of('1')).toBe(of('1'));
    expect(of('1')).not.toBe(of('2'));

    const named = (end: string) => keepWithin({ ...ALERT, id: `${'i'.repeat(2_000)}${end}` }).id;
    expect(named('1')).not.toBe(named('2'));
    expect(named('1')?.length).toBeLessThan(520);
  });
});
