import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keepWithin } from '#shared/receiving/keep-within.ts';

const NAMES = ['a', 'b', 'c', 'd'];

test('whatever chooses the channels, an alert reaches some its token is bound to, and no other', () => {
  fc.assert(
    fc.property(fc.subarray(NAMES, { minLength: 1 }), fc.subarray(NAMES), (within, chosen) => {
      const both = within.filter((name) => chosen.includes(name));

      expect(keepWithin(within, chosen, NAMES, (name) => name)).toEqual(both.length > 0 ? both : within);
    }),
  );
});
