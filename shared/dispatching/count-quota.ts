import type { Channel } from '../channels/channel.ts';
import type { Outcome } from '../delivery/outcome.ts';
import { announceQuota, type QuotaNews } from '../notices/announce-quota.ts';
import { crossedThreshold, poolLimit, quotaMonth, quotaMonthEnd, quotaPoolOf } from '../pacing/quota.ts';
import { countsAsSent } from '../pacing/settle-robot.ts';
import type { DispatchPorts } from './dispatch-ports.ts';

/** How long a pool is left alone after a robot said that it is used up, ms: somebody may buy more. */
const GONE_MS = 3_600_000;

/**
 * Counts a message in the month of the channel whose robot sent it, and tells
 * the pool's channels when it crosses a threshold. A channel without a quota
 * counts nothing here; its robot's lane knows its month.
 */
export async function countQuota(
  channel: Channel,
  outcome: Outcome,
  all: readonly Channel[],
  ports: DispatchPorts,
): Promise<void> {
  const pool = quotaPoolOf(channel);
  if (pool === undefined) return;
  const nowMs = ports.now();
  const month = quotaMonth(nowMs);
  const limit = poolLimit(pool, all);
  const sharers = all.filter((one) => quotaPoolOf(one) === pool);

  if (countsAsSent(outcome)) {
    const used = await ports.quotas.add(pool, month, 1);
    const level = crossedThreshold(used - 1, used, limit);
    if (level !== undefined) await warn({ pool, used, limit, level, month }, sharers, ports);
  }
  if (outcome.kind === 'misconfigured' && outcome.reason === 'quota') {
    const { used, goneUntilMs } = await ports.quotas.get(pool, month);
    if (goneUntilMs === undefined) await warn({ pool, used, limit, level: 100, month }, sharers, ports);
    await ports.quotas.markGone(pool, month, Math.min(nowMs + GONE_MS, quotaMonthEnd(nowMs)));
  }
}

async function warn(news: QuotaNews, sharers: readonly Channel[], ports: DispatchPorts): Promise<void> {
  ports.observe({ kind: 'quota', pool: news.pool, level: news.level });
  await announceQuota(news, sharers, ports);
}
