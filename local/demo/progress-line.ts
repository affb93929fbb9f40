import type { Group } from '../sandbox/group.ts';
import { PRODUCT_NAMES } from '../sandbox/product-names.ts';
import type { Tally } from './tally.ts';
import { ROBOT_LIMIT } from './verdict.ts';

/** How far the demo is, in one line. */
export function progressLine(
  elapsedMs: number,
  tally: Tally,
  groups: readonly Group[],
  phase: string,
  waiting?: number,
): string {
  const seconds = `${String(Math.round(elapsedMs / 1_000)).padStart(6)} s`;
  const sent = groups.map(({ settings, counters }) => `${PRODUCT_NAMES[settings.product]} ${counters.delivered}`);
  const busiest = Math.max(0, ...groups.map(({ counters }) => counters.maxInMinute));
  const throttled = groups.reduce((sum, { counters }) => sum + counters.throttled, 0);

  return [
    `${seconds}  ${phase.padEnd(8)}  alerts in: ${tally.alerts}`,
    ...(waiting === undefined ? [] : [`waiting: ${waiting}`]),
    `messages out: ${sent.join(', ')}`,
    `busiest minute: ${busiest} of ${ROBOT_LIMIT}`,
    ...(throttled === 0 ? [] : [`THROTTLED: ${throttled}`]),
  ].join(' · ');
}
