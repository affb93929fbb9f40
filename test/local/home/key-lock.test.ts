import { expect, test } from 'vitest';
import { createKeyLock, type Release } from '#local/embedded-table/key-lock.ts';
import { settled } from './virtual-clock.ts';

test('a key is held by one at a time, first come first served, and other keys do not wait for it', async () => {
  const lock = createKeyLock();
  const held: string[] = [];
  const releases = new Map<string, Release>();
  const hold = (key: string, who: string) =>
    lock(key, (release) => {
      held.push(who);
      releases.set(who, release);
    });
  hold('x', 'first');
  hold('x', 'second');
  hold('x', 'third');
  hold('y', 'other');
  expect(held).toEqual(['first', 'other']);

  const answers: unknown[] = [];
  releases.get('first')?.((...args: readonly unknown[]) => answers.push(args))('error', 'result');
  expect(answers).toEqual([['error', 'result']]);
  await settled();
  expect(held).toEqual(['first', 'other', 'second']);

  releases.get('second')?.(() => undefined)();
  await settled();
  releases.get('third')?.(() => undefined)();
  await settled();
  hold('x', 'later');
  expect(held).toEqual(['first', 'other', 'second', 'third', 'later']);
});
