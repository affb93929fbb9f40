import { Duration } from 'aws-cdk-lib';
import { Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { METRICS_NAMESPACE, type MetricName } from '#shared/config/metric-names.ts';

/** One of the relay's own metrics, as a function of its emits it: the sum of five minutes unless said otherwise. */
export function relayMetric(name: MetricName, emitter: IFunction, options: MetricOptions = {}): Metric {
  return new Metric({
    namespace: METRICS_NAMESPACE,
    metricName: name,
    dimensionsMap: { service: emitter.functionName },
    statistic: Stats.SUM,
    period: Duration.minutes(5),
    ...options,
  });
}
