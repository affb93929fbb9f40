import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { AlarmSpec } from './alarms.ts';
import type { Monitored } from './monitored.ts';

const PERIOD = Duration.minutes(5);

/** A quarter of an hour: longer than a retry, shorter than a night. */
const TOO_OLD_SECONDS = 900;

/** SQS, Lambda and the API say nothing while nobody uses them. */
const UNUSED = TreatMissingData.NOT_BREACHING;

/** The alarm about what senders are answered. The API counts it, so what never reached a function of ours counts too. */
export function ingressAlarms({ api }: Monitored): readonly AlarmSpec[] {
  return [
    {
      name: 'receive5xx',
      severity: 'high',
      kind: 'state',
      says: 'Senders are answered 5xx: their alerts are not taken in until they come again.',
      metric: api.metricServerError({ period: PERIOD, statistic: Stats.SUM }),
      threshold: 1,
      missing: UNUSED,
    },
  ];
}

/** Alarms about queues that should be empty, or soon be. */
export function queueAlarms({ wakeUpDeadLetters, operatorQueue, events }: Monitored): readonly AlarmSpec[] {
  const state = { kind: 'state', missing: UNUSED } as const;

  return [
    {
      ...state,
      name: 'wakeUpDeadLetters',
      severity: 'medium',
      says: 'Wake-ups failed three times: dispatching fails for some lane. No alert is lost by it.',
      metric: lengthOf(wakeUpDeadLetters),
      threshold: 1,
    },
    {
      ...state,
      name: 'operatorQueue',
      severity: 'medium',
      says: 'What operators are to be told does not reach their topic.',
      metric: ageOf(operatorQueue),
      threshold: TOO_OLD_SECONDS,
    },
    ...eventAlarms(events),
  ];
}

function eventAlarms(events: Monitored['events']): readonly AlarmSpec[] {
  if (events === undefined) return [];
  const state = { kind: 'state', missing: UNUSED, severity: 'high' } as const;

  return [
    {
      ...state,
      name: 'eventDeadLetters',
      says: 'Events could not be taken in: the alerts in them are told to nobody until they are sent again.',
      metric: lengthOf(events.deadLetters),
      threshold: 1,
    },
    {
      ...state,
      name: 'eventsWaiting',
      says: 'Events wait to be taken in for a quarter of an hour.',
      metric: ageOf(events.queue),
      threshold: TOO_OLD_SECONDS,
    },
  ];
}

/** Alarms about the functions as such, all together: which one it is the dashboard shows. */
export function functionAlarms({ receive, admin, dispatch }: Monitored): readonly AlarmSpec[] {
  const functions = { receive, admin, dispatch };
  const state = { kind: 'state', missing: UNUSED, severity: 'medium' } as const;

  return [
    {
      ...state,
      name: 'functionErrors',
      says: 'Functions of the relay end in errors or time out.',
      metric: sumOf(functions, (each) => each.metricErrors({ period: PERIOD })),
      // A single one is tried again by whoever called it.
      threshold: 3,
    },
    {
      ...state,
      name: 'functionThrottles',
      says: 'Lambda refuses to run functions of the relay: their concurrency, or the account’s, is used up.',
      metric: sumOf(functions, (each) => each.metricThrottles({ period: PERIOD })),
      threshold: 1,
    },
  ];
}

function lengthOf(queue: IQueue): IMetric {
  return queue.metricApproximateNumberOfMessagesVisible({ period: PERIOD, statistic: Stats.MAXIMUM });
}

function ageOf(queue: IQueue): IMetric {
  return queue.metricApproximateAgeOfOldestMessage({ period: PERIOD, statistic: Stats.MAXIMUM });
}

function sumOf(functions: Readonly<Record<string, IFunction>>, metricOf: (each: IFunction) => IMetric): IMetric {
  const usingMetrics = Object.fromEntries(Object.entries(functions).map(([name, each]) => [name, metricOf(each)]));

  return new MathExpression({
    // One that did not run has no figure, and must not hide the others'.
    expression: Object.keys(usingMetrics)
      .map((name) => `FILL(${name}, 0)`)
      .join(' + '),
    usingMetrics,
    period: PERIOD,
  });
}
