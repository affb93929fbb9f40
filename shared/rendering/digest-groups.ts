import { type Level, levelNumber, worseLevel } from '../alert/level.ts';
import type { DigestEntry } from './message.ts';
import { compactTarget } from './ocp-target.ts';

/** Places a group of `down` or `critical` alerts names, and one of the others. */
const MAX_PLACES: Readonly<Record<Level, number>> = { down: 20, critical: 8, warning: 3, caution: 3, info: 3 };
/** Places a group names that is over. */
const MAX_PLACES_OVER = 3;

/** Alerts of one name, level and status, with where some of them are. */
export interface DigestGroup {
  readonly name: string;
  readonly level: Level;
  readonly status: DigestEntry['status'];
  readonly count: number;
  /** Firing, and nothing of them told before. */
  readonly newCount: number;
  /** Told before, at a lower level. */
  readonly roseCount: number;
  readonly flappingCount: number;
  /** Over before anything of them was told. */
  readonly fleetingCount: number;
  /** Where the first of them are, what is news before what is known; short, each place once. */
  readonly places: readonly string[];
}

/** A group while entries are added to it. Targets are kept as sent: reading them is for what is listed. */
export interface GroupInMaking extends Omit<{ -readonly [K in keyof DigestGroup]: DigestGroup[K] }, 'places'> {
  /** Since when the first of them waits, ms. */
  since: number;
  readonly newsTargets: string[];
  readonly knownTargets: string[];
}

/** Firing, and nothing about it was told before. A recovery is no news of a new trouble. */
export function isFresh({ isNew, status }: DigestEntry): boolean {
  return isNew && status === 'firing';
}

/** Firing, told before, and worse than it was told. */
export function hasRisen({ isNew, status, rose }: DigestEntry): boolean {
  return rose === true && !isNew && status === 'firing';
}

/** Puts an entry into its group. Costs the same however many went before. */
export function addToGroup(groups: Map<string, GroupInMaking>, entry: DigestEntry): void {
  // What is over is sorted by name alone: its level hardly matters any more.
  const key = entry.status === 'resolved' ? `-\n${entry.name}` : `${entry.level}\n${entry.name}`;
  const known = groups.get(key);
  const group = known ?? emptyGroup(entry);
  if (known === undefined) groups.set(key, group);

  const news = isFresh(entry) || hasRisen(entry);
  group.count += 1;
  group.level = worseLevel(group.level, entry.level);
  group.since = Math.min(group.since, entry.since);
  if (isFresh(entry)) group.newCount += 1;
  if (hasRisen(entry)) group.roseCount += 1;
  if (entry.flapping === true) group.flappingCount += 1;
  if (entry.isNew && entry.status === 'resolved') group.fleetingCount += 1;
  noteTarget(news ? group.newsTargets : group.knownTargets, entry.target, maxPlaces(group));
}

/** Firing before recovered, worst first, then the largest. */
export function worstThenLargest(a: GroupInMaking, b: GroupInMaking): number {
  return (
    Number(a.status === 'resolved') - Number(b.status === 'resolved') ||
    levelNumber(a.level) - levelNumber(b.level) ||
    b.count - a.count ||
    a.since - b.since
  );
}

/** A group as it is listed: its places read, those of one cluster beside each other. */
export function finished({ since: _, newsTargets, knownTargets, ...group }: GroupInMaking): DigestGroup {
  const places = new Set<string>();
  for (const target of [...newsTargets, ...knownTargets]) places.add(compactTarget(target).text);
  places.delete('');

  const first = [...places].slice(0, maxPlaces(group));
  return { ...group, places: [...Map.groupBy(first, clusterPrefix).values()].flat() };
}

/** `obcluster-1/` of `obcluster-1/192.0.2.10`; empty where a place has no parts. */
export function clusterPrefix(place: string): string {
  return place.slice(0, place.indexOf('/') + 1);
}

function emptyGroup({ name, level, status, since }: DigestEntry): GroupInMaking {
  const counts = { count: 0, newCount: 0, roseCount: 0, flappingCount: 0, fleetingCount: 0 };
  return { name, level, status, since, ...counts, newsTargets: [], knownTargets: [] };
}

function maxPlaces({ status, level }: Pick<DigestGroup, 'status' | 'level'>): number {
  return status === 'resolved' ? MAX_PLACES_OVER : MAX_PLACES[level];
}

function noteTarget(targets: string[], target: string, most: number): void {
  if (targets.length < most && target !== '' && !targets.includes(target)) targets.push(target);
}
