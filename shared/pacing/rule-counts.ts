import type { CapCounts, LaneMessage, RuleCounts } from './lane.ts';

/** The counts of one rule as those of a channel, so that the same caps can be asked of them. */
export function countsOfRule(counts: CapCounts | undefined, mark: string): CapCounts | undefined {
  const own = counts?.rules?.[mark];
  if (counts === undefined || own === undefined) return undefined;

  return { hour: counts.hour, hourCount: own[0], day: counts.day, dayCount: own[1] };
}

/**
 * The counts of all rules in the hour and on the day of `next`. They share
 * these with their channel, which keeps a rule at some twenty bytes on the lane;
 * what no longer is of this day goes with it.
 */
export function countRules(
  before: CapCounts | undefined,
  next: Pick<CapCounts, 'hour' | 'day'>,
  told: RuleCounts,
): NonNullable<CapCounts['rules']> {
  const kept = before?.day === next.day ? Object.entries(before.rules ?? {}) : [];
  const counts = new Map(kept.map(([mark, [hour, day]]) => [mark, [before?.hour === next.hour ? hour : 0, day]]));
  for (const [mark, alerts] of Object.entries(told)) {
    const [hour = 0, day = 0] = counts.get(mark) ?? [];
    counts.set(mark, [hour + alerts, day + alerts]);
  }

  return Object.fromEntries([...counts].map(([mark, [hour = 0, day = 0]]) => [mark, [hour, day] as const]));
}

type MessageCounts = NonNullable<LaneMessage['counts']>;

/** Of two counts of one message, by channel and rule the larger. */
export function mostOf(one: MessageCounts, other: MessageCounts): MessageCounts {
  const channels = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Object.fromEntries([...channels].map((name) => [name, larger(one[name] ?? {}, other[name] ?? {})]));
}

/** What a message counts for without these of its alerts, each of which counts as one by the rule whose mark it has. */
export function withoutAlerts(
  counts: MessageCounts,
  these: readonly { readonly channel: string; readonly mark?: string }[],
): MessageCounts {
  const left = Object.entries(counts).map(([channel, byRule]) => {
    const rules = Object.entries(byRule).map(([mark, alerts]) => {
      const own = these.filter((one) => one.channel === channel && one.mark === mark);
      return [mark, alerts - own.length] as const;
    });
    return [channel, Object.fromEntries(rules.filter(([, alerts]) => alerts > 0))] as const;
  });

  return Object.fromEntries(left.filter(([, byRule]) => Object.keys(byRule).length > 0));
}

function larger(one: RuleCounts, other: RuleCounts): RuleCounts {
  const marks = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Object.fromEntries([...marks].map((mark) => [mark, Math.max(one[mark] ?? 0, other[mark] ?? 0)]));
}
