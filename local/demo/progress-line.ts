import type { Group } from '../sandbox/group.ts';
import type { Tally } from './tally.ts';
import { ROBOT_LIMIT } from './verdict.ts';

function groupPart({ settings, counters }: Group): string {
  const name = settings.product === 'dingtalk' ? 'DingTalk' : 'WeCom';
  const throttled = counters.throttled === 0 ? '' : `, ${counters.throttled} THROTTLED`;

  return `${name} ${counters.delivered} messages (≤ ${counters.maxInMinute} of ${ROBOT_LIMIT}/min${throttled})`;
}

/** How far the demo is, in one line. */
export function progressLine(
  elapsedMs: number,
  tally: Tally,
  groups: readonly Group[],
  phase: string,
  waiting?: number,
): string {
  const seconds = `${String(Math.round(elapsedMs / 1_000)).padStart(6)} s`;
  const still = waiting === undefined ? '' : ` · ${waiting} waiting`;

  return `${seconds}  ${phase.padEnd(8)}  ${tally.alerts} alerts${still} · ${groups.map(groupPart).join(' · ')}`;
}
