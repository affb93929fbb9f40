import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IAlarm,
  type IMetric,
  type IWidget,
  PeriodOverride,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { MetricName } from '#shared/config/metric-names.ts';
import type { Monitored } from './monitored.ts';
import { relayMetric } from './relay-metric.ts';

/** Settings of the dashboard. */
export interface RelayDashboardProps {
  readonly monitored: Monitored;
  /** The alarms whose state stands on top. */
  readonly alarms: readonly IAlarm[];
}

/** A third of the page. */
const THIRD = 8;

/**
 * What somebody looks at first: is something wrong, do alerts come in, do they
 * go out, do the parts work. At most 50 metrics, as three dashboards of an
 * account are free with (https://aws.amazon.com/cloudwatch/pricing/, read 2026-11-21).
 */
export class RelayDashboard extends Construct {
  /** Escape hatch: widgets of your own. */
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, { monitored, alarms }: RelayDashboardProps) {
    super(scope, id);
    this.dashboard = new Dashboard(this, 'Page', {
      defaultInterval: Duration.hours(12),
      periodOverride: PeriodOverride.INHERIT,
      widgets: [
        ...(alarms.length > 0 ? [[new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 24 })]] : []),
        alertsRow(monitored),
        robotsRow(monitored),
        partsRow(monitored),
      ],
    });
  }
}

function alertsRow({ receive, admin, dispatch }: Monitored): IWidget[] {
  const oldest = relayMetric('oldestWaitingSeconds', dispatch, { statistic: Stats.MAXIMUM, label: 'seconds' });

  return [
    graph('Alerts taken in', [relayMetric('accepted', receive, { label: 'accepted' })]),
    graph('Oldest alert that waits', [oldest]),
    graph('Answered 5xx, by function', [
      relayMetric('answered5xx', receive, { label: 'receive' }),
      relayMetric('robotMessageNotStored', receive, { label: 'receive, -1 as a robot' }),
      relayMetric('answered5xx', admin, { label: 'admin' }),
    ]),
  ];
}

function robotsRow({ dispatch }: Monitored): IWidget[] {
  const all = (...names: readonly MetricName[]) => names.map((name) => relayMetric(name, dispatch, { label: name }));

  return [
    graph('Messages delivered', all('delivered', 'canary')),
    graph('Messages not delivered', all('throttled', 'misconfigured', 'rejected', 'unreachable', 'unknown')),
    graph(
      'For a person to look at',
      all('dead', 'templateFallback', 'quota70', 'quota90', 'clockSkew', 'notAnnounced'),
    ),
  ];
}

function partsRow(monitored: Monitored): IWidget[] {
  const { receive, admin, dispatch, ocpPolling, wakeUpDeadLetters, operatorQueue, events } = monitored;
  const functions = Object.entries({ receive, admin, dispatch, ...(ocpPolling && { poll: ocpPolling.function }) });
  const queues = Object.entries({
    'wake-ups that failed': wakeUpDeadLetters,
    'for operators': operatorQueue,
    ...(events === undefined ? {} : { events: events.queue, 'events that failed': events.deadLetters }),
  });

  return [
    graph(
      'How long functions take, p99',
      functions.map(([label, each]) => each.metricDuration({ label, statistic: Stats.p(99) })),
    ),
    graph(
      'Errors and throttles of functions',
      functions.flatMap(([label, each]) => [
        each.metricErrors({ label }),
        each.metricThrottles({ label: `${label}, throttled` }),
      ]),
    ),
    graph(
      'Messages in queues',
      queues.map(([label, queue]) =>
        queue.metricApproximateNumberOfMessagesVisible({ label, statistic: Stats.MAXIMUM }),
      ),
    ),
  ];
}

function graph(title: string, left: readonly IMetric[]): GraphWidget {
  return new GraphWidget({ title, left: [...left], width: THIRD, leftYAxis: { min: 0 } });
}
