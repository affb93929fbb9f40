import { LEVELS, type Level, levelNumber, worseLevel } from '../alert/level.ts';
import type { DigestEntry } from './message.ts';
import { compactTarget } from './ocp-target.ts';

/** Targets a group of `down` or `critical` alerts names, and one of the others. */
const MAX_TARGETS: Readonly<Record<Level, number>> = { down: 12, critical: 8, warning: 3, caution: 3, info: 3 };

/** Alerts of one name, level and status, with where the first of them are. */
export interface DigestGroup {
  readonly name: string;
  readonly level: Level;
  readonly status: DigestEntry['status'];
  readonly count: number;
  readonly newCount: number;
  readonly targets: readonly string[];
  /** Since when the first of them waits, ms. */
  readonly since: number;
}

/** A digest's figures. Times in ms. */
export interface DigestFigures {
  readonly groups: readonly DigestGroup[];
  readonly total: number;
  readonly firing: Readonly<Record<Level, number>>;
  readonly fresh: number;
  /** Firing, and told before. */
  readonly ongoing: number;
  readonly recovered: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Groups what is due: firing before recovered, worst first, then the largest.
 * Each entry is looked at once and its target read only while its group still
 * names targets; what is sorted is the groups.
 */
export function digestFigures(entries: readonly DigestEntry[]): DigestFigures {
  const groups = new Map<string, GroupInMaking>();
  const firing: Record<Level, number> = { down: 0, critical: 0, warning: 0, caution: 0, info: 0 };
  let fresh = 0;
  let recovered = 0;
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;

  for (const entry of entries) {
    add(groups, entry);
    if (entry.status === 'firing') firing[entry.level] += 1;
    else recovered += 1;
    if (isFresh(entry)) fresh += 1;
    from = Math.min(from, entry.since);
    to = Math.max(to, entry.since);
  }
  const sorted = [...groups.values()].sort(worstThenLargest);
  return {
    groups: sorted,
    total: entries.length,
    firing,
    fresh,
    ongoing: entries.length - fresh - recovered,
    recovered,
    from,
    to,
  };
}

/** The levels with firing alerts and their numbers, worst first. */
export function firingLevels({ firing }: DigestFigures): readonly { readonly level: Level; readonly count: number }[] {
  return LEVELS.map((level) => ({ level, count: firing[level] })).filter(({ count }) => count > 0);
}

type GroupInMaking = { -readonly [K in keyof DigestGroup]: DigestGroup[K] } & { targets: string[] };

/** A recovery is not news of a new trouble, even when nothing was told of it before. */
function isFresh({ isNew, status }: DigestEntry): boolean {
  return isNew && status === 'firing';
}

function add(groups: Map<string, GroupInMaking>, entry: DigestEntry): void {
  // What is over is sorted by name alone: its level hardly matters any more.
  const key = entry.status === 'resolved' ? `-\n${entry.name}` : `${entry.level}\n${entry.name}`;
  const known = groups.get(key);
  const group = known ?? { ...entry, count: 0, newCount: 0, targets: [] };
  if (known === undefined) groups.set(key, group);

  group.count += 1;
  group.level = worseLevel(group.level, entry.level);
  group.since = Math.min(group.since, entry.since);
  if (isFresh(entry)) group.newCount += 1;
  if (group.targets.length >= MAX_TARGETS[group.level]) return;

  const place = compactTarget(entry.target).text;
  if (place !== '' && !group.targets.includes(place)) group.targets.push(place);
}

function worstThenLargest(a: DigestGroup, b: DigestGroup): number {
  return (
    Number(a.status === 'resolved') - Number(b.status === 'resolved') ||
    levelNumber(a.level) - levelNumber(b.level) ||
    b.count - a.count ||
    a.since - b.since
  );
}
