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
      `${secrets} secrets: ${robots} of robots, ${standing.secrets} of the first token`,
      secrets * PRICES.secretMonth,
    ),
    counted(
      'CloudWatch',
      `metrics that ${standing.alarms} alarms look at`,
      standing.alarmMetrics,
      PRICES.alarmMetricMonth,
      ALWAYS_FREE.alarmMetrics,
    ),
    ...optional('CloudWatch', 'composite alarms', standing.compositeAlarms, PRICES.compositeAlarmMonth),
    counted('CloudWatch', 'custom metric that the sweep writes', metrics, PRICES.metricMonth, ALWAYS_FREE.metrics),
    ...dashboardLines(standing.dashboards),
    counted(
      'SQS',
      `polls of ${standing.polledQueues} empty queues`,
      polls,
      PRICES.queueMillionRequests / 1_000_000,
      ALWAYS_FREE.queueRequests,
    ),
    ...sweepLines(sweeps, shapes),
    ...optional('KMS', 'keys', standing.keys, PRICES.keyMonth),
  ];
}

/** The one thing that is counted with its allowance: only an account with three dashboards already pays for another. */
function dashboardLines(count: number): readonly IdleLine[] {
  const usd = Math.max(0, count - ALWAYS_FREE.dashboards) * PRICES.dashboardMonth;
  return count === 0 ? [] : [always('CloudWatch', `${count} dashboard, among an account's first three`, usd)];
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
