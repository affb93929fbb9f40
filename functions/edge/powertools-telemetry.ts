import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { describeError } from './describe-error.ts';
import type { Telemetry } from './telemetry.ts';

/** Namespace of the product's metrics; the alarms look here. */
export const METRICS_NAMESPACE = 'Tocsin';

/** Telemetry on Lambda: logs as JSON, figures in the embedded metric format, so neither costs a call. */
export function powertoolsTelemetry(service: string): Telemetry {
  const logger = new Logger({ serviceName: service });
  const metrics = new Metrics({ namespace: METRICS_NAMESPACE, serviceName: service });

  return {
    info: (message, fields = {}) => logger.info(message, fields),
    warn: (message, fields = {}) => logger.warn(message, fields),
    error: (message, cause, fields = {}) => {
      const { error, message: words, at } = describeError(cause);
      logger.error(message, { ...fields, error, cause: words, at });
    },
    count: (name, value, dimensions = {}) => {
      // A metric of its own per call: dimensions of one figure must not reach another.
      const single = metrics.singleMetric();
      single.addDimensions({ ...dimensions });
      single.addMetric(name, MetricUnit.Count, value);
    },
  };
}
