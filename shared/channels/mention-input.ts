import { LEVELS, type Level } from '../alert/level.ts';
import type { MentionSettings } from './channel.ts';
import { CHANNEL_DEFAULTS, CHANNEL_SIZES } from './channel-defaults.ts';
import {
  type Findings,
  given,
  matchChoice,
  openSection,
  readBoolean,
  readList,
  refuse,
  type Section,
} from './section.ts';

/** Reads who is to be named in messages. */
export function readMention(value: unknown, findings: Findings): MentionSettings {
  const section = openSection(value, 'mention', ['mobiles', 'userIds', 'all', 'levels'], findings);

  return {
    mobiles: readMobiles(section),
    userIds: readUserIds(section),
    all: readBoolean(section, 'all', CHANNEL_DEFAULTS.mention.all),
    levels: readLevels(section),
  };
}

/** Mainland number, or overseas with country code and hyphen: the only form DingTalk takes (robots.md §1.7). */
const MOBILE = /^(?:1\d{10}|\+(?!86-)\d{1,4}-\d{4,14})$/;

function readMobiles(section: Section): readonly string[] {
  const value = given(section, 'mobiles') ?? [];
  const isText = typeof value === 'string' || typeof value === 'number';
  // OCP's form separates by a half-width comma; a Chinese keyboard gives a full-width one.
  const mobiles = isText
    ? String(value)
        .split(/[,，]/)
        .filter((part) => part.trim() !== '')
    : value;
  const list = readList({ ...section, fields: { mobiles } }, 'mobiles', CHANNEL_SIZES.mentioned);

  return unique(list.flatMap((entry, index) => readMobile(section, isText ? 'mobiles' : `mobiles[${index}]`, entry)));
}

function readMobile(section: Section, field: string, entry: unknown): readonly string[] {
  // YAML reads a bare number as a number.
  const mobile = typeof entry === 'number' ? String(entry) : entry;
  if (typeof mobile === 'string' && MOBILE.test(mobile.trim())) return [mobile.trim()];

  refuse(section, field, 'must be a mobile number like 13800000000 (no +86, no spaces) or, overseas, +852-12345678');
  return [];
}

function readUserIds(section: Section): readonly string[] {
  const list = readList(section, 'userIds', CHANNEL_SIZES.mentioned);
  return unique(list.flatMap((entry, index) => readUserId(section, `userIds[${index}]`, entry)));
}

function readUserId(section: Section, field: string, entry: unknown): readonly string[] {
  const userId = typeof entry === 'number' ? String(entry) : entry;
  if (typeof userId === 'string' && /^[^\s<>@,\p{Cc}][^\s<>,\p{Cc}]*$/u.test(userId.trim())) {
    const trimmed = userId.trim();
    if (trimmed.length <= CHANNEL_SIZES.userId) return [trimmed];
  }

  const isAll = typeof userId === 'string' && /^@?(?:all|所有人)$/i.test(userId.trim());
  const message = `must be a user id of 1 to ${CHANNEL_SIZES.userId} characters without spaces, commas, < and >, and no @ before it`;
  refuse(section, field, isAll ? 'does not name everybody: set mention.all to true instead' : message);
  return [];
}

function readLevels(section: Section): readonly Level[] {
  if (given(section, 'levels') === undefined) return CHANNEL_DEFAULTS.mention.levels;

  const list = readList(section, 'levels', LEVELS.length);
  return unique(list.flatMap((entry, index) => matchChoice(section, `levels[${index}]`, entry, LEVELS) ?? []));
}

function unique<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}
