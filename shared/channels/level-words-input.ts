import { LEVELS, type Level } from '../alert/level.ts';
import type { Channel } from './channel.ts';
import { CHANNEL_SIZES } from './channel-defaults.ts';
import { type Findings, given, openSection, readList, refuse, type Section } from './section.ts';

/** Reads which words say how bad a message is; absent where there are none. */
export function readLevelWords(value: unknown, findings: Findings): Pick<Channel, 'levelWords'> {
  if (value === undefined || value === null) return {};
  const section = openSection(value, 'levelWords', LEVELS, findings);
  const words = LEVELS.flatMap((level) => {
    const own = given(section, level) === undefined ? [] : readWords(section, level);
    return own.length === 0 ? [] : [[level, own] as const];
  });

  return words.length === 0 ? {} : { levelWords: Object.fromEntries(words) };
}

function readWords(section: Section, level: Level): readonly string[] {
  const words = readList(section, level, CHANNEL_SIZES.levelWords).flatMap((value, at) => {
    const word = typeof value === 'string' ? value.trim() : '';
    if (word !== '' && word.length <= CHANNEL_SIZES.levelWord && !/\p{Cc}/u.test(word)) return [word];
    refuse(section, `${level}[${at}]`, `must be a word of 1 to ${CHANNEL_SIZES.levelWord} characters`);
    return [];
  });

  return [...new Set(words)];
}
