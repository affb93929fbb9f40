import { alertFacts, isForItself, isOver } from './alert-facts.ts';
import { clipCharacters } from './cut.ts';
import type { ToldAlert } from './message.ts';
import { compactTarget } from './ocp-target.ts';
import { literal, Markup, type Piece, value } from './pieces.ts';
import type { View } from './view.ts';
import type { Words } from './words.ts';

/** Longest alert name in a title, in characters. */
const MAX_NAME_CHARACTERS = 100;

/** An alert's name on one line, short enough for a title. */
export function shortName(name: string, { words }: View): string {
  return clipCharacters(visibleName(name, words).replace(/\s+/g, ' ').trim(), MAX_NAME_CHARACTERS);
}

/** An alert's name, or a word for having none: one of control characters only would leave a title without a name. */
export function visibleName(name: string, words: Words): string {
  return /[^\s\p{C}]/u.test(name) ? name : words.unnamed;
}

/**
 * `【停服】OB 服务器无法连接 · obcluster-1/192.0.2.10`: what a phone shows of a
 * message before it is opened. The words in brackets are ours, the rest is the
 * alert's.
 */
export function singleTitle(told: ToldAlert, view: View): Markup {
  const { words } = view;
  const { alert } = told;
  const over = isOver(told);
  const tag = words.tag(over ? words.recovered : words.levels[alert.level]);

  return new Markup([literal(tag), ...subject(shortName(alert.name, view), alert.target), literal(ending(told, view))]);
}

/** Name and place, whatever of the two there is. */
export function subject(name: string, target: string): readonly Piece[] {
  const place = compactTarget(target).text;
  return place === '' || place === name ? [value(name)] : [value(name), literal(' · '), value(place)];
}

/** What goes back and forth is said to: "again" would say less. */
function ending(told: ToldAlert, view: View): string {
  const { flapping } = view.words.ending;
  if (told.flapping === undefined) return changeEnding(told, view);
  return told.change === 'refired' && !isOver(told) ? flapping : changeEnding(told, view) + flapping;
}

function changeEnding(told: ToldAlert, view: View): string {
  const { words } = view;
  const duration = words.duration(alertFacts(told, view.nowMs).durationMs);
  if (isOver(told)) return words.ending.recovered(words.levels[told.alert.level], duration);
  if (told.change === 'repeat') return isForItself(told) ? words.ending.again : words.ending.repeat(duration);
  if (told.change === 'refired') return words.ending.refired;
  if (told.change !== 'escalated') return '';

  return words.ending.raised(told.toldLevel === undefined ? undefined : words.levels[told.toldLevel]);
}
