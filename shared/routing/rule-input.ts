import { LEVELS, type Level } from '../alert/level.ts';
import { LANGUAGES } from '../channels/channel.ts';
import { normaliseName, parseName } from '../channels/channel-name.ts';
import {
  type Findings,
  given,
  isRecord,
  matchChoice,
  openSection,
  readBoolean,
  readList,
  refuse,
  type Section,
} from '../channels/section.ts';
import { readRuleLimits } from './limits-input.ts';
import { readMatch } from './match-input.ts';
import type { PushRule, PushTargets } from './push-settings.ts';
import { readWindow } from './window-input.ts';

const KNOWN = [
  ...(['name', 'enabled', 'match', 'channels', 'channelsByLevel', 'recovery', 'window'] as const),
  ...(['limits', 'language', 'continue'] as const),
];

/** Channels a rule, or a level of it, can name. */
export const MAX_CHANNELS = 100;

/** Reads one rule. */
export function readRule(value: unknown, path: string, findings: Findings): PushRule {
  const section = openSection(value, path, KNOWN, findings);
  const match = given(section, 'match');
  const window = readWindow(given(section, 'window'), `${path}.window`, findings);
  const limits = readRuleLimits(given(section, 'limits'), `${path}.limits`, findings);
  const spoken = given(section, 'language');
  const language = spoken === undefined ? undefined : matchChoice(section, 'language', spoken, LANGUAGES);
  const recovery = given(section, 'recovery');

  return {
    name: isRecord(value) ? readRuleName(section) : '',
    enabled: readBoolean(section, 'enabled', true),
    match: match === undefined ? {} : readMatch(match, `${path}.match`, findings),
    ...readTargets(section),
    ...(recovery === undefined ? {} : { recovery: readBoolean(section, 'recovery', true) }),
    ...(window === undefined ? {} : { window }),
    ...(limits === undefined ? {} : { limits }),
    ...(language === undefined ? {} : { language }),
    continue: readBoolean(section, 'continue', false),
  };
}

function readRuleName(section: Section): string {
  const value = given(section, 'name');
  const result = parseName(value);
  if (result.kind === 'name') return result.name;

  refuse(
    section,
    'name',
    value === undefined ? 'is required: messages and records name the rule by it' : result.message,
  );
  return '';
}

function readTargets(section: Section): PushTargets {
  const [all, byLevel] = [given(section, 'channels'), given(section, 'channelsByLevel')];
  if ((all === undefined) === (byLevel === undefined)) {
    const why =
      all === undefined ? 'is required, or channelsByLevel' : 'and channelsByLevel exclude each other: keep one';
    refuse(section, 'channels', why);
  }
  if (byLevel === undefined) return { channels: all === undefined ? [] : readChannels(section, 'channels') };

  const levels = openSection(byLevel, `${section.prefix}channelsByLevel`, LEVELS, section.findings);
  const entries = LEVELS.flatMap((level): readonly [Level, readonly string[]][] =>
    given(levels, level) === undefined ? [] : [[level, readChannels(levels, level)]],
  );
  if (isRecord(byLevel) && entries.length === 0)
    refuse(section, 'channelsByLevel', `needs at least one level: ${LEVELS.join(', ')}`);
  return { channelsByLevel: Object.fromEntries(entries) };
}

function readChannels(section: Section, field: string): readonly string[] {
  const names = readList(section, field, MAX_CHANNELS).map((value, index) => {
    const name = typeof value === 'string' || Number.isSafeInteger(value) ? normaliseName(String(value)) : '';
    if (name === '') refuse(section, `${field}[${index}]`, 'must be the name of a channel');
    return name;
  });
  if (Array.isArray(given(section, field)) && names.length === 0) refuse(section, field, 'needs at least one channel');

  return [...new Set(names)];
}
