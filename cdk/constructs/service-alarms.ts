import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { AlarmSpec } from './alarms.ts';
import type { Monitored } from './monitored.ts';
import { relayMetric } from './relay-metric.ts';

const PERIOD = Duration.minutes(5);

/** A quarter of an hour: longer than a retry, shorter than a night. */
const TOO_OLD_SECONDS = 900;

/** So many rounds of an OCP may fail in a row: a list that changes while it is read is no trouble yet. */
const LEAST_ROUNDS = 3;

/** SQS, Lambda and the API say nothing while nobody uses them. */
const UNUSED = TreatMissingData.NOT_BREACHING;

/**
 * A queue that nobody touches for six hours has no figures (SQS guide, "Monitoring Amazon SQS queues using CloudWatch",
 * read 2026-11-21). What lies in a dead-letter queue is not gone by that: what was said last stands. To empty it is to
 * touch it.
 */
const UNTOUCHED = TreatMissingData.IGNORE;

/**
 * The alarm about what senders are answered. The API counts it, so what never reached a function of ours counts too; but
 * "busy" in the words of a robot is HTTP 200 to it, and counted by ours.
 */
export function ingressAlarms({ api, receive }: Monitored): readonly AlarmSpec[] {
  return [
    {
      name: 'receive5xx',
      severity: 'high',
      kind: 'state',
      says: 'Senders are answered 5xx, or -1 as a robot does: their alerts are not taken in until they come again.',
      metric: new MathExpression({
        expression: 'FILL(answered, 0) + FILL(asRobot, 0)',
        usingMetrics: {
          answered: api.metricServerError({ period: PERIOD, statistic: Stats.SUM }),
          asRobot: relayMetric('robotMessageNotStored', receive),
        },
        period: PERIOD,
      }),
      threshold: 1,
      missing: UNUSED,
    },
  ];
}

/**
 * The alarm about OCPs that are read. A round that does not come to its end is
 * an error of the function, whichever OCP it was for: one that fails all the
 * time leaves as many of them as the one that is read least often has rounds.
 */
export function pollingAlarms({ ocpPolling }: Monitored): readonly AlarmSpec[] {
  if (ocpPolling === undefined) return [];
  const slowest = ocpPolling.slowest.toSeconds();
  const seconds = Math.max(TOO_OLD_SECONDS, LEAST_ROUNDS * slowest);

  return [
    {
      name: 'ocpNotPolled',
      severity: 'high',
      kind: 'state',
      says: 'An OCP is not read to its end in round after round: what fires there is not told, or what ended is not.',
      metric: ocpPolling.function.metricErrors({ period: Duration.seconds(seconds), statistic: Stats.SUM }),
      // A round may fall just outside of the period.
      threshold: Math.floor(seconds / slowest) - 1,
      // Lambda counts the errors of each invocation, none as 0: without a figure there was no round at all.
      missing: TreatMissingData.BREACHING,
    },
  ];
}

/** Alarms about queues that should be empty, or soon be. */
export function queueAlarms({ wakeUpDeadLetters, operatorQueue, events }: Monitored): readonly AlarmSpec[] {
  const state = { kind: 'state', missing: UNTOUCHED } as const;

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
      // Not by the age of the oldest: that of a message received three times is left out of it, after 90 s here
      // (SQS guide, "Available CloudWatch metrics for Amazon SQS", read 2026-11-21).
      metric: contentOf(operatorQueue),
      threshold: 1,
      // Together as long as TOO_OLD_SECONDS.
      periods: 3,
    },
    ...eventAlarms(events),
  ];
}

function eventAlarms(events: Monitored['events']): readonly AlarmSpec[] {
  if (events === undefined) return [];
  const state = { kind: 'state', severity: 'high' } as const;

  return [
    {
      ...state,
      missing: UNTOUCHED,
      name: 'eventDeadLetters',
      says: 'Events could not be taken in: the alerts in them are told to nobody until they are sent again.',
      metric: lengthOf(events.deadLetters),
      threshold: 1,
    },
    {
      ...state,
      missing: UNUSED,
      name: 'eventsWaiting',
      says: 'Events wait to be taken in for a quarter of an hour.',
      metric: ageOf(events.queue),
      threshold: TOO_OLD_SECONDS,
    },
  ];
}

/** Alarms about the functions as such, all together: which one it is the dashboard shows. */
export function functionAlarms({ receive, admin, dispatch, ocpPolling }: Monitored): readonly AlarmSpec[] {
  const functions = { receive, admin, dispatch };
  // Its errors have an alarm of their own.
  const throttled = { ...functions, ...(ocpPolling && { poll: ocpPolling.function }) };
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
      metric: sumOf(throttled, (each) => each.metricThrottles({ period: PERIOD })),
      threshold: 1,
    },
  ];
}

function lengthOf(queue: IQueue): IMetric {
  return queue.metricApproximateNumberOfMessagesVisible({ period: PERIOD, statistic: Stats.MAXIMUM });
}

/** Messages that wait, and those that somebody has and did not delete: one that is refused is now this, now that. */
function contentOf(queue: IQueue): IMetric {
  const inHand = queue.metricApproximateNumberOfMessagesNotVisible({ period: PERIOD, statistic: Stats.MAXIMUM });

  return new MathExpression({
    expression: 'FILL(waiting, 0) + FILL(inHand, 0)',
    usingMetrics: { waiting: lengthOf(queue), inHand },
    period: PERIOD,
  });
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
