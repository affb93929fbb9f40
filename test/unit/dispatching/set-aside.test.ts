import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Waiting } from '#shared/dispatching/choose-entries.ts';
import type { Composition } from '#shared/dispatching/compose-message.ts';
import { composeWithout } from '#shared/dispatching/set-aside.ts';
import { aWaiting } from '#test/builders/waiting.ts';

/** Composes everything but what is named `poison`. */
function composing(told: Waiting[]) {
  return (chosen: readonly Waiting[]): Composition => {
    if (chosen.some(({ brief }) => brief.name === 'poison')) throw new Error('cannot write this');
    told.splice(0, told.length, ...chosen);
    return { withheld: [] };
  };
}

test('whatever alerts can’t be written are found, and all others are told', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 60 }), (poison) => {
      const waiting = poison.map((isPoison, at) => aWaiting({ name: isPoison ? 'poison' : `alert ${at}` }));
      const told: Waiting[] = [];
      const { poisonous } = composeWithout(waiting, composing(told));

      expect(poisonous).toEqual(waiting.filter((_, at) => poison[at]));
      expect(told).toEqual(waiting.filter((_, at) => !poison[at]));
    }),
  );
});

test('an alert that can be written the third time is no poison', () => {
  let tries = 0;
  const moody = (): Composition => {
    tries += 1;
    if (tries <= 3) throw new Error('not yet');
    return { withheld: [] };
  };
  expect(() => composeWithout([aWaiting({})], moody)).toThrow('not yet');
});

test('a message that fails although each of its alerts can be written fails as a whole', () => {
  const tooMany = (chosen: readonly Waiting[]): Composition => {
    if (chosen.length > 1) throw new Error('too many');
    return { withheld: [] };
  };
  expect(() => composeWithout([aWaiting({}), aWaiting({})], tooMany)).toThrow('too many');
});

test('an alert is tried three times by itself before it counts as the cause, the others once', () => {
  const [poison, sound] = [aWaiting({ name: 'poison' }), aWaiting({ name: 'sound' })];
  const tried: string[] = [];
  const compose = (chosen: readonly Waiting[]): Composition => {
    tried.push(chosen.map(({ brief }) => brief.name).join());
    return composing([])(chosen);
  };
  composeWithout([poison, sound], compose);

  expect(tried.filter((names) => names === 'poison')).toHaveLength(3);
  // Once to see whether it is sound, once for the message.
  expect(tried.filter((names) => names === 'sound')).toHaveLength(2);
});

test('where nothing can be written there is no message', () => {
  const poison = aWaiting({ name: 'poison' });

  expect(composeWithout([poison], composing([]))).toEqual({ composition: { withheld: [] }, poisonous: [poison] });
});
