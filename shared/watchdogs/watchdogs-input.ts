import { LEVELS } from '../alert/level.ts';
import { parseChannelName } from '../channels/channel-name.ts';
import {
  type Findings,
  given,
  isRecord,
  openSection,
  readChoice,
  readInteger,
  readList,
  readText,
  refuse,
  refuseAs,
  type Section,
} from '../channels/section.ts';
import { OWN_SOURCE } from '../notices/own-source.ts';
import { MAX_SOURCE_LENGTH } from '../receiving/source-name.ts';
import { SILENT_ALERT_POLICIES, type SilentAlertRule, type Watchdogs, type WatchedSource } from './watchdogs.ts';

/** What watchdogs may hold. All of it is one item, read by whoever takes alerts in. */
export const WATCHDOG_BOUNDS = {
  sources: 100,
  channels: 10,
  /** Sources are noted and judged once a minute: below this a wrong alarm is likelier than a right one. */
  silentAfterMinutes: { min: 5, max: 10_080 },
  repeatMinutes: { min: 10, max: 10_080 },
  silentAlerts: 100,
  /** Of an alert: what repeats more often than its channel tells is still heard once in ten minutes or so. */
  alertSilentAfterMinutes: { min: 30, max: 43_200 },
} as const;

/** What goes without saying. */
export const WATCHDOG_DEFAULTS = { level: 'critical', repeatMinutes: 60 } as const;

const RULE_FIELDS = ['source', 'silentAfterMinutes', 'policy'] as const;

const SOURCE_FIELDS = ['source', 'silentAfterMinutes', 'channels', 'level', 'repeatMinutes'] as const;

/** Reads watchdogs, of the API or of `tocsin.yaml`. Every mistake is reported with its field. */
export function readWatchdogs(value: unknown, path: string, findings: Findings): Watchdogs {
  const top = openSection(value, path, ['sources', 'silentAlerts'], findings);
  const sources = readList(top, 'sources', WATCHDOG_BOUNDS.sources).map((entry, index) => {
    const at = `${top.prefix}sources[${index}]`;
    if (isRecord(entry)) return readWatchedSource(openSection(entry, at, SOURCE_FIELDS, findings));

    findings.errors.push({ field: at, message: 'must be an object with source, silentAfterMinutes and channels' });
    // It keeps its place, since what is wrong with others is told by theirs.
    return readWatchedSource({ prefix: '', fields: {}, findings: { errors: [], warnings: [] } });
  });
  const silentAlerts = readList(top, 'silentAlerts', WATCHDOG_BOUNDS.silentAlerts).map((entry, index) => {
    const at = `${top.prefix}silentAlerts[${index}]`;
    if (isRecord(entry)) return readRule(openSection(entry, at, RULE_FIELDS, findings));

    findings.errors.push({ field: at, message: 'must be an object with source, silentAfterMinutes and policy' });
    return readRule({ prefix: '', fields: {}, findings: { errors: [], warnings: [] } });
  });
  refuseTwins('sources', sources, top);
  refuseTwins('silentAlerts', silentAlerts, top);

  return { sources, silentAlerts };
}

function readWatchedSource(section: Section): WatchedSource {
  const { silentAfterMinutes, repeatMinutes } = WATCHDOG_BOUNDS;
  const after = readInteger<number | null>(section, 'silentAfterMinutes', silentAfterMinutes, null);
  if (after === null && !isRefused(section, 'silentAfterMinutes'))
    refuse(section, 'silentAfterMinutes', 'is required: two or three times as long as the sender is ever quiet');

  return {
    source: readSource(section),
    silentAfterMinutes: after ?? silentAfterMinutes.max,
    channels: readChannels(section),
    level: readChoice(section, 'level', LEVELS, WATCHDOG_DEFAULTS.level),
    repeatMinutes: readInteger(section, 'repeatMinutes', repeatMinutes, WATCHDOG_DEFAULTS.repeatMinutes),
  };
}

function readRule(section: Section): SilentAlertRule {
  const bounds = WATCHDOG_BOUNDS.alertSilentAfterMinutes;
  const after = readInteger<number | null>(section, 'silentAfterMinutes', bounds, null);
  if (after === null && !isRefused(section, 'silentAfterMinutes'))
    refuse(section, 'silentAfterMinutes', 'is required: some times as long as the sender waits between two repeats');
  if (given(section, 'policy') === undefined)
    refuse(section, 'policy', 'is required: name (people are told of it) or close (it is ended too)');

  return {
    source: readSource(section),
    silentAfterMinutes: after ?? bounds.max,
    policy: readChoice(section, 'policy', SILENT_ALERT_POLICIES, 'name'),
  };
}

function readSource(section: Section): string {
  const source = readText(section, 'source', MAX_SOURCE_LENGTH) ?? '';
  if (source === '' && !isRefused(section, 'source')) {
    refuse(section, 'source', 'is required: the name of the sender as GET /v1/alerts shows it, for example ocp');
  } else if (/\p{Cc}/u.test(source)) refuse(section, 'source', 'must be without control characters');
  else if (source === OWN_SOURCE)
    refuse(section, 'source', 'is the relay itself, which sends nothing to itself: /healthz and the canary watch it');

  return source;
}

function readChannels(section: Section): readonly string[] {
  const list = readList(section, 'channels', WATCHDOG_BOUNDS.channels);
  if (list.length === 0 && !isRefused(section, 'channels'))
    refuse(section, 'channels', 'is required: at least one channel that is told');

  return [
    ...new Set(
      list.flatMap((entry, at) => {
        const result = parseChannelName(entry);
        return result.kind === 'name' ? [result.name] : (refuseAs(section, `channels[${at}]`, result.message) ?? []);
      }),
    ),
  ];
}

/** Whether something is wrong with a field already: then it need not be said to be missing too. */
function isRefused({ prefix, findings }: Section, name: string): boolean {
  return findings.errors.some(({ field }) => field === prefix + name);
}

function refuseTwins(field: string, sources: readonly { readonly source: string }[], top: Section): void {
  const seen = new Set<string>();
  for (const [index, { source }] of sources.entries()) {
    if (source !== '' && seen.has(source)) refuse(top, `${field}[${index}].source`, 'is there twice');
    seen.add(source);
  }
}
