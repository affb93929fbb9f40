import * as z from 'zod/mini';
import type { Session } from '../session.ts';
import { plainText } from './plain-text.ts';
import type { Column } from './table.ts';
import { toneOf } from './tones.ts';

/** State of one robot in one channel. */
export const ROBOT = z.object({
  channel: z.string(),
  robot: z.string(),
  sentLastMinute: z.number(),
  limit: z.number(),
  mutedUntil: z.nullable(z.string()),
  monthCount: z.number(),
  monthlyQuota: z.nullable(z.number()),
  quotaPool: z.nullable(z.string()),
  health: z.string(),
  since: z.nullable(z.string()),
  advice: z.string(),
});

/** State of one robot in one channel. */
export type RobotRow = z.infer<typeof ROBOT>;

/** Robots as a table. */
export function robotColumns(moment: Session['moment']): readonly Column<RobotRow>[] {
  return [
    { title: 'CHANNEL', of: ({ channel }) => channel, mayShrink: true },
    { title: 'ROBOT', of: ({ robot }) => robot, mayShrink: true },
    { title: 'HEALTH', of: ({ health }) => health, tone: ({ health }) => toneOf(health) },
    { title: 'MINUTE', of: ({ sentLastMinute, limit }) => `${sentLastMinute}/${limit}`, align: 'right' },
    { title: 'MONTH', of: monthOf, align: 'right' },
    { title: 'SINCE', of: ({ since }) => moment(since).slice(5, 16) },
    { title: 'MUTED UNTIL', of: ({ mutedUntil }) => moment(mutedUntil).slice(5, 16) },
  ];
}

/** What to do about robots, whole: cut to a column's width it would be of no use. */
export function adviceLines(robots: readonly RobotRow[]): string {
  return robots
    .filter(({ advice }) => advice !== '')
    .map(({ channel, robot, advice }) => `\n- ${plainText(`${channel}/${robot}: ${advice}`)}`)
    .join('');
}

function monthOf({ monthCount, monthlyQuota, quotaPool }: RobotRow): string {
  const count = monthlyQuota === null ? String(monthCount) : `${monthCount}/${monthlyQuota}`;
  return quotaPool === null ? count : `${count} (${quotaPool})`;
}
