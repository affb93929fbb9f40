import { expect, test } from 'vitest';
import { createGroupCommit, type StoreOp } from '#local/embedded-table/group-commit.ts';
import { settled } from './virtual-clock.ts';

const put = (key: string): StoreOp => ({ type: 'put', key, value: key });

test('changes that come while a write is under way share the next one, and none is answered before its write', async () => {
  const writes: { readonly keys: readonly string[]; readonly done: PromiseWithResolvers<void> }[] = [];
  const commit = createGroupCommit((ops) => {
    const done = Promise.withResolvers<void>();
    writes.push({ keys: ops.map((op) => op.key), done });
    return done.promise;
  });
  const answered: string[] = [];
  const change = (...keys: string[]) =>
    commit(keys.map(put), (error) => answered.push(`${keys} ${error?.message ?? 'ok'}`));

  change('a', 'index of a');
  change('b');
  change('c', 'index of c');
  expect(writes.map(({ keys }) => keys)).toEqual([['a', 'index of a']]);
  expect(answered).toEqual([]);

  writes[0]?.done.resolve();
  await settled();
  expect(answered).toEqual(['a,index of a ok']);
  expect(writes[1]?.keys).toEqual(['b', 'c', 'index of c']);

  change('d');
  writes[1]?.done.reject(new Error('the disk is full'));
  await settled();
  expect(answered.slice(1)).toEqual(['b the disk is full', 'c,index of c the disk is full']);

  writes[2]?.done.resolve();
  await settled();
  expect(answered.at(-1)).toBe('d ok');

  change('e');
  expect(writes[3]?.keys).toEqual(['e']);
});
