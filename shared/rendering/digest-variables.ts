import type { Level } from '../alert/level.ts';
import type { Scope } from './alert-variables.ts';
import { type DigestFigures, type DigestGroup, firingLevels } from './digest-groups.ts';
import type { Extent } from './extent.ts';
import { isoLocal, timeSpan } from './local-time.ts';
import { literal, Markup, value } from './pieces.ts';
import { shortName, subject } from './title.ts';
import type { View } from './view.ts';

/** Most groups a digest lists, however small they are. */
export const MAX_LISTED_GROUPS = 60;

/** Targets named per group where there is no room for more. */
const BRIEF_TARGETS: Readonly<Record<Level, number>> = { down: 4, critical: 2, warning: 0, caution: 0, info: 0 };

/** The variables of a digest, of which the first `shown` groups are listed. */
export function digestVariables(figures: DigestFigures, extent: Extent, link: string | undefined, view: View): Scope {
  const { shown, detail } = extent;
  const { words, timeZone, nowMs } = view;
  const hidden = figures.groups.slice(shown);
  const hiddenAlerts = hidden.reduce((sum, { count }) => sum + count, 0);
  const levels = firingLevels(figures).map(({ level, count }) => ({ level, word: words.levels[level], count }));
  return Object.assign(Object.create(null), {
    title: digestTitle(figures, view),
    groups: figures.groups.slice(0, shown).map((group) => groupVariables(group, detail, view)),
    levels,
    levels_text: levels.map(({ word, count }) => words.levelCount(word, count)).join(words.listSeparator),
    count: figures.total,
    alarm_count: figures.total,
    new_count: figures.fresh,
    recovered_count: figures.recovered,
    novelty: words.novelty(figures.fresh, figures.ongoing, figures.recovered),
    timing: timeSpan(figures.from, figures.to, timeZone, nowMs),
    first_at: isoLocal(figures.from, timeZone),
    last_at: isoLocal(figures.to, timeZone),
    url: link ?? '',
    link: link ?? '',
    more_count: hiddenAlerts,
    more: hidden.length > 0 ? words.moreGroups(hidden.length, hiddenAlerts) : '',
    now: isoLocal(nowMs, timeZone),
    time_zone: timeZone,
  });
}

function groupVariables(group: DigestGroup, detail: Extent['detail'], view: View): Scope {
  const { words } = view;
  const { count, newCount } = group;
  const targets = detail === 'full' ? group.targets : group.targets.slice(0, BRIEF_TARGETS[group.level]);
  const name = shortName(group.name, view);
  const named = withoutRepeats(targets).join(words.listSeparator);
  const where = targets.length === 0 || targets.length >= count ? named : words.moreTargets(named);
  const fresh = newCount > 0 && newCount < count ? words.ofWhichNew(newCount) : '';
  return {
    name,
    level: group.level,
    status: group.status,
    tag: group.status === 'resolved' ? words.recovered : words.levels[group.level],
    count,
    new_count: newCount,
    targets,
    text: new Markup([
      value(count > 1 ? words.several(name, count) : name),
      literal(fresh),
      ...(where === '' ? [] : [literal(words.colon), value(where)]),
    ]),
  };
}

/** `a/1`, `a/2`, `b/3` as `a/1`, `2`, `b/3`: a cluster is said once for the hosts that follow. */
function withoutRepeats(targets: readonly string[]): readonly string[] {
  let before = '';
  return targets.map((target) => {
    const prefix = target.slice(0, target.indexOf('/') + 1);
    const repeated = prefix !== '' && prefix === before;
    before = prefix;
    return repeated ? target.slice(prefix.length) : target;
  });
}

/** `【停服】OB 服务器无法连接 等 10000 条告警`: the worst by name, and how many in all. */
function digestTitle(figures: DigestFigures, view: View): Markup {
  const { words } = view;
  const [worst] = figures.groups;
  if (worst === undefined) return new Markup([value(words.unnamed)]);

  const tag = literal(words.tag(worst.status === 'resolved' ? words.recovered : words.levels[worst.level]));
  const name = shortName(worst.name, view);
  if (figures.total === 1) return new Markup([tag, ...subject(name, worst.targets[0] ?? '')]);
  if (worst.count === figures.total) return new Markup([tag, value(words.several(name, worst.count))]);

  return new Markup([tag, value(words.andOthers(name, figures.total))]);
}
