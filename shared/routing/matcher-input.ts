import { parseChannelName } from '../channels/channel-name.ts';
import { given, readList, refuse, refuseAs, type Section } from '../channels/section.ts';
import { compileMatcher, parseMatcher } from './matcher.ts';

/** How many matchers a list may have, and what it needs. */
export interface MatcherRules {
  readonly most: number;
  /** Characters of one. */
  readonly longest: number;
  /** What a list that lacks them might have. */
  readonly example: string;
  /** Whether one of them has to need a value, so that a slip of the pen does not mean every alert. */
  readonly atLeast: 'one' | 'one that needs a value';
}

/** Reads a list of matchers, all of which an alert has to match. Every mistake is reported with its field. */
export function readMatcherTexts(section: Section, field: string, rules: MatcherRules): readonly string[] {
  const value = given(section, field) ?? [];
  if (Array.isArray(value) && value.length === 0) {
    refuse(section, field, `needs at least one, for example ${rules.example}`);
  }
  const texts = readTexts(section, field, rules.most, rules.longest);
  const matchers = texts.map(({ text, at }) => {
    const reading = parseMatcher(text);
    return 'matcher' in reading
      ? compileMatcher(reading.matcher)
      : refuseAs(section, `${field}[${at}]`, reading.problem);
  });
  const isForAll = matchers.length > 0 && matchers.every((matcher) => matcher?.accepts('') === true);
  if (rules.atLeast === 'one that needs a value' && isForAll) {
    refuse(
      section,
      field,
      'would match every alert that lacks these labels: add one that needs a value, for example name=~.+',
    );
  }

  return texts.map(({ text }) => text);
}

/** Reads the channels something is for; absent: all. */
export function readChannelNames(section: Section, most: number): readonly string[] | undefined {
  if (given(section, 'channels') === undefined) return undefined;
  const list = readList(section, 'channels', most);
  if (list.length === 0 && Array.isArray(given(section, 'channels'))) {
    return refuseAs(section, 'channels', 'must name at least one channel, or be left out for all of them');
  }

  return [
    ...new Set(
      list.flatMap((entry, at) => {
        const result = parseChannelName(entry);
        return result.kind === 'name' ? [result.name] : (refuseAs(section, `channels[${at}]`, result.message) ?? []);
      }),
    ),
  ];
}

/** The texts of a list, each with its place. */
export function readTexts(section: Section, field: string, most: number, longest: number) {
  return readList(section, field, most).flatMap((entry, at) => {
    const text = typeof entry === 'string' ? entry.trim() : '';
    if (text !== '' && [...text].length <= longest) return [{ text, at }];

    refuse(section, `${field}[${at}]`, `must be a text of 1 to ${longest} characters`);
    return [];
  });
}
