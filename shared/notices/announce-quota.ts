import type { Channel } from '../channels/channel.ts';
import type { QuotaThreshold } from '../pacing/quota.ts';
import { type AnnouncePorts, announce } from './announce.ts';

/** A quota that crossed a threshold. */
export interface QuotaNews {
  readonly pool: string;
  readonly used: number;
  readonly limit: number | null;
  readonly level: QuotaThreshold;
  /** `2026-11` */
  readonly month: string;
}

/** Tells the channels of a pool, and the operator, how much of the month's quota is used. Call it once a crossing. */
export async function announceQuota(
  news: QuotaNews,
  channels: readonly Channel[],
  ports: AnnouncePorts,
): Promise<void> {
  const { month: _month, ...event } = news;
  await announce({ kind: 'quota', ...news }, channels, { kind: 'quota', ...event }, ports);
}
