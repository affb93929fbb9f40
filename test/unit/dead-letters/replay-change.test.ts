import { expect, test } from 'vitest';
import { replayOfMany } from '#shared/dead-letters/replay-change.ts';

test('a replay of many stands in the audit with all that its filter says', () => {
  const filter = {
    channel: 'dba',
    name: 'disk full',
    level: 'down',
    target: 'host',
    source: 'ocp',
    reason: 'rejected',
    since: Date.UTC(2026, 10, 21),
    until: Date.UTC(2026, 10, 22),
  } as const;
  const { object, changes } = replayOfMany(filter);

  expect(object).toBe('dba');
  expect(changes.map(({ field }) => field).toSorted()).toEqual(Object.keys(filter).toSorted());
});
