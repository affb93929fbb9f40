import { normaliseName } from '../channels/channel-name.ts';
import {
  type Findings,
  given,
  openSection,
  readList,
  readText,
  refuse,
  type Section,
  warn,
} from '../channels/section.ts';
import { unknownChannel } from '../channels/unknown-channel.ts';
import { channelsOf, type PushRule, type PushSettings } from './push-settings.ts';
import { MAX_CHANNELS, readRule } from './rule-input.ts';

/** Rules there can be. */
export const MAX_RULES = 10_000;

/** Rules with limits there can be: a lane counts for each, in an item that holds 400 kB. */
export const MAX_LIMITED_RULES = 1_000;

/** What settings may take as JSON, in bytes: a request and an answer of Lambda hold 6 MB, in which quotes take twice. */
export const MAX_SETTINGS_BYTES = 4_000_000;

/** Reads push settings, of the API or of `tocsin.yaml`. Every mistake is reported with its field. */
export function readPushSettings(value: unknown, path: string, findings: Findings): PushSettings {
  const top = openSection(value, path, ['defaultChannel', 'rules'], findings);
  const name = readText(top, 'defaultChannel', 200);
  const rules = readList(top, 'rules', MAX_RULES).map((rule, index) =>
    readRule(rule, `${top.prefix}rules[${index}]`, findings),
  );
  const settings = { ...(name === undefined ? {} : { defaultChannel: normaliseName(name) }), rules };

  if (rules.length > 0 && name === undefined)
    refuse(top, 'defaultChannel', 'is required where there are rules: it takes what no rule is for');
  const limited = rules.filter(({ limits }) => limits !== undefined).length;
  if (limited > MAX_LIMITED_RULES)
    refuse(top, 'rules', `has ${limited} rules with limits, at most ${MAX_LIMITED_RULES} are counted`);
  refuseTwins(rules, top);
  warnOfShadows(rules, top);
  const bytes = Buffer.byteLength(JSON.stringify(settings));
  if (bytes > MAX_SETTINGS_BYTES)
    refuse(
      top,
      'rules',
      `take ${bytes} bytes as JSON, at most ${MAX_SETTINGS_BYTES} are kept: write fewer or shorter rules`,
    );

  return settings;
}

function refuseTwins(rules: readonly PushRule[], top: Section): void {
  const seen = new Set<string>();
  for (const [index, { name }] of rules.entries()) {
    if (name !== '' && seen.has(name)) refuse(top, `rules[${index}].name`, 'is the name of another rule too');
    seen.add(name);
  }
}

/** What comes behind a rule for everything is never asked, which nobody means. */
function warnOfShadows(rules: readonly PushRule[], top: Section): void {
  const all = rules.findIndex(
    (rule) => rule.enabled && !rule.continue && 'channels' in rule && Object.keys(rule.match).length === 0,
  );
  const behind = rules[all + 1];
  if (all >= 0 && behind !== undefined)
    warn(
      top,
      `rules[${all + 1}]`,
      `is never asked, nor is what follows it: rule "${rules[all]?.name}" takes everything`,
    );
}

/** What the settings' channels are held against. */
export interface KnownChannel {
  readonly name: string;
  /** Whether it sends ends; absent where that is not known yet. */
  readonly recovery?: boolean;
}

/** Reports every channel that is not there, and what a rule asks of a channel in vain. */
export function judgeChannels(
  { defaultChannel, rules }: PushSettings,
  path: string,
  known: readonly KnownChannel[],
  findings: Findings,
): void {
  const top: Section = { prefix: path === '' ? '' : `${path}.`, fields: {}, findings };
  const byName = new Map(known.map((channel) => [channel.name, channel]));
  const names = [...byName.keys()];
  if (defaultChannel !== undefined && !byName.has(defaultChannel))
    refuse(top, 'defaultChannel', unknownChannel(defaultChannel, names));

  for (const [index, rule] of rules.entries()) {
    for (const { channel, field } of channelsOf(rule).slice(0, MAX_CHANNELS)) {
      const found = byName.get(channel);
      if (found === undefined) refuse(top, `rules[${index}].${field}`, unknownChannel(channel, names));
      else if (rule.recovery === true && found.recovery === false)
        warn(
          top,
          `rules[${index}].recovery`,
          `has no effect for channel "${channel}", which sends no recoveries itself`,
        );
    }
  }
}

/** Whether a section is there at all: an empty one, as files have it, says nothing. */
export function isGiven(section: Section, field: string): boolean {
  const value = given(section, field);
  return value !== undefined && !(typeof value === 'object' && value !== null && Object.keys(value).length === 0);
}
