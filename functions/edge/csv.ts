/** Rows of a table by the names of their columns. */
export type CsvRow = Readonly<Record<string, unknown>>;

/** So that Excel takes the file for UTF-8 and shows Chinese. */
export const BYTE_ORDER_MARK = '\ufeff';

/** A record by RFC 4180, with its line end. */
export function csvLine(fields: readonly unknown[]): string {
  return `${fields.map(csvField).join(',')}\r\n`;
}

/** A row in the order of the columns. */
export function csvRow(row: CsvRow, columns: readonly string[]): string {
  return csvLine(columns.map((column) => row[column]));
}

/**
 * A value as a field: lists are joined by spaces, what an object holds by slashes, nothing is an empty field.
 * Text is quoted where it holds a comma, a quote or a line end, and defused.
 */
function csvField(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);

  const text = defused(textOf(value));
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.join(' ');
  return typeof value === 'object' && value !== null ? Object.values(value).join('/') : String(value);
}

/**
 * Text of an alert is a stranger's: a spreadsheet would run `=HYPERLINK(…)` as
 * a formula. An apostrophe before it makes text of it
 * (https://owasp.org/www-community/attacks/CSV_Injection, read 2026-11-29).
 */
function defused(text: string): string {
  return /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
}
