/** One change of the key-value store below the table. */
export type StoreOp =
  | { readonly type: 'put'; readonly key: string; readonly value: unknown }
  | { readonly type: 'del'; readonly key: string };

/** Called once the change is on disk, or with the error that kept it from there. */
export type Committed = (error: Error | null) => void;

/** Adds the changes of one item (the item and its index entries) to the next write; all of them take effect or none. */
export type Commit = (ops: readonly StoreOp[], committed: Committed) => void;

interface Waiting {
  readonly ops: readonly StoreOp[];
  readonly committed: Committed;
}

/**
 * Joins the changes that come while a write is under way into one next write.
 *
 * Each write waits for the disk, since an answer means "stored" even when the
 * power goes. Alone, a change waits for one flush of its own; thirty at once
 * share one, so that a slow disk slows a storm far less than thirty times.
 *
 *     change 1 ─► write ══════╗
 *     change 2 ····· waits ···╟─► write (2, 3, 4) ══════╗ ─► answers 2, 3, 4
 *     change 3 ········ waits ╢
 *     change 4 ·········· waits
 */
export function createGroupCommit(write: (ops: StoreOp[]) => Promise<void>): Commit {
  let waiting: Waiting[] = [];
  let writing = false;

  async function writeAll(): Promise<void> {
    writing = true;
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      const error = await write(group.flatMap((change) => [...change.ops])).then(() => null, toError);
      for (const change of group) change.committed(error);
    }
    writing = false;
  }

  return (ops, committed) => {
    waiting.push({ ops, committed });
    if (!writing) void writeAll();
  };
}

function toError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error('The table could not be written.', { cause });
}
