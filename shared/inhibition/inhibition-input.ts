import { parseName } from '../channels/channel-name.ts';
import {
  type Findings,
  given,
  isRecord,
  openSection,
  readList,
  refuse,
  refuseAs,
  type Section,
} from '../channels/section.ts';
import { unknownChannel } from '../channels/unknown-channel.ts';
import { readChannelNames, readMatcherTexts, readTexts } from '../routing/matcher-input.ts';
import { durationMs } from '../silences/silence-span.ts';
import { DEFAULT_SOURCE_TIMEOUT_MS, type InhibitionRule, MAX_SOURCE_TIMEOUT_MS } from './inhibition-rule.ts';

/** What rules may hold: all of it is small, since every process remembers all of them. */
export const INHIBITION_SIZES = { rules: 100, matchers: 8, matcher: 512, equal: 8, label: 100, channels: 100 } as const;

/** What all rules may take as JSON, bytes: one item of the table holds them. */
export const MAX_RULES_BYTES = 200_000;

/** The fields of a rule as people write it. */
export const INHIBITION_FIELDS = [
  'name',
  'sourceMatchers',
  'targetMatchers',
  'equal',
  'channels',
  'sourceTimeout',
] as const;

/** A shorter time would let go between two receipts. */
const MIN_SOURCE_TIMEOUT_MS = 300_000;

/** Reads the list of rules that stands in a field. Every mistake is reported with its field. */
export function readInhibitions(top: Section, field: string): readonly InhibitionRule[] {
  const rules = readList(top, field, INHIBITION_SIZES.rules).map((entry, at) =>
    readRule(entry, `${field}[${at}]`, top),
  );
  const seen = new Set<string>();
  for (const [at, { name }] of rules.entries()) {
    if (name !== '' && seen.has(name)) refuse(top, `${field}[${at}].name`, 'is the name of another rule too');
    seen.add(name);
  }
  const bytes = Buffer.byteLength(JSON.stringify(rules));
  if (bytes > MAX_RULES_BYTES)
    refuse(
      top,
      field,
      `take ${bytes} bytes as JSON, at most ${MAX_RULES_BYTES} are kept: write fewer or shorter rules`,
    );

  return rules;
}

function readRule(value: unknown, field: string, { prefix, findings }: Section): InhibitionRule {
  const section = openSection(value, prefix + field, INHIBITION_FIELDS, findings);
  const sizes = { most: INHIBITION_SIZES.matchers, longest: INHIBITION_SIZES.matcher };
  const channels = readChannelNames(section, INHIBITION_SIZES.channels);

  return {
    name: isRecord(value) ? readRuleName(section) : '',
    sourceMatchers: readMatcherTexts(section, 'sourceMatchers', {
      ...sizes,
      example: 'level=down, or name=ob_host_connection_failed',
      atLeast: 'one that needs a value',
    }),
    targetMatchers: readMatcherTexts(section, 'targetMatchers', { ...sizes, example: 'level!=down', atLeast: 'one' }),
    equal: [
      ...new Set(readTexts(section, 'equal', INHIBITION_SIZES.equal, INHIBITION_SIZES.label).map(({ text }) => text)),
    ],
    ...(channels === undefined ? {} : { channels }),
    sourceTimeoutMs: readTimeout(section),
  };
}

function readRuleName(section: Section): string {
  const value = given(section, 'name');
  if (value === undefined) return refuseAs(section, 'name', 'is required: the ledger names the rule by it') ?? '';
  const result = parseName(value);
  if (result.kind === 'unfit') return refuseAs(section, 'name', result.message) ?? '';
  if (result.name.includes('/')) return refuseAs(section, 'name', 'must not contain "/": use a hyphen instead') ?? '';

  return result.name;
}

function readTimeout(section: Section): number {
  const value = given(section, 'sourceTimeout');
  if (value === undefined) return DEFAULT_SOURCE_TIMEOUT_MS;
  const ms = durationMs(value);
  if (ms !== undefined && ms >= MIN_SOURCE_TIMEOUT_MS && ms <= MAX_SOURCE_TIMEOUT_MS) return ms;

  refuse(section, 'sourceTimeout', 'must be like 30m, 6h or 2d: at least 5m, at most 7d');
  return DEFAULT_SOURCE_TIMEOUT_MS;
}

/** Reports every channel that is not there. */
export function judgeRuleChannels(
  rules: readonly InhibitionRule[],
  path: string,
  known: readonly string[],
  findings: Findings,
): void {
  for (const [at, { channels = [] }] of rules.entries()) {
    for (const [nth, name] of channels.entries()) {
      if (known.includes(name)) continue;
      findings.errors.push({ field: `${path}[${at}].channels[${nth}]`, message: unknownChannel(name, known) });
    }
  }
}

/** A rule as people write it, with what goes without saying. */
export function shownRule({ sourceTimeoutMs, ...rule }: InhibitionRule): object {
  return { ...rule, sourceTimeout: durationText(sourceTimeoutMs) };
}

function durationText(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  return [days > 0 ? `${days}d` : '', hours > 0 ? `${hours}h` : '', rest > 0 ? `${rest}m` : ''].join('');
}
