import { isInPeriod, periodEnd } from './daily-period.ts';
import type { NewSilence, Silence } from './silence.ts';

/** Whether a silence holds alerts back at a time, and why not. Times in ms. */
export type SilenceEffect =
  | { readonly kind: 'scheduled' }
  /** Until it ends, or its part of this day does. */
  | { readonly kind: 'in-effect'; readonly untilMs: number }
  /** In force, but not at this time of day. */
  | { readonly kind: 'outside-period' }
  | { readonly kind: 'expired' };

/** The word of a silence's state. */
export type SilenceState = SilenceEffect['kind'];

/** What a silence does at a time. */
export function effectOf(
  silence: Pick<NewSilence, 'startsAt' | 'endsAt' | 'daily'> & Pick<Silence, 'endedAt'>,
  nowMs: number,
): SilenceEffect {
  const { startsAt, daily } = silence;
  const endMs = endOf(silence);
  if (nowMs >= endMs) return { kind: 'expired' };
  if (nowMs < startsAt) return { kind: 'scheduled' };
  if (daily === undefined) return { kind: 'in-effect', untilMs: endMs };
  if (!isInPeriod(daily, nowMs)) return { kind: 'outside-period' };

  return { kind: 'in-effect', untilMs: Math.min(endMs, periodEnd(daily, nowMs)) };
}

/** When it ends, or ended before its time. */
export function endOf({ endsAt, endedAt }: Pick<Silence, 'endsAt' | 'endedAt'>): number {
  return endedAt === undefined ? endsAt : Math.min(endsAt, endedAt);
}
