import type { Template } from 'aws-cdk-lib/assertions';
import { type Resource, resourcesOf } from '#test/cdk/synth-relay.ts';
import type { FunctionShape, Shapes } from './bill.ts';

/** What of a deployment costs something while nothing happens. */
export interface Standing {
  readonly secrets: number;
  readonly dashboards: number;
  /** Metrics that the alarms watch: an alarm over an expression pays for each. */
  readonly alarmMetrics: number;
  readonly alarms: number;
  readonly compositeAlarms: number;
  /** Queues that Lambda or a pipe polls. */
  readonly polledQueues: number;
  readonly keys: number;
}

/** Counts what stands in a template. */
export function standingIn(template: Template): Standing {
  const count = (type: string) => resourcesOf(template, type).length;
  const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);

  return {
    secrets: count('AWS::SecretsManager::Secret'),
    dashboards: count('AWS::CloudWatch::Dashboard'),
    alarmMetrics: alarms.reduce((sum, alarm) => sum + metricsOf(alarm), 0),
    alarms: alarms.length,
    compositeAlarms: count('AWS::CloudWatch::CompositeAlarm'),
    polledQueues: count('AWS::Lambda::EventSourceMapping') + count('AWS::Pipes::Pipe'),
    keys: count('AWS::KMS::Key'),
  };
}

/** What the two functions on the way of an alert are deployed with. */
export function shapesIn(template: Template): Shapes {
  return { receive: shapeOf(template, 'RelayReceive'), dispatch: shapeOf(template, 'RelayDispatch') };
}

function metricsOf({ Metrics }: Resource['Properties']): number {
  if (!Array.isArray(Metrics)) return 1;
  return Metrics.filter((one: Readonly<Record<string, unknown>>) => 'MetricStat' in one).length;
}

function shapeOf(template: Template, prefix: string): FunctionShape {
  const found = resourcesOf(template, 'AWS::Lambda::Function').find(([id]) => id.startsWith(prefix));
  if (found === undefined) throw new Error(`no function ${prefix}`);
  const { MemorySize, LoggingConfig } = found[1].Properties;
  const logging = (LoggingConfig ?? {}) as Readonly<Record<string, unknown>>;

  return { memory: Number(MemorySize), platformLines: logging['SystemLogLevel'] !== 'WARN' };
}
