import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { lineTelemetry } from './line-telemetry.ts';
import type { Telemetry } from './telemetry.ts';

/** Namespace of the product's metrics; the alarms look here. */
export const METRICS_NAMESPACE = 'Tocsin';

/**
 * Telemetry on Lambda: the same JSON lines as on one machine, and figures in
 * the embedded metric format, so neither costs a call.
 *
 * Lines go to the stream itself: `console` would put a time and a request id
 * before them, and CloudWatch, which adds the time anyway, would see no JSON.
 */
export function powertoolsTelemetry(service: string): Telemetry {
  const metrics = new Metrics({ namespace: METRICS_NAMESPACE, serviceName: service });
  const lines = lineTelemetry((line) => process.stdout.write(`${line}\n`));

  return {
    ...lines,
    count: (name, value, dimensions = {}) => {
      // A metric of its own per call: dimensions of one figure must not reach another.
      const single = metrics.singleMetric();
      single.addDimensions({ ...dimensions });
      single.addMetric(name, MetricUnit.Count, value);
    },
  };
}
