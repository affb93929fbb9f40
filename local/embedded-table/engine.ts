import { createRequire } from 'node:module';
import { rememberExpressions } from './expression-cache.ts';
import { type CreateKey, indexChanges, indexEntryKey, type StoredItem } from './index-entries.ts';
import type { TableRecord } from './table-record.ts';
import { TableError, type TableStore } from './table-store.ts';

/** The operations of DynamoDB that the table answers. */
const OPERATIONS = [
  'BatchGetItem',
  'BatchWriteItem',
  'DeleteItem',
  'DescribeTable',
  'GetItem',
  'PutItem',
  'Query',
  'Scan',
  'UpdateItem',
] as const;

/** HTTP status and JSON body of DynamoDB's answer. */
export interface EngineAnswer {
  readonly status: number;
  readonly body: string;
}

/** Runs one operation (`UpdateItem`, …) given its JSON body. Never throws. */
export type Engine = (operation: string, body: string) => Promise<EngineAnswer>;

type Data = Record<string, unknown>;
type Action = (store: TableStore, data: Data, callback: (error: unknown, result?: unknown) => void) => void;
interface Validation {
  readonly types: unknown;
  readonly custom: unknown;
}
interface Validations {
  checkTypes(data: unknown, types: unknown): Data;
  checkValidations(data: Data, types: unknown, custom: unknown, store: TableStore): void;
}
/** The functions that dynalite's operations call through this object, and which we replace. */
interface Internals {
  createKey: CreateKey;
  createIndexKey: (item: StoredItem, table: TableRecord, keySchema: TableRecord['KeySchema']) => string;
  updateIndexes: (
    store: TableStore,
    table: TableRecord,
    before: StoredItem | undefined,
    after: StoredItem | undefined,
    done: () => void,
  ) => void;
}

/**
 * dynalite's operations on our own store, without its server.
 *
 * Three things of its own storage would lose alerts or grow for ever: an item
 * and its index entry are written apart (a kill between them leaves an alert
 * that nobody finds), the entry's key is short enough for two to collide, and
 * the iterator of every query stays open. So the store is ours (table-store.ts),
 * and the index is written with the item.
 */
export function createEngine(store: TableStore): Engine {
  const require = createRequire(import.meta.url);
  const internals: Internals = require('dynalite/db');
  const validations: Validations = require('dynalite/validations');
  replaceIndexing(internals);
  for (const kind of ['condition', 'update']) rememberExpressions(require(`dynalite/db/${kind}Parser`));
  const operations = new Map<string, { readonly action: Action; readonly validation: Validation }>(
    OPERATIONS.map((name) => {
      const file = name.charAt(0).toLowerCase() + name.slice(1);
      return [
        name,
        { action: require(`dynalite/actions/${file}`), validation: require(`dynalite/validations/${file}`) },
      ];
    }),
  );

  return async (operation, body) => {
    const known = operations.get(operation);
    if (known === undefined) return answerError(new TableError(400, 'UnknownOperationException', operation));
    try {
      const data = validations.checkTypes(JSON.parse(body), known.validation.types);
      validations.checkValidations(data, known.validation.types, known.validation.custom, store);
      return await run(known.action, store, data);
    } catch (error) {
      return answerError(error);
    }
  };
}

function replaceIndexing(internals: Internals): void {
  const { createKey } = internals;
  internals.createIndexKey = (item, table, keySchema) => indexEntryKey(createKey, item, table, keySchema);
  internals.updateIndexes = (store, table, before, after, done) => {
    store.stage(indexChanges(createKey, table, before ?? undefined, after ?? undefined));
    done();
  };
}

function run(action: Action, store: TableStore, data: Data): Promise<EngineAnswer> {
  return new Promise((resolve, reject) => {
    action(store, data, (error, result) => {
      if (error) reject(error);
      else resolve({ status: 200, body: JSON.stringify(result) });
    });
  });
}

/** A refusal of the engine has status and body; anything else (a full disk) is a fault that the caller may retry. */
function answerError(error: unknown): EngineAnswer {
  const refusal = error as Partial<TableError>;
  if (refusal.statusCode !== undefined) return { status: refusal.statusCode, body: JSON.stringify(refusal.body) };
  const fault = new TableError(500, 'InternalServerError', error instanceof Error ? error.message : 'unknown');

  return { status: fault.statusCode, body: JSON.stringify(fault.body) };
}
