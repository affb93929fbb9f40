import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { TABLE_SCHEMA } from '#shared/adapters/dynamodb/table-schema.ts';

/**
 * What DynamoDB charges, from its published rules (read 2026-11-21):
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html (sizes)
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html (units)
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LSI.html (index writes)
 */
export type Item = Readonly<Record<string, AttributeValue>>;

/** A write unit pays for 1 KB, a read unit for 4 KB read consistently. */
const WRITE_BYTES = 1_024;
const READ_BYTES = 4_096;
/** A list or map costs 3 bytes, and one for each thing in it. */
const NESTING_BYTES = 3;

/** Bytes of an item: names and values of its attributes. */
export function itemBytes(item: Item): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);
}

function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return numberBytes(value.N);
  if (value.B !== undefined) return value.B.byteLength;
  if (value.SS !== undefined) return sum(value.SS.map((one) => Buffer.byteLength(one)));
  if (value.NS !== undefined) return sum(value.NS.map(numberBytes));
  if (value.BS !== undefined) return sum(value.BS.map((one) => one.byteLength));
  if (value.L !== undefined) return NESTING_BYTES + sum(value.L.map((one) => 1 + valueBytes(one)));
  if (value.M !== undefined) return NESTING_BYTES + Object.keys(value.M).length + itemBytes(value.M);

  // Boolean or null.
  return 1;
}

/** Two significant digits a byte, and one byte more; zeros at either end are not significant. */
function numberBytes(text: string): number {
  const digits = text.replace(/e.*$/i, '').replace(/[-.]/g, '').replace(/^0+/, '').replace(/0+$/, '');
  return Math.ceil(digits.length / 2) + 1 + (text.startsWith('-') ? 1 : 0);
}

/** What a write costs: in the table, and in the local index. */
export interface WriteUnits {
  readonly table: number;
  readonly index: number;
}

/** A write that succeeded, by the item before and after it. */
export function writeUnits(before: Item | undefined, after: Item | undefined): WriteUnits {
  const bytes = Math.max(itemBytes(before ?? {}), itemBytes(after ?? {}));
  return { table: units(bytes, WRITE_BYTES), index: indexUnits(indexEntry(before), indexEntry(after)) };
}

/** A conditional write that failed costs what the item as it is would. */
export function failedWriteUnits(item: Item | undefined): WriteUnits {
  return { table: units(itemBytes(item ?? {}), WRITE_BYTES), index: 0 };
}

/** A new sort key in the index is a deletion and a put, each charged. */
function indexUnits(before: Item | undefined, after: Item | undefined): number {
  const entryUnits = (entry: Item) => units(itemBytes(entry), WRITE_BYTES);
  if (before === undefined) return after === undefined ? 0 : entryUnits(after);
  if (after === undefined) return entryUnits(before);
  if (!sameValue(before, after, TABLE_SCHEMA.dueIndex.sortKey)) return entryUnits(before) + entryUnits(after);

  return TABLE_SCHEMA.dueIndex.projected.every((name) => sameValue(before, after, name))
    ? 0
    : Math.max(entryUnits(before), entryUnits(after));
}

/** What the index holds of an item; nothing without its sort key. */
function indexEntry(item: Item | undefined): Item | undefined {
  const { partitionKey, sortKey, dueIndex } = TABLE_SCHEMA;
  if (item?.[dueIndex.sortKey] === undefined) return undefined;
  const names: readonly string[] = [partitionKey, sortKey, dueIndex.sortKey, ...dueIndex.projected];

  return Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name)));
}

function sameValue(a: Item, b: Item, name: string): boolean {
  return JSON.stringify(a[name]) === JSON.stringify(b[name]);
}

/** A read of one item, or of all items of a query together; one that finds nothing costs as much as the smallest. */
export function readUnits(items: readonly Item[], consistency: 'consistent' | 'eventual'): number {
  return units(sum(items.map(itemBytes)), READ_BYTES) * (consistency === 'consistent' ? 1 : 0.5);
}

function units(bytes: number, unitBytes: number): number {
  return Math.max(1, Math.ceil(bytes / unitBytes));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
