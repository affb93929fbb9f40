import { CHANNEL_SIZES } from './channel-defaults.ts';
import { given, readList, refuse, type Section } from './section.ts';

/** Reads the words a robot's security setting asks for: one text, or up to ten. */
export function readKeywords(robot: Section): readonly string[] {
  const value = given(robot, 'keyword') ?? [];
  const isList = Array.isArray(value);
  const list = readList({ ...robot, fields: { keyword: isList ? value : [value] } }, 'keyword', CHANNEL_SIZES.keywords);
  const words = list.flatMap((entry, index) => readKeyword(robot, isList ? `keyword[${index}]` : 'keyword', entry));

  return [...new Set(words)];
}

function readKeyword(robot: Section, field: string, entry: unknown): readonly string[] {
  const word = typeof entry === 'number' ? String(entry) : entry;
  if (typeof word === 'string' && [...word].length <= CHANNEL_SIZES.keyword && !/\p{Cc}/u.test(word)) {
    return word.trim() === '' ? [] : [word.trim()];
  }

  refuse(robot, field, `must be a text of at most ${CHANNEL_SIZES.keyword} characters in one line`);
  return [];
}
