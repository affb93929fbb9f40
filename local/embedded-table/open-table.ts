import { ClassicLevel } from 'classic-level';
import { createEngine, type Engine } from './engine.ts';
import { createGroupCommit, type StoreOp } from './group-commit.ts';
import type { Level } from './key-space.ts';
import type { TableAnswer, WorkerSettings } from './messages.ts';
import { tableRecord } from './table-record.ts';
import { createTableStore } from './table-store.ts';

/**
 * LevelDB maps each file that it reads into memory, and keeps up to 1,000 of them mapped, 2 MB each: the hourly look for
 * expired items goes through all of a table, and the relay grew by all of its size. With these, the least that LevelDB
 * takes (`SanitizeOptions` in its db_impl.cc), at most 64 files of 1 MB are.
 */
const BOUNDED_FILES = { maxOpenFiles: 74, maxFileSize: 2 ** 20 } as const;

/** An open table, or why it could not be opened. */
export type Opened =
  | { readonly kind: 'open'; readonly engine: Engine; close(): Promise<void> }
  | Extract<TableAnswer, { kind: 'in-use' | 'failed' }>;

/**
 * Opens the LevelDB in the folder.
 *
 * LevelDB locks the folder for this process with a lock of the operating
 * system, which is let go however the process ends: a killed one leaves nothing
 * behind that a person would have to remove.
 */
export async function openTable(settings: WorkerSettings): Promise<Opened> {
  const level: Level = new ClassicLevel(settings.folder, { valueEncoding: 'json', ...BOUNDED_FILES });
  try {
    await level.open();
  } catch (error) {
    return whyNotOpened(error);
  }
  const commit = createGroupCommit((ops) => writeToDisk(level, ops));
  const engine = createEngine(createTableStore(level, commit, tableRecord(settings.tableName)));

  return { kind: 'open', engine: reopeningFirst(level, engine), close: () => level.close() };
}

/**
 * LevelDB takes no further write after one that failed (a full disk), until it
 * is opened anew: then it knows again where its log ends.
 */
async function writeToDisk(level: Level, ops: StoreOp[]): Promise<void> {
  try {
    await level.batch(ops, { sync: true });
  } catch (error) {
    await level.close();
    throw error;
  }
}

/** Opens the LevelDB again before an operation that finds it closed by a failed write; operations at once share it. */
function reopeningFirst(level: Level, engine: Engine): Engine {
  let opening: Promise<void> | undefined;

  return async (operation, body) => {
    if (level.status !== 'open') {
      opening ??= level.open().finally(() => {
        opening = undefined;
      });
      // When it fails, the operation itself answers that the table is not open.
      await opening.catch(() => undefined);
    }
    return engine(operation, body);
  };
}

function whyNotOpened(error: unknown): Extract<TableAnswer, { kind: 'in-use' | 'failed' }> {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof Error && 'code' in cause && cause.code === 'LEVEL_LOCKED') return { kind: 'in-use' };

  return { kind: 'failed', reason: cause instanceof Error ? cause.message : String(cause) };
}
