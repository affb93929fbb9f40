import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** An item as the table gives it. */
export type StoredItem = Readonly<Record<string, AttributeValue>>;

/** A string for the table. */
export function text(value: string): AttributeValue {
  return { S: value };
}

/** A number for the table. */
export function numeric(value: number): AttributeValue {
  return { N: String(value) };
}

/** Bytes for the table. */
export function bytes(value: Uint8Array): AttributeValue {
  return { B: value };
}

/** A string attribute, or undefined when absent. */
export function readText(item: StoredItem, name: string): string | undefined {
  return item[name]?.S;
}

/** A number attribute, or undefined when absent. */
export function readNumber(item: StoredItem, name: string): number | undefined {
  const value = item[name]?.N;
  return value === undefined ? undefined : Number(value);
}

/** A binary attribute, or undefined when absent. */
export function readBytes(item: StoredItem, name: string): Uint8Array | undefined {
  return item[name]?.B;
}

/** A string attribute that every item of its kind has; its absence is a broken item. */
export function needText(item: StoredItem, name: string): string {
  const value = readText(item, name);
  if (value === undefined) throw new Error(`item ${readText(item, 'pk') ?? '?'} has no ${name}`);
  return value;
}

/** A number attribute that every item of its kind has; its absence is a broken item. */
export function needNumber(item: StoredItem, name: string): number {
  const value = readNumber(item, name);
  if (value === undefined) throw new Error(`item ${readText(item, 'pk') ?? '?'} has no ${name}`);
  return value;
}
