import type { AlertStatus, ParsedAlert } from '../../../alert/alert.ts';
import type { Level } from '../../../alert/level.ts';
import { labelsOf, present } from '../fields.ts';
import { keepWithin } from '../keep-within.ts';
import { levelOfWord } from '../severity.ts';
import { readTimestamp } from '../timestamp.ts';
import { parseArn, partitionOf } from './arn.ts';
import { alarmLink } from './console-link.ts';

/** One state of an alarm. Absent texts are empty. */
export interface AlarmState {
  /** `ALARM`, `OK` or `INSUFFICIENT_DATA`. */
  readonly value: string;
  readonly reason: string;
  /** When it came to be so. */
  readonly at: string;
}

/** Whether a word is a state of an alarm. */
export function isAlarmState(word: unknown): boolean {
  return word === 'ALARM' || word === 'OK' || word === 'INSUFFICIENT_DATA';
}

/** A change of an alarm's state, however it reached us. Absent texts are empty. */
export interface AlarmChange {
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  readonly description: string;
  readonly state: AlarmState;
  readonly previous: AlarmState;
  /** Dimensions, children or contributor: what the alarm is about. */
  readonly target: string;
  /** Tells the time series of one alarm apart, where it watches several. */
  readonly contributor: string;
  readonly labels: Readonly<Record<string, string>>;
  /** What keeps the alarm's own actions back now, in CloudWatch: a mute rule, or another alarm. */
  readonly masked?: ParsedAlert['masked'];
}

/** The name of an alarm whose message gives none. */
const NAMELESS = 'CloudWatch 告警 (CloudWatch alarm)';

/** CloudWatch's own words for the state of an alarm it has not looked at yet. */
const NEVER_EVALUATED = /^Unchecked: Initial alarm creation/;

/** The alert that tells of an alarm's change. The alarm's ARN is its identity, over EventBridge and SNS alike. */
export function alertOfAlarm(change: AlarmChange): ParsedAlert {
  const { arn, name, state, labels } = change;
  const region = parseArn(arn)?.region || change.region;
  const account = parseArn(arn)?.account || change.account;
  const partition = parseArn(arn)?.partition ?? partitionOf(region);
  const status = statusOf(change);

  return keepWithin({
    id: idOf(change, account, region),
    name: name || NAMELESS,
    level: levelOf(change),
    status,
    target: change.target,
    summary: state.reason,
    description: change.description,
    ...timesOf(change, status),
    ...present({ url: alarmLink({ partition, region }, name) }),
    labels: labelsOf({ ...labels, account, region, state: state.value, previous_state: change.previous.value }),
    group: groupOf(change, account, region),
    ...maskedAs(change),
  });
}

function idOf({ arn, name, contributor }: AlarmChange, account: string, region: string): string {
  const alarm = arn || ['alarm', account, region, name].join('/');
  return contributor === '' ? alarm : `${alarm}#${contributor}`;
}

/**
 * `OK` ends it. `INSUFFICIENT_DATA` says that nobody knows: what fired goes on
 * (the same episode, counted), and what was well is told as a caution.
 */
function statusOf({ state }: AlarmChange): AlertStatus {
  return state.value === 'OK' ? 'resolved' : 'firing';
}

/** Somebody chose the threshold, so `ALARM` is critical, unless the alarm's description says `severity=…` or `level: …`. */
function levelOf({ state, previous, description }: AlarmChange): Level {
  const word = /\b(?:severity|level)\s*[=:]\s*"?([\w-]{1,20})/i.exec(description)?.[1];
  const told = word === undefined ? undefined : levelOfWord(word);
  if (told !== undefined) return told;

  return state.value === 'INSUFFICIENT_DATA' && previous.value !== 'ALARM' ? 'caution' : 'critical';
}

/**
 * The episode began when the state did. One that ends, or of which nobody knows
 * any more, began no later than its previous state, so a late copy of its end
 * can't end the next.
 */
function timesOf({ state, previous }: AlarmChange, status: AlertStatus): Partial<ParsedAlert> {
  const lasts = state.value === 'INSUFFICIENT_DATA' && previous.value === 'ALARM';
  const began = status === 'resolved' || lasts ? previous.at : state.at;
  const changed = readTimestamp(state.at);

  return present({
    activeAt: readTimestamp(began),
    updatedAt: changed,
    resolvedAt: status === 'resolved' ? changed : undefined,
  });
}

/**
 * An end is never masked: people who heard of the beginning hear of it. But for
 * the first look at a new alarm, which finds it well: nothing was ever wrong.
 */
function maskedAs({ state, previous, masked }: AlarmChange): Pick<ParsedAlert, 'masked'> {
  if (state.value !== 'OK') return masked === undefined ? {} : { masked };

  const isFirstLook = previous.value === 'INSUFFICIENT_DATA' && NEVER_EVALUATED.test(previous.reason);
  return isFirstLook ? { masked: 'inhibited' } : {};
}

/** Alarms on one metric go into one message: the hosts of a fleet have an alarm each. */
function groupOf({ labels, name }: AlarmChange, account: string, region: string): string {
  const metric = [labels['namespace'] ?? '', labels['metric'] ?? ''].filter((part) => part !== '');
  return [account, region, ...(metric.length > 0 ? metric : [name])].join('|');
}
