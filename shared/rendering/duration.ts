/** One unit of a duration. */
export type Unit = 'day' | 'hour' | 'minute' | 'second';

const UNITS: readonly (readonly [Unit, number])[] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

/**
 * A duration in its largest unit and the next one below, rounded down: nobody
 * needs the seconds of two hours. Less than a second is no unit at all.
 */
export function durationParts(ms: number): readonly { readonly unit: Unit; readonly count: number }[] {
  let seconds = Number.isFinite(ms) ? Math.max(0, Math.floor(ms / 1000)) : 0;
  const first = UNITS.findIndex(([, size]) => seconds >= size);
  if (first < 0) return [];

  const parts: { unit: Unit; count: number }[] = [];
  for (const [unit, size] of UNITS.slice(first, first + 2)) {
    const count = Math.floor(seconds / size);
    seconds -= count * size;
    if (count > 0) parts.push({ unit, count });
  }
  return parts;
}
