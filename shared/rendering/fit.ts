import { type Assembled, assemble, longestValue } from './assemble.ts';
import type { Line } from './lines.ts';
import type { Style } from './style.ts';

/** By how many bytes a text is too long; 0 or less fits. */
export type Over = (text: string) => number;

/**
 * The text of the lines within what fits: whole when it can be, else with its
 * longest values cut as far as it takes and no further than to `floorBytes`.
 * Undefined when even that doesn't fit.
 *
 * One cap for all values shortens the longest first: a long description gives
 * way before the summary, and names not at all.
 */
export function fitLines(lines: readonly Line[], style: Style, over: Over, floorBytes: number): Assembled | undefined {
  const whole = assemble(lines, style, Number.POSITIVE_INFINITY);
  if (over(whole.text) <= 0) return whole;

  let best = assemble(lines, style, floorBytes);
  if (over(best.text) > 0) return undefined;

  let fits = floorBytes;
  let tooMuch = longestValue(lines);
  while (tooMuch - fits > 1) {
    const middle = Math.floor((fits + tooMuch) / 2);
    const tried = assemble(lines, style, middle);
    if (over(tried.text) <= 0) {
      best = tried;
      fits = middle;
    } else {
      tooMuch = middle;
    }
  }
  return best;
}

/** The largest number in `1..most` for which `test` holds, if it holds for 1; it must not hold again once it fails. */
export function largestThatHolds(most: number, test: (count: number) => boolean): number | undefined {
  if (most < 1 || !test(1)) return undefined;

  let holds = 1;
  let fails = most + 1;
  while (fails - holds > 1) {
    const middle = Math.floor((holds + fails) / 2);
    if (test(middle)) holds = middle;
    else fails = middle;
  }
  return holds;
}
