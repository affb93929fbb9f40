import { levelNumber } from '../alert/level.ts';
import { alertFacts, isOver, timesHeard } from './alert-facts.ts';
import { oneLine } from './alert-text.ts';
import { alertVariables, changeText, type Scope } from './alert-variables.ts';
import type { Extent } from './extent.ts';
import { lateText } from './late.ts';
import { clockTime, timeSpan } from './local-time.ts';
import type { ToldAlert } from './message.ts';
import { compactTarget, parseTarget } from './ocp-target.ts';
import { literal, Markup, value } from './pieces.ts';
import { shortName, subject } from './title.ts';
import type { View } from './view.ts';

/** Most alerts an aggregated message lists; more is a digest's business. */
export const MAX_LISTED_ALERTS = 100;
/** Longest word on one alert among others, in characters: about three lines of a phone. */
const MAX_SAYS_CHARACTERS = 90;

/** What an aggregated template is rendered with. */
export interface AggregatedInput {
  /** At least one. */
  readonly told: readonly ToldAlert[];
  readonly groupBy: string;
  readonly link: string | undefined;
}

/** Firing before recovered, worst first, then in the order they began to wait. */
export function worstFirst(told: readonly ToldAlert[]): readonly ToldAlert[] {
  return [...told].sort(
    (a, b) =>
      Number(isOver(a)) - Number(isOver(b)) ||
      levelNumber(a.alert.level) - levelNumber(b.alert.level) ||
      a.firstAt - b.firstAt,
  );
}

/** The variables of several alerts in one message, of which the first `shown` are listed. `told` is worst first. */
export function aggregatedVariables({ told, groupBy, link }: AggregatedInput, extent: Extent, view: View): Scope {
  const { words } = view;
  const [worst] = told;
  if (worst === undefined) return { title: new Markup([value(words.unnamed)]) };

  const names = distinct(told.map(({ alert }) => shortName(alert.name, view)));
  const listed = told.slice(0, extent.shown).map((each) => entryVariables(each, names.length > 1, extent.detail, view));
  const hidden = told.length - listed.length;
  const flappingCount = told.filter(({ flapping }) => flapping !== undefined).length;
  return Object.assign(Object.create(null), alertVariables(worst, view, link), {
    title: aggregatedTitle(told, names, view),
    alarm_name: names.join(words.listSeparator),
    alarm_target: distinct(told.map(({ alert }) => alert.target)).join(words.listSeparator),
    alarm_count: told.length,
    alarm_group_by: groupBy,
    group: groupBy,
    alerts: listed,
    count: told.length,
    mixed: names.length > 1,
    timing: spanOf(told, view),
    late: latest(told, view),
    flapping: flappingCount > 0 ? words.flapping.several(flappingCount) : '',
    url: link ?? '',
    link: link ?? '',
    more_count: hidden,
    more: hidden > 0 ? words.moreAlerts(hidden) : '',
  });
}

/** The variables of one alert among others: all it has alone, and the line of a list. */
function entryVariables(told: ToldAlert, mixed: boolean, detail: Extent['detail'], view: View): Scope {
  const { alert } = told;
  const { words } = view;
  const over = isOver(told);
  // What was said while it fired reads wrong behind "recovered".
  const stale = over && told.change !== 'fired-and-recovered';
  const name = shortName(alert.name, view);
  const place = compactTarget(alert.target).text;
  return Object.assign(Object.create(null), alertVariables(told, view, undefined), {
    tag: over ? words.recovered : words.levels[alert.level],
    label: new Markup(mixed ? subject(name, alert.target) : [value(place || name)]),
    facts: factsText(told, view),
    says: stale || detail === 'brief' ? '' : oneLine(alert, MAX_SAYS_CHARACTERS),
  });
}

/** `03:07:12，已持续 3 分 20 秒 · 4 次 · 再次触发` */
function factsText(told: ToldAlert, view: View): string {
  const { words, timeZone, nowMs } = view;
  const facts = alertFacts(told, nowMs);
  const duration = words.duration(facts.durationMs);
  const lasting = isOver(told)
    ? words.lasted(words.levels[told.alert.level], duration)
    : words.sinceInList(clockTime(facts.sinceMs, timeZone, nowMs), duration);
  const heard = timesHeard(told);
  const times = heard > 1 ? words.received(heard) : '';
  const { flapping } = told;
  // That it fires again is said by its going back and forth.
  const change = flapping !== undefined && told.change === 'refired' ? '' : changeText(told, view);
  const backAndForth = flapping === undefined ? '' : flappingInList(flapping, view);
  return [lasting, times, change, backAndForth].filter((part) => part !== '').join(' · ');
}

function flappingInList({ changes, sinceMs }: NonNullable<ToldAlert['flapping']>, { words, nowMs }: View): string {
  return words.flapping.inList(changes, words.duration(nowMs - sinceMs));
}

/** `【停服】OB 服务器无法连接 ×3 · obcluster-1`, or with several names `【停服】OB 服务器无法连接 等 5 条告警`. */
function aggregatedTitle(told: readonly ToldAlert[], names: readonly string[], view: View): Markup {
  const { words } = view;
  const [worst] = told;
  if (worst === undefined) return new Markup([value(words.unnamed)]);

  const over = isOver(worst);
  const tag = literal(words.tag(over ? words.recovered : words.levels[worst.alert.level]));
  const name = names[0] ?? words.unnamed;
  // The number behind the word for a level counts what is at it, not what is over.
  const alsoOver = over ? 0 : told.filter(isOver).length;
  const counted = told.length - alsoOver;
  const ending = literal(alsoOver === 0 ? '' : words.ending.alsoRecovered(alsoOver));
  if (counted === 1) return new Markup([tag, ...subject(name, worst.alert.target), ending]);

  const place = commonPlace(told);
  const where = place === '' ? [] : [literal(' · '), value(place)];
  const mixed = told.slice(0, counted).some(({ alert }) => alert.name !== worst.alert.name);
  const subjectText = mixed ? words.andOthers(name, counted) : words.several(name, counted);
  return new Markup([tag, value(subjectText), ...where, ending]);
}

/** What all targets begin with, pair by pair; empty when they have nothing in common. */
function commonPlace(told: readonly ToldAlert[]): string {
  const targets = distinct(told.map(({ alert }) => alert.target));
  const [first = '', ...others] = targets;
  if (others.length === 0) return compactTarget(first).text;

  const rest = others.map(parseTarget);
  const pairs = parseTarget(first);
  const differs = pairs.findIndex(([key, text], i) =>
    rest.some((other) => other[i]?.[0] !== key || other[i]?.[1] !== text),
  );
  const common = pairs.slice(0, differs < 0 ? pairs.length : differs).map((pair) => pair.join('='));
  return common.length === 0 ? '' : compactTarget(common.join(':')).text;
}

function spanOf(told: readonly ToldAlert[], { timeZone, nowMs }: View): string {
  const starts = told.map((each) => alertFacts(each, nowMs).sinceMs);
  return timeSpan(least(starts), -least(starts.map((ms) => -ms)), timeZone, nowMs);
}

/** The delay of the alert that waited longest. */
function latest(told: readonly ToldAlert[], view: View): string {
  const delays = told.flatMap(({ lateMs }) => lateMs ?? []);
  return delays.length === 0
    ? ''
    : lateText(-least(delays.map((ms) => -ms)), told.length > 1 ? 'oldest' : 'only', view);
}

function least(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
