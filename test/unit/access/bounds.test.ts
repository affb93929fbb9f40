import { describe, expect, test } from 'vitest';
import { decideBounds, isWithin, namesOutside } from '#shared/access/bounds.ts';

const both = { channels: ['a', 'b'], sources: ['x'] };

describe('a route', () => {
  test.each([
    [undefined, [], 'open'],
    [{ channels: ['a'] }, ['channels'], 'open'],
    [both, ['channels', 'sources'], 'open'],
    [{ channels: ['a'] }, [], 'channels'],
    [{ sources: ['x'] }, ['channels'], 'sources'],
    [both, ['channels'], 'sources'],
    [both, ['sources'], 'channels'],
  ] as const)('with a token bound to %j that keeps to %j is open, or closed by: %s', (bounds, kept, expected) => {
    const decision = decideBounds(bounds, kept);

    expect(decision.kind === 'open' ? 'open' : decision.bound).toBe(expected);
  });
});

describe('what is within bounds', () => {
  test.each([
    [undefined, { channel: 'z', source: 'z' }, true],
    [both, { channel: 'a', source: 'x' }, true],
    [both, { channel: 'a', source: 'y' }, false],
    [both, { channel: 'c', source: 'x' }, false],
    [both, { channel: 'b' }, true],
    [both, { source: 'y' }, false],
    [both, {}, true],
    [{ channels: ['a'] }, { channel: 'a', source: 'anything' }, true],
    [{ sources: ['x'] }, { channel: 'anything', source: 'x' }, true],
  ])('%j holds %j: %s', (bounds, place, expected) => {
    expect(isWithin(bounds, place)).toBe(expected);
  });

  test('is told by the names outside, each once', () => {
    expect(namesOutside(both, 'channels', ['a', 'c', 'd', 'c'])).toEqual(['c', 'd']);
    expect(namesOutside({ sources: ['x'] }, 'channels', ['c'])).toEqual([]);
    expect(namesOutside(undefined, 'sources', ['c'])).toEqual([]);
  });
});
