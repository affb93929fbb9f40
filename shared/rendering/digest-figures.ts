import { LEVELS, type Level } from '../alert/level.ts';
import { ClusterCount, type ClusterFigures } from './digest-clusters.ts';
import {
  addToGroup,
  type DigestGroup,
  finished,
  type GroupInMaking,
  hasRisen,
  isFresh,
  worstThenLargest,
} from './digest-groups.ts';
import type { DigestEntry } from './message.ts';

/** Most groups a digest lists, however small they are. */
export const MAX_LISTED_GROUPS = 60;

/** A digest's figures. Times in ms since the epoch. */
export interface DigestFigures {
  /** Worst first, as many as a digest could list. */
  readonly groups: readonly DigestGroup[];
  /** What is in no group of these. */
  readonly unlisted: { readonly groups: number; readonly alerts: number };
  readonly total: number;
  readonly firing: Readonly<Record<Level, number>>;
  /** Each alert is one of these four. */
  readonly fresh: number;
  readonly rose: number;
  /** Firing, and told before at this level. */
  readonly ongoing: number;
  readonly recovered: number;
  /** Among all of these. */
  readonly flapping: number;
  /** Where the firing ones are. */
  readonly clusters: ClusterFigures;
  /** When the first and the last of them came, ms; absent where all were put off, so that nobody has it at hand. */
  readonly span?: { readonly from: number; readonly to: number };
}

/**
 * Counts and groups what is due. Each entry is looked at once; what is sorted
 * is the groups, and only those that can be listed have their places read.
 */
export function digestFigures(entries: readonly DigestEntry[]): DigestFigures {
  const groups = new Map<string, GroupInMaking>();
  const clusters = new ClusterCount();
  const firing: Record<Level, number> = { down: 0, critical: 0, warning: 0, caution: 0, info: 0 };
  const count = { fresh: 0, rose: 0, recovered: 0, flapping: 0 };
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

  for (const entry of entries) {
    addToGroup(groups, entry);
    if (entry.status === 'resolved') count.recovered += 1;
    else {
      firing[entry.level] += 1;
      clusters.add(entry.target);
    }
    if (isFresh(entry)) count.fresh += 1;
    if (hasRisen(entry)) count.rose += 1;
    if (entry.flapping === true) count.flapping += 1;
    if (entry.isPutOff === true) continue;
    from = Math.min(from, entry.since);
    to = Math.max(to, entry.since);
  }
  return {
    ...listedGroups([...groups.values()].sort(worstThenLargest)),
    ...{ total: entries.length, firing, ...count },
    ...(from <= to ? { span: { from, to } } : {}),
    ongoing: entries.length - count.fresh - count.rose - count.recovered,
    clusters: clusters.figures(),
  };
}

/** The levels with firing alerts and their numbers, worst first. */
export function firingLevels({ firing }: DigestFigures): readonly { readonly level: Level; readonly count: number }[] {
  return LEVELS.map((level) => ({ level, count: firing[level] })).filter(({ count }) => count > 0);
}

function listedGroups(sorted: readonly GroupInMaking[]): Pick<DigestFigures, 'groups' | 'unlisted'> {
  const rest = sorted.slice(MAX_LISTED_GROUPS);
  return {
    groups: sorted.slice(0, MAX_LISTED_GROUPS).map(finished),
    unlisted: { groups: rest.length, alerts: rest.reduce((sum, { count }) => sum + count, 0) },
  };
}
