import type { Commit, StoreOp } from './group-commit.ts';
import { createKeySpace, type KeySpace, type Level } from './key-space.ts';
import type { TableRecord } from './table-record.ts';

/** An error as the engine answers it: the HTTP status and DynamoDB's JSON body. */
export class TableError extends Error {
  override name = 'TableError' as const;
  readonly statusCode: number;
  readonly body: { readonly __type: string; readonly message: string };

  constructor(statusCode: number, type: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.statusCode = statusCode;
    this.body = { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message };
  }
}

/** The store as the engine expects it below its operations. */
export interface TableStore {
  readonly options: { readonly maxItemSize: number };
  getTable(name: string, ...rest: readonly unknown[]): void;
  getItemDb(table: string): KeySpace;
  getIndexDb(kind: string, table: string, index: string): KeySpace;
  /** Lays index entries beside the next write of an item, which must follow in the same turn of the event loop. */
  stage(ops: readonly StoreOp[]): void;
}

/** A DynamoDB item's largest size, 400 kB (Quotas page of the DynamoDB developer guide). */
const MAX_ITEM_BYTES = 400 * 1024;

/** Keeps one table's items and index entries in one LevelDB; an item and its index entry change together or not at all. */
export function createTableStore(level: Level, commit: Commit, record: TableRecord): TableStore {
  let staged: readonly StoreOp[] = [];
  const takeStaged = () => {
    const taken = staged;
    staged = [];
    return taken;
  };
  const spaces = new Map<string, KeySpace>();
  const space = (name: string) => {
    const known = spaces.get(name) ?? createKeySpace(level, `${name}~`, commit, takeStaged);
    spaces.set(name, known);
    return known;
  };

  return {
    options: { maxItemSize: MAX_ITEM_BYTES },
    getTable: createTableReader(record),
    getItemDb: (table) => space(`item-${table}`),
    getIndexDb: (_kind, table, index) => space(indexSpace(table, index)),
    stage: (ops) => {
      staged = ops;
    },
  };
}

/** Name of the key space of an index. */
export function indexSpace(table: string, index: string): string {
  return `index-${table}-${index}`;
}

type TableCallback = (error: Error | null, record?: TableRecord) => void;

/** The engine calls it with (name, callback) and with (name, checkStatus, callback). */
function createTableReader(record: TableRecord): TableStore['getTable'] {
  return (name, ...rest) => {
    const callback = rest.at(-1) as TableCallback;
    if (name === record.TableName) callback(null, record);
    else callback(new TableError(400, 'ResourceNotFoundException', `Requested resource not found: Table: ${name}`));
  };
}
