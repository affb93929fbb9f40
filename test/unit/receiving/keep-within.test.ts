import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keepWithin } from '#shared/receiving/receive.ts';
import { aChannel } from '#test/builders/channel.ts';

const NAMES = ['a', 'b', 'c', 'd'];
const all = NAMES.map((name) => aChannel({ name }));
const some = fc.subarray(NAMES);

test('whatever chooses the channels, an alert reaches some its token is bound to, and no other', () => {
  fc.assert(
    fc.property(fc.subarray(NAMES, { minLength: 1 }), some, (within, chosen) => {
      const kept = keepWithin(
        within,
        all.filter(({ name }) => chosen.includes(name)),
        all,
      ).map(({ name }) => name);
      const both = within.filter((name) => chosen.includes(name));

      expect(kept).toEqual(both.length > 0 ? both : within);
    }),
  );
});
