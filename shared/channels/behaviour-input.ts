import type { Channel, ResponseCheck } from './channel.ts';
import { CHANNEL_BOUNDS, CHANNEL_DEFAULTS, CHANNEL_SIZES } from './channel-defaults.ts';
import { parseChannelName, parseName } from './channel-name.ts';
import {
  type Findings,
  given,
  isRecord,
  openSection,
  readBoolean,
  readInteger,
  readList,
  readText,
  refuse,
  refuseAs,
  type Section,
  warn,
} from './section.ts';

/** Reads how repeats and groups of alerts are put together. */
export function readAggregation(value: unknown, findings: Findings): Channel['aggregation'] {
  const known = ['enabled', 'firstWaitSeconds', 'intervalSeconds', 'groupBy', 'holdNew'];
  const section = openSection(value, 'aggregation', known, findings);
  const [{ aggregation }, bounds] = [CHANNEL_DEFAULTS, CHANNEL_BOUNDS.aggregation];

  return {
    enabled: readBoolean(section, 'enabled', aggregation.enabled),
    firstWaitSeconds: readInteger(section, 'firstWaitSeconds', bounds.firstWaitSeconds, aggregation.firstWaitSeconds),
    intervalSeconds: readInteger(section, 'intervalSeconds', bounds.intervalSeconds, aggregation.intervalSeconds),
    groupBy: readGroupBy(section),
    holdNew: readBoolean(section, 'holdNew', aggregation.holdNew),
  };
}

const GROUP_BY_PATH = /^(?:name|source|target|level|labels\.\S(?:.*\S)?)$/;

function readGroupBy(section: Section): readonly string[] {
  if (given(section, 'groupBy') === undefined) return CHANNEL_DEFAULTS.aggregation.groupBy;

  const list = readList(section, 'groupBy', CHANNEL_SIZES.groupBy);
  return list.flatMap((path, index) => {
    if (typeof path === 'string' && path.length <= CHANNEL_SIZES.groupByPath && GROUP_BY_PATH.test(path)) return [path];

    refuse(section, `groupBy[${index}]`, 'must be name, source, target, level or labels.SOMETHING');
    return [];
  });
}

/** Reads what a robot's answer must also look like. */
export function readResponseCheck(value: unknown, findings: Findings): ResponseCheck {
  const section = openSection(value, 'responseCheck', ['json', 'regex', 'status'], findings);
  const json = readJson(section);
  const regex = readRegex(section);
  const status = readInteger(section, 'status', CHANNEL_BOUNDS.responseCheck.status, null);

  return {
    ...(json === undefined ? {} : { json }),
    ...(regex === undefined ? {} : { regex }),
    ...(status === null ? {} : { status }),
  };
}

function readJson(section: Section): ResponseCheck['json'] {
  const json = given(section, 'json');
  if (json === undefined) return undefined;
  if (!isRecord(json))
    return refuseAs(section, 'json', 'must be an object whose keys and values the answer shall contain');

  return JSON.stringify(json).length <= CHANNEL_SIZES.json
    ? json
    : refuseAs(section, 'json', `must be at most ${CHANNEL_SIZES.json} characters long`);
}

/** A group that repeats and holds a repetition: some such expressions take for ever on a long text. */
const NESTED_REPETITION = /\([^()]*[+*}][^()]*\)[+*{]/;

function readRegex(section: Section): string | undefined {
  const regex = readText(section, 'regex', CHANNEL_SIZES.regex);
  if (regex === undefined) return undefined;
  if (!isRegex(regex)) return refuseAs(section, 'regex', 'is not a regular expression (JavaScript syntax)');

  if (NESTED_REPETITION.test(regex)) warn(section, 'regex', 'a repeated group that itself repeats can be very slow');
  return regex;
}

/** Also on its own: `a)|(b` compiles only inside the group that a full match puts around it. */
function isRegex(source: string): boolean {
  try {
    return [source, `^(?:${source})$`].every((pattern) => new RegExp(pattern, 's') instanceof RegExp);
  } catch {
    return false;
  }
}

/** Reads the channel's budgets. */
export function readLimits(value: unknown, findings: Findings): Channel['limits'] {
  const known = ['perMinute', 'perHour', 'perDay', 'monthlyQuota', 'quotaPool'];
  const section = openSection(value, 'limits', known, findings);
  const [{ limits }, bounds] = [CHANNEL_DEFAULTS, CHANNEL_BOUNDS.limits];
  const quotaPool = readOwnName(section, 'quotaPool', parseName);

  return {
    perMinute: readInteger(section, 'perMinute', bounds.perMinute, limits.perMinute),
    perHour: readInteger(section, 'perHour', bounds.perHour, limits.perHour),
    perDay: readInteger(section, 'perDay', bounds.perDay, limits.perDay),
    monthlyQuota: readInteger(section, 'monthlyQuota', bounds.monthlyQuota, limits.monthlyQuota),
    ...(quotaPool === undefined ? {} : { quotaPool }),
  };
}

/** The channel that is read, and all there are or will be, when these are known. */
export interface ChannelNames {
  readonly own: string | undefined;
  readonly all: readonly string[] | undefined;
}

/** Reads how long a message is tried, and who takes over. */
export function readDelivery(value: unknown, findings: Findings, names: ChannelNames): Channel['delivery'] {
  const section = openSection(value, 'delivery', ['patienceSeconds', 'maxAgeSeconds', 'fallbackChannel'], findings);
  const [{ delivery }, bounds] = [CHANNEL_DEFAULTS, CHANNEL_BOUNDS.delivery];
  const fallbackChannel = readFallback(section, names);

  return {
    patienceSeconds: readInteger(section, 'patienceSeconds', bounds.patienceSeconds, delivery.patienceSeconds),
    maxAgeSeconds: readInteger(section, 'maxAgeSeconds', bounds.maxAgeSeconds, delivery.maxAgeSeconds),
    ...(fallbackChannel === undefined ? {} : { fallbackChannel }),
  };
}

function readFallback(section: Section, { own, all }: ChannelNames): string | undefined {
  const name = readOwnName(section, 'fallbackChannel', parseChannelName);
  if (name === undefined) return undefined;
  if (name === own) return refuseAs(section, 'fallbackChannel', 'must be another channel than this one');

  return all?.includes(name) === false
    ? refuseAs(section, 'fallbackChannel', 'must be the name of a channel that exists')
    : name;
}

function readOwnName(section: Section, field: string, parse: typeof parseName): string | undefined {
  const value = given(section, field);
  if (value === undefined || value === '') return undefined;

  const result = parse(value);
  return result.kind === 'name' ? result.name : refuseAs(section, field, result.message);
}
