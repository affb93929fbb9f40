import { Duration, Token } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { ALARM_NAMES, type AlarmSettings } from './alarm-names.ts';

/** An alert of the relay's own that is sent through the whole relay at fixed times. */
export interface CanarySettings {
  /** The channel it sends to: people there see a short message each time, which calls nobody. */
  readonly channel: string;
  /**
   * How often, in whole minutes, from five minutes on.
   *
   * @default Duration.hours(1)
   */
  readonly every?: Duration;
  /**
   * How many in a row may stay away before it is an alarm. Together they may span a day at most.
   *
   * @default 2
   */
  readonly missed?: number;
}

/** How the relay is looked after. */
export interface OperationProps {
  /**
   * Where the alarms about the relay itself go: a topic that lets CloudWatch publish.
   *
   * @default - the topic that operators are told on, `relay.operator.topic`
   */
  readonly alarmsTopic?: ITopic;
  /**
   * What of the alarms is otherwise: `{ throttled: false, oldestWaiting: { threshold: 300 } }`. Each alarm has an
   * article in docs/runbook.md under its name, and costs 0.10 USD a month.
   *
   * @default - all alarms, as the runbook says
   */
  readonly alarms?: AlarmSettings;
  /**
   * Whether there is a dashboard. Three of an account are free, each further one costs 3 USD a month.
   *
   * @default true
   */
  readonly dashboard?: boolean;
  /**
   * Address of the runbook for the links in alarms, without `#` at its end: your own copy of docs/runbook.md.
   *
   * @default 'docs/runbook.md', its path in this repository
   */
  readonly runbookUrl?: string;
  /**
   * An alert of the relay's own, sent through the whole relay at fixed times, and an alarm when it stays away.
   *
   * @default - none is sent
   */
  readonly canary?: CanarySettings;
  /**
   * Whether Lambda traces requests with X-Ray: 5 USD per million traces, of which it samples 5 %.
   *
   * @default false
   */
  readonly tracing?: boolean;
  /**
   * The level from which on functions log: `warn` leaves out the line of each delivered message.
   *
   * @default 'info'
   */
  readonly logLevel?: 'debug' | 'info' | 'warn' | 'error';
}

/** A day: the longest that CloudWatch looks back for an alarm with periods below an hour. */
const LONGEST_SECONDS = 86_400;
const SHORTEST_SECONDS = 300;

/** When the canary sends, and how many periods it may stay away for. */
export interface CanaryRhythm {
  readonly every: Duration;
  readonly missed: number;
}

/** A canary's rhythm, with its defaults. */
export function rhythmOf({ every = Duration.hours(1), missed = 2 }: CanarySettings): CanaryRhythm {
  return { every, missed };
}

/** What is wrong with these settings, each with what to do about it. */
export function operationProblems({ alarms = {}, canary, runbookUrl }: OperationProps): readonly string[] {
  const names: readonly string[] = ALARM_NAMES;
  const unknown = Object.keys(alarms).filter((name) => !names.includes(name));
  const thresholds = Object.entries(alarms).filter(
    ([, setting]) => setting !== false && !(Number(setting?.threshold ?? 1) > 0),
  );

  return [
    ...unknown.map((name) => `alarms: there is no alarm ${name}; there are ${ALARM_NAMES.join(', ')}`),
    ...thresholds.map(([name]) => `alarms.${name}.threshold must be above 0; to leave the alarm out, set it to false`),
    ...(runbookUrl?.includes('#') ? ['runbookUrl must not have a #: each alarm adds its own'] : []),
    ...(canary === undefined ? [] : canaryProblems(canary)),
  ];
}

function canaryProblems(canary: CanarySettings): readonly string[] {
  const { every, missed } = rhythmOf(canary);
  const everySeconds = every.toSeconds();
  if (Token.isUnresolved(everySeconds)) return [];

  return [
    ...(canary.channel.trim() === '' ? ['canary.channel must be the name of a channel'] : []),
    ...(everySeconds < SHORTEST_SECONDS || everySeconds % 60 !== 0
      ? ['canary.every must be whole minutes, five at least']
      : []),
    ...(Number.isInteger(missed) && missed >= 2 && missed * everySeconds <= LONGEST_SECONDS
      ? []
      : [
          'canary.missed must be a whole number from 2 on (a schedule may be seconds late), and span a day at most: missed × every',
        ]),
  ];
}
