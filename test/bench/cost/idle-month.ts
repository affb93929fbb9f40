import { IDLE_POLLS_A_MINUTE, MONTH_DAYS } from './assumptions.ts';
import { type BillLine, billOf, type Shapes } from './bill.ts';
import type { Standing } from './deployed.ts';
import { ALWAYS_FREE, PRICES } from './prices.ts';
import type { Usage } from './traffic.ts';

/** What happens in an idle month. */
export interface IdleMonth {
  readonly standing: Standing;
  readonly robots: number;
  /** Custom metrics that are written although nothing happens. */
  readonly metrics: number;
  readonly sweeps: { readonly usage: Usage; readonly count: number };
  readonly shapes: Shapes;
}

/** A line of the idle month, with what it comes to where the account uses nothing else. */
export interface IdleLine extends BillLine {
  readonly withAllowances: number;
}

const MINUTES = MONTH_DAYS * 24 * 60;

/** Everything that a month costs in which no alert comes. */
export function idleMonth({ standing, robots, metrics, sweeps, shapes }: IdleMonth): readonly IdleLine[] {
  const polls = standing.polledQueues * IDLE_POLLS_A_MINUTE * MINUTES;
  const secrets = standing.secrets + robots;

  return [
    always(
      'Secrets Manager',
      `${secrets} secrets: ${robots} robots, ${standing.secrets} for tokens`,
      secrets * PRICES.secretMonth,
    ),
    counted('CloudWatch', 'alarms', standing.alarmMetrics, PRICES.alarmMetricMonth, ALWAYS_FREE.alarmMetrics),
    ...optional('CloudWatch', 'composite alarms', standing.compositeAlarms, PRICES.compositeAlarmMonth),
    counted('CloudWatch', 'custom metrics that the sweep writes', metrics, PRICES.metricMonth, ALWAYS_FREE.metrics),
    counted('CloudWatch', 'dashboards', standing.dashboards, PRICES.dashboardMonth, ALWAYS_FREE.dashboards),
    counted(
      'SQS',
      `polls of ${standing.polledQueues} empty queues`,
      polls,
      PRICES.queueMillionRequests / 1_000_000,
      ALWAYS_FREE.queueRequests,
    ),
    ...sweepLines(sweeps, shapes),
    ...optional('KMS', 'keys', standing.keys, PRICES.keyMonth),
  ].filter(({ usd }) => usd > 0);
}

/** The sweep of every minute: what it costs beside the metrics it writes. */
function sweepLines({ usage, count }: IdleMonth['sweeps'], shapes: Shapes): readonly IdleLine[] {
  const bill = billOf(usage, shapes, { gigabyteMonths: 0 }, MINUTES / count);
  const usdOf = (service: string) =>
    bill.filter((line) => line.service === service).reduce((sum, { usd }) => sum + usd, 0);

  return [
    { ...always('Lambda', `${MINUTES.toLocaleString('en-US')} sweeps`, usdOf('Lambda')), withAllowances: 0 },
    always('DynamoDB', 'what the sweeps read and write', usdOf('DynamoDB')),
    { ...always('CloudWatch Logs', 'what the sweeps write', usdOf('CloudWatch Logs')), withAllowances: 0 },
  ];
}

function always(service: string, what: string, usd: number): IdleLine {
  return { service, what, usd, withAllowances: usd };
}

function optional(service: string, what: string, count: number, price: number): readonly IdleLine[] {
  return count === 0 ? [] : [always(service, `${count} ${what}`, count * price)];
}

function counted(service: string, what: string, count: number, price: number, free: number): IdleLine {
  const shown = count.toLocaleString('en-US');
  return { ...always(service, `${shown} ${what}`, count * price), withAllowances: Math.max(0, count - free) * price };
}
