const RFC_3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:(\.\d{1,9})\d*)?([Zz]|[+-]\d\d:?\d\d)$/;
/** Times of which the order is that of their texts in UTC: with four digits of a year. */
const FIRST_MS = Date.parse('0000-01-01T00:00:00Z');
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');
const EPOCH = /^\d{10}(?:\d{3})?$/;

/**
 * A time with its offset as RFC 3339, or undefined when the text is none. The
 * offset in the text is kept, never guessed: a time without one is no time.
 */
export function parseTimestamp(text: string): string | undefined {
  const match = RFC_3339.exec(text);
  if (match === null) return undefined;

  const [, year = '', month = '', day = '', hour = '', minute = '', second = '', fraction = '', zone = ''] = match;
  // RFC 3339 allows the leap second, JavaScript's clock doesn't know it.
  const time = `${hour}:${minute}:${second === '60' ? '59' : second}${fraction}`;
  const stamp = `${year}-${month}-${day}T${time}${offsetOf(zone)}`;
  const ms = Date.parse(stamp);
  // Neither holds of NaN.
  return isCalendarDay(Number(year), Number(month), Number(day)) && ms >= FIRST_MS && ms <= LAST_MS ? stamp : undefined;
}

/** Whether a text is the "no time" of senders written in Go, `0001-01-01T00:00:00Z`. */
export function isZeroTime(text: string): boolean {
  return text.startsWith('0001-01-01T00:00:00');
}

/**
 * A time as foreign senders write it: RFC 3339, the same with a space or
 * `+0800`, or seconds or milliseconds since the epoch. Years before 1970 mean
 * "none".
 */
export function readTimestamp(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;

  const text = String(value).trim();
  if (EPOCH.test(text)) return new Date(text.length === 10 ? Number(text) * 1000 : Number(text)).toISOString();

  const stamp = parseTimestamp(text);
  return stamp !== undefined && Date.parse(stamp) >= 0 ? stamp : undefined;
}

function offsetOf(zone: string): string {
  if (zone === 'Z' || zone === 'z') return 'Z';
  return zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone;
}

function isCalendarDay(year: number, month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}
