import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTurns } from '#shared/polling/turns.ts';

test('a round of its own begins anywhere, and asks for each once', () => {
  const ids = ['9', '10', '1', '9007199254740993', '9007199254740992'];
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (chance) => {
      expect(
        createTurns(() => chance)
          .order(ids)
          .toSorted(),
      ).toEqual(ids.toSorted());
    }),
  );
  const firsts = [0, 0.2, 0.4, 0.6, 0.8].map((chance) => createTurns(() => chance).order(ids)[0]);
  expect(firsts).toEqual(['1', '9', '10', '9007199254740992', '9007199254740993']);
});
