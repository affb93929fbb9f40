import type { Counters } from '../sandbox/chat-record.ts';
import type { Account, ChannelAccount, LevelLatency } from './account.ts';
import { table } from './table.ts';
import { ROBOT_LIMIT } from './verdict.ts';

/** A channel's part of the account with the counts of its robot. */
export interface AccountColumn {
  /** What the column is called: the product. */
  readonly title: string;
  readonly account: ChannelAccount;
  readonly robot: Counters;
}

/** `340 ms`, `4.2 s`. */
export function duration(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

function countRow(
  title: string,
  columns: readonly AccountColumn[],
  pick: (column: AccountColumn) => number,
): readonly string[] {
  const counts = columns.map(pick);

  return [title, ...counts.map(String), String(counts.reduce((sum, count) => sum + count, 0))];
}

function refusals({ refused }: Counters): string {
  const codes = Object.entries(refused);

  return codes.length === 0 ? 'none' : codes.map(([code, count]) => `${count} × ${code}`).join(', ');
}

/** The ledger: what became of the accepted alerts, and how the robots were treated. */
export function ledgerText(columns: readonly AccountColumn[]): string {
  return table([
    ['alerts × groups', ...columns.map(({ title }) => title), 'together'],
    countRow('accepted', columns, ({ account }) => account.accepted),
    countRow('delivered', columns, ({ account }) => account.delivered),
    countRow('suppressed (masked in OCP)', columns, ({ account }) => account.suppressed),
    countRow('dead', columns, ({ account }) => account.dead),
    countRow('waiting', columns, ({ account }) => account.waiting),
    countRow('lost', columns, ({ account }) => account.lost),
    [],
    ['robots'],
    countRow('messages used', columns, ({ robot }) => robot.delivered),
    countRow('throttled answers', columns, ({ robot }) => robot.throttled),
    ['other refusals', ...columns.map(({ robot }) => refusals(robot))],
    [`busiest minute (limit ${ROBOT_LIMIT})`, ...columns.map(({ robot }) => String(robot.maxInMinute))],
    ['requests at one time', ...columns.map(({ robot }) => String(robot.maxInFlight))],
  ]);
}

/** How long alerts took from their sender's request to the first message that names or counts them. */
export function latencyText(latencies: readonly LevelLatency[]): string {
  const rows = latencies.map(({ level, alerts, p50Ms, p99Ms }) => [
    level,
    String(alerts),
    duration(p50Ms),
    duration(p99Ms),
  ]);

  return table([['level', 'alerts', 'p50', 'p99'], ...rows]);
}

/** The last line: the run in one sentence. */
export function summaryText(account: Account, messages: number, tookMs: number, problems: readonly string[]): string {
  const alerts = Math.max(0, ...account.channels.map(({ delivered }) => delivered));
  if (problems.length > 0) return `✗ ${problems.join('; ')}`;

  return `✓ ${alerts} alerts reached ${account.channels.length} groups in ${messages} messages: nothing lost, nothing throttled (${duration(tookMs)})`;
}
