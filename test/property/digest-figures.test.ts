import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { LEVELS, levelNumber } from '#shared/alert/level.ts';
import { digestFigures } from '#shared/rendering/digest-figures.ts';
import type { DigestEntry } from '#shared/rendering/message.ts';

const entry: fc.Arbitrary<DigestEntry> = fc.record(
  {
    level: fc.constantFrom(...LEVELS),
    name: fc.integer({ min: 0, max: 90 }).map((n) => `rule ${n}`),
    target: fc.oneof(
      fc.constant(''),
      fc.constant('192.0.2.1:9100'),
      fc.tuple(fc.nat(12), fc.nat(30)).map(([c, n]) => `ob_cluster=c-${c}:svr_ip=192.0.2.${n}`),
    ),
    status: fc.constantFrom('firing', 'resolved'),
    isNew: fc.boolean(),
    since: fc.integer({ min: 1, max: 10 ** 6 }),
    rose: fc.constant(true as const),
    flapping: fc.constant(true as const),
  },
  { requiredKeys: ['level', 'name', 'target', 'status', 'isNew', 'since'] },
);
const entries = fc.array(entry, { maxLength: 400, size: 'max' });
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

describe('the figures of a digest', () => {
  test.prop([entries], { numRuns: 100 })(
    'count every alert once, by group, by change, by level and by cluster',
    (all) => {
      const figures = digestFigures(all);
      const { groups, unlisted, clusters } = figures;
      const firing = all.filter(({ status }) => status === 'firing').length;

      expect(figures.total).toBe(all.length);
      expect(sum(groups.map(({ count }) => count)) + unlisted.alerts).toBe(all.length);
      expect(figures.fresh + figures.rose + figures.ongoing + figures.recovered).toBe(all.length);
      expect(sum(Object.values(figures.firing))).toBe(firing);
      expect(sum(clusters.named.map(({ count }) => count)) + clusters.unnamed.alerts + clusters.elsewhere).toBe(firing);
      expect(figures.flapping).toBe(all.filter(({ flapping }) => flapping).length);
    },
  );

  test.prop([entries], { numRuns: 100 })('list groups worst first, and what is over last', (all) => {
    const ranks = digestFigures(all).groups.map(
      ({ status, level }) => (status === 'resolved' ? 10 : 0) + levelNumber(level),
    );
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
  });

  test.prop([entries], { numRuns: 100 })('call no part of a group larger than the group', (all) => {
    for (const group of digestFigures(all).groups) {
      expect(group.newCount + group.roseCount + group.fleetingCount).toBeLessThanOrEqual(group.count);
      expect(group.flappingCount).toBeLessThanOrEqual(group.count);
      expect(group.places.length).toBeLessThanOrEqual(group.count);
      expect(new Set(group.places).size).toBe(group.places.length);
    }
  });
});
