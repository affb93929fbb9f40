import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmSpec } from './alarms.ts';
import type { Monitored } from './monitored.ts';
import { relayMetric } from './relay-metric.ts';

/** How long a robot in trouble may be left alone before it is tried again, and a little more: its alarm lasts as long. */
const PROBED = Duration.minutes(15);

/** A robot whose month is used up is tried every 48 to 72 minutes: with less, its alarm would end and ring again each time. */
const PROBED_HOURLY = Duration.minutes(75);

/** What is emitted only when it happens: no figure means that it did not. */
const NOTHING_HAPPENED = TreatMissingData.NOT_BREACHING;

/** Alarms about alerts and robots, from what the dispatcher says of its own work. */
export function outcomeAlarms({ dispatch }: Monitored): readonly AlarmSpec[] {
  const event = { threshold: 1, kind: 'event', missing: NOTHING_HAPPENED } as const;
  const state = { threshold: 1, kind: 'state', missing: NOTHING_HAPPENED } as const;

  return [
    {
      ...event,
      name: 'dead',
      severity: 'high',
      says: 'Alerts ended as dead letters: no robot took them, and the people they were for have not been told.',
      metric: relayMetric('dead', dispatch),
    },
    {
      ...state,
      name: 'misconfigured',
      severity: 'medium',
      says: 'A robot refuses every message until a person changes a setting.',
      metric: relayMetric('misconfigured', dispatch, { period: PROBED_HOURLY }),
    },
    {
      ...state,
      name: 'throttled',
      severity: 'medium',
      says: 'A robot is muted: it says that it got too many messages.',
      metric: relayMetric('throttled', dispatch, { period: PROBED }),
    },
    {
      ...event,
      name: 'quota70',
      severity: 'low',
      says: "70 % of a month's message quota are used.",
      metric: relayMetric('quota70', dispatch),
    },
    {
      ...event,
      name: 'quota90',
      severity: 'medium',
      says: "90 % of a month's message quota are used, or all of it: all but down and critical come as digests far apart.",
      metric: relayMetric('quota90', dispatch),
    },
    {
      ...state,
      name: 'templateFallback',
      severity: 'low',
      says: "A channel's own template failed; its messages are told in the default one.",
      metric: relayMetric('templateFallback', dispatch, { period: PROBED }),
    },
  ];
}

/** Alarms from the figure that every sweep leaves: it says whether alerts reach people, and by being there that it ran. */
export function sweepAlarms({ dispatch }: Monitored): readonly AlarmSpec[] {
  const period = Duration.minutes(1);

  return [
    {
      name: 'oldestWaiting',
      severity: 'high',
      kind: 'state',
      says: 'An alert has been due for ten minutes or more and is not told.',
      metric: relayMetric('oldestWaitingSeconds', dispatch, { period, statistic: Stats.MAXIMUM }),
      threshold: 600,
      periods: 2,
      // Without a sweep nobody knows, which has an alarm of its own: what was said last stands.
      missing: TreatMissingData.IGNORE,
    },
    {
      name: 'sweepMissing',
      severity: 'high',
      kind: 'state',
      says: 'The dispatcher is dead: no sweep came to its end for five minutes, as GET /healthz says too.',
      metric: relayMetric('oldestWaitingSeconds', dispatch, { period, statistic: Stats.SAMPLE_COUNT }),
      threshold: 1,
      comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
      // As long as /healthz waits (functions/admin/health.ts).
      periods: 5,
      // A sweep that does not run leaves no figure.
      missing: TreatMissingData.BREACHING,
    },
  ];
}

/** The alarm of the canary: it is the figure that must be there. */
export function canaryAlarms({ dispatch, canary }: Monitored): readonly AlarmSpec[] {
  if (canary === undefined) return [];

  return [
    {
      name: 'canaryMissing',
      severity: 'high',
      kind: 'state',
      says: `The canary's alert was not delivered for ${canary.missed} periods: something between receiving and the robot does not work.`,
      metric: relayMetric('canary', dispatch, { period: canary.every }),
      threshold: 1,
      comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
      periods: canary.missed,
      // A canary that is not delivered leaves no figure.
      missing: TreatMissingData.BREACHING,
    },
  ];
}
