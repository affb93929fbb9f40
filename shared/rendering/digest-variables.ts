import type { Level } from '../alert/level.ts';
import type { Scope } from './alert-variables.ts';
import { byteLength } from './cut.ts';
import type { ClusterFigures } from './digest-clusters.ts';
import { type DigestFigures, firingLevels } from './digest-figures.ts';
import { clusterPrefix, type DigestGroup } from './digest-groups.ts';
import { digestTitle } from './digest-title.ts';
import type { Extent } from './extent.ts';
import { lateText } from './late.ts';
import { isoLocal, timeSpan } from './local-time.ts';
import { literal, Markup, value } from './pieces.ts';
import { shortName } from './title.ts';
import type { View } from './view.ts';

/** Places named per group where there is no room for more. */
const BRIEF_PLACES: Readonly<Record<Level, number>> = { down: 8, critical: 3, warning: 0, caution: 0, info: 0 };
/** Among more groups than this, those that wake nobody take one line of a phone each, without places. */
const MANY_GROUPS = 12;
/** Bytes of a group's places: less than what values are cut to before entries are left out, so no list ends inside a place. */
const MAX_PLACES_BYTES = 280;

/** What a digest is made of. */
export interface DigestInput {
  readonly figures: DigestFigures;
  /** Alerts the message only counts, beside those of the figures. */
  readonly counted: number;
  readonly link: string | undefined;
  /** How long the oldest waited, ms, when the message comes late. */
  readonly lateMs: number | undefined;
}

/** The variables of a digest, of which the first `shown` groups are listed. */
export function digestVariables({ figures, counted, link, lateMs }: DigestInput, extent: Extent, view: View): Scope {
  const { timeZone, nowMs } = view;
  const { span } = figures;
  const listed = figures.groups.slice(0, extent.shown);
  const many = figures.groups.length > MANY_GROUPS;
  const groups = listed.map((group) => groupVariables(group, many && !isWaking(group) ? 'brief' : extent.detail, view));
  // Groups come worst first.
  const waking = listed.filter(isWaking).length;
  return Object.assign(Object.create(null), {
    title: digestTitle(figures, counted, view),
    groups,
    worst_groups: groups.slice(0, waking),
    other_groups: groups.slice(waking),
    ...countVariables(figures, view),
    ...hiddenVariables(figures, listed.length, view),
    timing: span === undefined ? '' : timeSpan(span.from, span.to, timeZone, nowMs),
    late: lateMs === undefined ? '' : lateText(lateMs, figures.total > 1 ? 'oldest' : 'only', view),
    first_at: span === undefined ? '' : isoLocal(span.from, timeZone),
    last_at: span === undefined ? '' : isoLocal(span.to, timeZone),
    url: link ?? '',
    link: link ?? '',
    now: isoLocal(nowMs, timeZone),
    time_zone: timeZone,
  });
}

function isWaking({ status, level }: DigestGroup): boolean {
  return status === 'firing' && (level === 'down' || level === 'critical');
}

function countVariables(figures: DigestFigures, { words }: View): Scope {
  const { total, fresh, rose, ongoing, recovered, flapping, clusters } = figures;
  const levels = firingLevels(figures).map(({ level, count }) => ({ level, word: words.levels[level], count }));
  return {
    levels,
    levels_text: levels.map(({ word, count }) => words.levelCount(word, count)).join(words.listSeparator),
    clusters: clusters.named,
    clusters_text: clustersText(clusters, words),
    count: total,
    alarm_count: total,
    new_count: fresh,
    rose_count: rose,
    recovered_count: recovered,
    flapping_count: flapping,
    novelty: words.novelty({ fresh, rose, ongoing, recovered }),
    flapping: flapping > 0 ? words.flapping.several(flapping) : '',
  };
}

function hiddenVariables({ groups, unlisted }: DigestFigures, shown: number, { words }: View): Scope {
  const hidden = groups.slice(shown);
  const kinds = hidden.length + unlisted.groups;
  const alerts = hidden.reduce((sum, { count }) => sum + count, unlisted.alerts);
  return { more_count: alerts, more: kinds > 0 ? words.moreGroups(kinds, alerts) : '' };
}

/** `obcluster-1 ×431、obcluster-3 ×67、其他 ×2`; empty where there is only one, which the title says. */
function clustersText({ named, unnamed, elsewhere }: ClusterFigures, words: View['words']): string {
  if (named.length === 0 || (named.length === 1 && elsewhere === 0)) return '';

  return [
    ...named.map(({ name, count }) => words.several(name, count)),
    ...(unnamed.clusters > 0 ? [words.moreClusters(unnamed.clusters, unnamed.alerts)] : []),
    ...(elsewhere > 0 ? [words.several(words.elsewhere, elsewhere)] : []),
  ].join(words.listSeparator);
}

function groupVariables(group: DigestGroup, detail: Extent['detail'], view: View): Scope {
  const { words } = view;
  const { count } = group;
  const most = detail === 'full' ? group.places.length : group.status === 'resolved' ? 0 : BRIEF_PLACES[group.level];
  const places = group.places.slice(0, most);
  const name = shortName(group.name, view);
  const where = whereText(places, count, view);
  return {
    name,
    level: group.level,
    status: group.status,
    tag: group.status === 'resolved' ? words.recovered : words.levels[group.level],
    count,
    new_count: group.newCount,
    rose_count: group.roseCount,
    flapping_count: group.flappingCount,
    targets: places,
    text: new Markup([
      value(count > 1 ? words.several(name, count) : name),
      literal(words.aside(remarksOn(group, words))),
      ...(where === '' ? [] : [literal(words.colon), value(where)]),
    ]),
  };
}

/** What is not plainly new in a group, in words. */
function remarksOn(group: DigestGroup, words: View['words']): readonly string[] {
  const { count, newCount, roseCount, flappingCount, fleetingCount } = group;
  // What goes back and forth isn't "still" anything.
  const old = group.status === 'firing' && newCount + roseCount === 0 && flappingCount < count;
  return [
    ofSome(newCount, count, words.some.fresh, ''),
    ofSome(roseCount, count, words.some.rose, words.rose),
    old ? words.change.repeat : '',
    ofSome(fleetingCount, count, words.some.fleeting, words.change.fleeting),
    ofSome(flappingCount, count, words.some.flapping, words.flapping.name),
  ].filter((remark) => remark !== '');
}

/** A remark on none, some or all of a group. */
function ofSome(part: number, count: number, some: (part: number) => string, all: string): string {
  if (part === 0) return '';
  return part === count ? all : some(part);
}

/** `a/1、2、b/3 等`: as many places as make a readable line; a cluster is said once for those that follow. */
function whereText(places: readonly string[], count: number, { words }: View): string {
  let before = '';
  let text = '';
  for (const [i, place] of places.entries()) {
    const prefix = clusterPrefix(place);
    const shown = prefix !== '' && prefix === before ? place.slice(prefix.length) : place;
    const longer = i === 0 ? shown : `${text}${words.listSeparator}${shown}`;
    if (i > 0 && byteLength(longer) > MAX_PLACES_BYTES) return words.moreTargets(text);

    before = prefix;
    text = longer;
  }
  return places.length === 0 || places.length >= count ? text : words.moreTargets(text);
}
