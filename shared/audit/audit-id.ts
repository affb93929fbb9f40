const TIME_CHARS = 9;
const RANDOM_CHARS = 8;

/** The id of an entry: its time, then the given random characters. */
export function auditId(atMs: number, random: string): string {
  return `${auditTimeKey(atMs)}${random.slice(0, RANDOM_CHARS)}`;
}

/** What every id of a time begins with; in the order of time. */
export function auditTimeKey(atMs: number): string {
  return Math.max(0, Math.round(atMs)).toString(36).padStart(TIME_CHARS, '0');
}

/** When an entry was made, ms; undefined when the text is no id of one. */
export function auditTime(id: string): number | undefined {
  const [, time] = /^([0-9a-z]{9})[0-9a-z]{8}$/.exec(id) ?? [];
  return time === undefined ? undefined : Number.parseInt(time, 36);
}

/** The UTC month of a time, `2026-11`. */
export function utcMonth(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 7);
}
