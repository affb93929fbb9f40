import { Readable } from 'node:stream';
import type { ClassicLevel } from 'classic-level';
import type { Commit, Committed, StoreOp } from './group-commit.ts';
import { createKeyLock, type KeyLock } from './key-lock.ts';

/** The LevelDB below the table: text keys, JSON values. */
export type Level = ClassicLevel<string, unknown>;

/** A key range as the engine asks for it. */
export interface RangeOptions {
  readonly gt?: string;
  readonly gte?: string;
  readonly lt?: string;
  readonly lte?: string;
  readonly reverse?: boolean;
  /** -1 for all. */
  readonly limit?: number;
}

/** What the engine needs of one of its key spaces: a table's items, a table's index. */
export interface KeySpace {
  readonly lock: KeyLock;
  get(key: string, callback: (error: Error | null, value?: unknown) => void): void;
  put(key: string, value: unknown, callback: Committed): void;
  del(key: string, callback: Committed): void;
  createValueStream(options?: RangeOptions): Readable;
}

/** How many values one step of a range read fetches from disk. */
const READ_AHEAD = 128;

/**
 * A key space in the store, told apart by its prefix.
 *
 * A write takes `staged` with it: the index entries that belong to the item,
 * laid there by the engine just before in the same turn of the event loop.
 */
export function createKeySpace(
  level: Level,
  prefix: string,
  commit: Commit,
  takeStaged: () => readonly StoreOp[],
): KeySpace {
  return {
    lock: createKeyLock(),
    get: createReader(level, prefix),
    put: (key, value, callback) => commit([...takeStaged(), { type: 'put', key: prefix + key, value }], callback),
    del: (key, callback) => commit([...takeStaged(), { type: 'del', key: prefix + key }], callback),
    createValueStream: (options = {}) => Readable.from(values(level, withPrefix(options, prefix))),
  };
}

function createReader(level: Level, prefix: string): KeySpace['get'] {
  return (key, callback) => {
    let value: unknown;
    try {
      value = level.getSync(prefix + key);
    } catch (error) {
      callback(error instanceof Error ? error : new Error('The table could not be read.', { cause: error }));
      return;
    }
    callback(null, value);
  };
}

/** The values of a range; the iterator is closed however the reading ends, since an open one pins old data for ever. */
async function* values(level: Level, range: RangeOptions): AsyncGenerator<unknown> {
  const iterator = level.values(range);
  try {
    for (;;) {
      const some = await iterator.nextv(READ_AHEAD);
      if (some.length === 0) return;
      yield* some;
    }
  } finally {
    await iterator.close();
  }
}

/** Above every key of a key space: keys are hexadecimal digits, `/` and `~`. */
const ABOVE_ALL = '\u{7F}';

function withPrefix(options: RangeOptions, prefix: string): RangeOptions {
  const { gt, gte, lt, lte, reverse = false, limit = -1 } = options;

  return {
    ...(gt === undefined ? { gte: prefix + (gte ?? '') } : { gt: prefix + gt }),
    ...(lte === undefined ? { lt: prefix + (lt ?? ABOVE_ALL) } : { lte: prefix + lte }),
    reverse,
    limit,
  };
}
