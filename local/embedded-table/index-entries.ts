import type { StoreOp } from './group-commit.ts';
import type { TableRecord } from './table-record.ts';
import { indexSpace } from './table-store.ts';

/** An item as DynamoDB's JSON has it: attribute name to `{ S: … }`. */
export type StoredItem = Readonly<Record<string, unknown>>;

/** Makes the key of an item from the attributes of a key schema. */
export type CreateKey = (item: StoredItem, table: TableRecord, keySchema?: TableRecord['KeySchema']) => string;

/**
 * Key of an index entry: the index's own key, then the table's key in full.
 *
 * The engine's own ends in 24 bits of a hash instead: of ten thousand alerts
 * that become due in one millisecond two may share them, and the second would
 * take the place of the first, which then is never sent.
 */
export function indexEntryKey(
  createKey: CreateKey,
  item: StoredItem,
  table: TableRecord,
  keySchema: TableRecord['KeySchema'],
): string {
  return createKey(item, table, keySchema) + createKey(item, table);
}

/** What changes in the indexes when an item goes from `before` to `after`. */
export function indexChanges(
  createKey: CreateKey,
  table: TableRecord,
  before: StoredItem | undefined,
  after: StoredItem | undefined,
): readonly StoreOp[] {
  return table.LocalSecondaryIndexes.flatMap((index) => {
    const isIn = (item: StoredItem | undefined): item is StoredItem =>
      item !== undefined && index.KeySchema.every((part) => item[part.AttributeName] !== undefined);
    const space = `${indexSpace(table.TableName, index.IndexName)}~`;
    const keyOf = (item: StoredItem) => space + indexEntryKey(createKey, item, table, index.KeySchema);
    const newKey = isIn(after) ? keyOf(after) : undefined;
    const oldKey = isIn(before) ? keyOf(before) : undefined;
    const ops: StoreOp[] = [];
    if (oldKey !== undefined && oldKey !== newKey) ops.push({ type: 'del', key: oldKey });
    if (newKey !== undefined && after !== undefined)
      ops.push({ type: 'put', key: newKey, value: projected(after, table, index) });

    return ops;
  });
}

function projected(
  item: StoredItem,
  table: TableRecord,
  index: TableRecord['LocalSecondaryIndexes'][number],
): StoredItem {
  const keys = [...table.KeySchema, ...index.KeySchema].map((part) => part.AttributeName);
  const kept = new Set([...keys, ...index.Projection.NonKeyAttributes]);

  return Object.fromEntries(Object.entries(item).filter(([name]) => kept.has(name)));
}
