/** Shows times as the clock on the reader's wall does: `2026-11-21 10:54:13`. Empty for none. */
export function momentIn(timeZone: string): (rfc3339: string | null | undefined) => string {
  // Swedish writes dates as ISO 8601 does.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });

  return (text) => {
    const ms = typeof text === 'string' ? Date.parse(text) : Number.NaN;
    return Number.isNaN(ms) ? '' : format.format(ms);
  };
}

/** A length of time as people say it: `45 s`, `12 min`, `3 h 5 min`, `2 d 4 h`. */
export function spanOf(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return together(`${hours} h`, minutes % 60, 'min');

  return together(`${Math.floor(hours / 24)} d`, hours % 24, 'h');
}

function together(first: string, rest: number, unit: string): string {
  return rest === 0 ? first : `${first} ${rest} ${unit}`;
}
