import type { Counters } from '../sandbox/chat-record.ts';
import type { Account } from './account.ts';

/** Requests a minute both products allow a robot. */
export const ROBOT_LIMIT = 20;

/** What went wrong in a run, in words; an empty list is a pass. */
export function judgeRun(
  account: Account,
  robots: readonly Counters[],
  notAccepted: readonly string[],
): readonly string[] {
  const sum = (pick: (channel: Account['channels'][number]) => number): number =>
    account.channels.reduce((total, channel) => total + pick(channel), 0);
  const throttled = robots.reduce((total, robot) => total + robot.throttled, 0);
  const busiest = Math.max(0, ...robots.map((robot) => robot.maxInMinute));
  const problems: readonly (readonly [number, string])[] = [
    [sum(({ lost }) => lost), 'lost'],
    [sum(({ dead }) => dead), 'dead'],
    [sum(({ waiting }) => waiting), 'still waiting when the time was up'],
    [notAccepted.length, `requests not accepted, the first: ${notAccepted[0] ?? ''}`],
    [throttled, 'answers of a throttled robot'],
    [busiest > ROBOT_LIMIT ? busiest : 0, `requests to one robot in a minute, more than ${ROBOT_LIMIT}`],
  ];

  return problems.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
}
