import { isJsonObject } from '../sources/json.ts';
import { fitsWildcard } from '../wildcard.ts';

/**
 * A pattern as EventBridge knows it (EventBridge user guide, "Comparison
 * operators for use in event patterns", read 2026-11-21): an object of the
 * event's shape whose leaves are lists of what fits. All of its fields must fit.
 */
export interface EventPattern {
  readonly [field: string]: unknown;
}

/** The operators that a pattern here may use. EventBridge also knows `cidr`. */
export const OPERATORS = [
  'prefix',
  'suffix',
  'equals-ignore-case',
  'wildcard',
  'anything-but',
  'numeric',
  'exists',
] as const;

/** Whether a value, most of all an event, fits a pattern. */
export function fitsPattern(value: unknown, pattern: EventPattern): boolean {
  return Object.entries(pattern).every(([field, wanted]) => {
    if (field === '$or')
      return Array.isArray(wanted) && wanted.some((one) => isJsonObject(one) && fitsPattern(value, one));

    const found = isJsonObject(value) && Object.hasOwn(value, field) ? value[field] : undefined;
    return Array.isArray(wanted) ? fitsAny(found, wanted) : isJsonObject(wanted) && fitsInside(found, wanted);
  });
}

/** A list in the event fits when one of its entries does. */
function fitsInside(found: unknown, pattern: EventPattern): boolean {
  return Array.isArray(found) ? found.some((one) => fitsPattern(one, pattern)) : fitsPattern(found, pattern);
}

function fitsAny(found: unknown, wanted: readonly unknown[]): boolean {
  // An empty list is no value, as EventBridge sees it.
  const values: readonly unknown[] = Array.isArray(found) ? found : [found];
  return wanted.some((one) => {
    if (isJsonObject(one) && 'exists' in one) return values.some((value) => value !== undefined) === one['exists'];
    return values.some((value) => value !== undefined && fitsOne(value, one));
  });
}

function fitsOne(value: unknown, wanted: unknown): boolean {
  if (!isJsonObject(wanted)) return value === wanted;

  return Object.entries(wanted).every(([operator, operand]) => fitsOperator(value, operator, operand));
}

function fitsOperator(value: unknown, operator: string, operand: unknown): boolean {
  switch (operator) {
    case 'anything-but':
      return fitsAnythingBut(value, operand);
    case 'numeric':
      return typeof value === 'number' && Array.isArray(operand) && fitsNumeric(value, operand);
    default:
      return typeof value === 'string' && fitsText(value, operator, operand);
  }
}

function fitsText(value: string, operator: string, operand: unknown): boolean {
  // `{"prefix":{"equals-ignore-case":"eu-"}}`
  const folded = isJsonObject(operand) ? operand['equals-ignore-case'] : undefined;
  if (typeof folded === 'string') return fitsText(value.toLowerCase(), operator, folded.toLowerCase());
  if (typeof operand !== 'string') return false;

  switch (operator) {
    case 'prefix':
      return value.startsWith(operand);
    case 'suffix':
      return value.endsWith(operand);
    case 'equals-ignore-case':
      return value.toLowerCase() === operand.toLowerCase();
    case 'wildcard':
      return fitsWildcard(value, operand);
    default:
      return false;
  }
}

/** Its operand is a value, a list of values, or an operator with one or more. */
function fitsAnythingBut(value: unknown, operand: unknown): boolean {
  if (!isJsonObject(operand)) return ![operand].flat().includes(value);

  return Object.entries(operand).every(([operator, texts]) =>
    [texts].flat().every((text) => !fitsOperator(value, operator, text)),
  );
}

/** `[">", 0, "<=", 5]`: all comparisons must hold. */
function fitsNumeric(value: number, comparisons: readonly unknown[]): boolean {
  for (let at = 0; at + 1 < comparisons.length; at += 2) {
    const bound = Number(comparisons[at + 1]);
    const compare = COMPARISONS.get(String(comparisons[at]));
    if (compare === undefined || !compare(value, bound)) return false;
  }
  return comparisons.length > 1;
}

const COMPARISONS: ReadonlyMap<string, (value: number, bound: number) => boolean> = new Map([
  ['<', (value, bound) => value < bound],
  ['<=', (value, bound) => value <= bound],
  ['=', (value, bound) => value === bound],
  ['>=', (value, bound) => value >= bound],
  ['>', (value, bound) => value > bound],
]);
