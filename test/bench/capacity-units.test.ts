import { describe, expect, test } from 'vitest';
import { failedWriteUnits, type Item, itemBytes, readUnits, writeUnits } from './capacity-units.ts';

const KB = 1_024;
const key: Item = { pk: { S: 'A#c#0' }, sk: { S: 'f' } };
/** An item of exactly so many bytes. */
const sized = (bytes: number, more: Item = {}): Item => {
  const item = { ...key, ...more };
  return { ...item, x: { S: 'x'.repeat(bytes - itemBytes(item) - 1) } };
};

describe('the size of an item', () => {
  test.each<[string, Item, number]>([
    ['nothing', {}, 0],
    ['a string, by its UTF-8 bytes and those of its name', { 名: { S: '停服' } }, 3 + 6],
    ['bytes', { b: { B: new Uint8Array(10) } }, 1 + 10],
    ['a small number', { n: { N: '7' } }, 1 + 2],
    ['a time in ms', { n: { N: '1795219212345' } }, 1 + 8],
    ['a number that ends in zeros', { n: { N: '1000' } }, 1 + 2],
    ['a negative number', { n: { N: '-25' } }, 1 + 3],
    ['a fraction', { n: { N: '0.125' } }, 1 + 3],
    ['truth and nothing', { t: { BOOL: true }, z: { NULL: true } }, 2 + 2],
    ['a set of strings', { s: { SS: ['ab', 'c'] } }, 1 + 3],
    ['a list', { l: { L: [{ S: 'ab' }, { N: '7' }] } }, 1 + 3 + (1 + 2) + (1 + 2)],
    ['a map', { m: { M: { k: { S: 'ab' } } } }, 1 + 3 + 1 + (1 + 2)],
  ])('with %s', (_, item, bytes) => {
    expect(itemBytes(item)).toBe(bytes);
  });
});

describe('a write', () => {
  test.each([
    ['of 1 KB costs one unit', undefined, sized(KB), 1],
    ['of a byte more costs two', undefined, sized(KB + 1), 2],
    ['that makes an item smaller costs what it was', sized(3 * KB), sized(100), 3],
    ['that deletes costs what it was', sized(2 * KB), undefined, 2],
    ['that deletes nothing costs one unit', undefined, undefined, 1],
  ])('%s', (_, before, after, table) => {
    expect(writeUnits(before, after)).toEqual({ table, index: 0 });
  });

  test.each([
    ['that makes it due', sized(100), sized(100, { due: { S: '21' } }), 1],
    ['that ends it', sized(100, { due: { S: '21' } }), sized(100), 1],
    [
      'that moves its due time, a deletion and a put',
      sized(100, { due: { S: '21' } }),
      sized(100, { due: { S: '01' } }),
      2,
    ],
    [
      'that changes what the index holds',
      sized(100, { due: { S: '2' } }),
      sized(99, { due: { S: '2' }, v: { N: '2' } }),
      1,
    ],
    ['that changes only what it does not hold', sized(100, { due: { S: '2' } }), sized(90, { due: { S: '2' } }), 0],
    ['that leaves it out of the index', sized(100), sized(120), 0],
  ])('costs in the index, %s', (_, before, after, index) => {
    expect(writeUnits(before, after)).toMatchObject({ index });
  });

  test('that fails its condition costs what the item would, and nothing in the index', () => {
    expect(failedWriteUnits(undefined)).toEqual({ table: 1, index: 0 });
    expect(failedWriteUnits(sized(2 * KB, { due: { S: '2' } }))).toEqual({ table: 2, index: 0 });
  });
});

describe('a read', () => {
  test.each([
    ['that finds nothing', [], 1],
    ['of 4 KB', [sized(4 * KB)], 1],
    ['of a byte more', [sized(4 * KB + 1)], 2],
    ['of many small items together', Array.from({ length: 40 }, () => sized(100)), 1],
  ])('%s', (_, items, consistent) => {
    expect(readUnits(items, 'consistent')).toBe(consistent);
    expect(readUnits(items, 'eventual')).toBe(consistent / 2);
  });
});
