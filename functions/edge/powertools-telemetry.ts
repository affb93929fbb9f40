import { LogFormatter, Logger, LogItem } from '@aws-lambda-powertools/logger';
import type { LogAttributes, UnformattedAttributes } from '@aws-lambda-powertools/logger/types';
import { Metrics } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import { METRICS, METRICS_NAMESPACE } from '#shared/config/metric-names.ts';
import { describeError } from './describe-error.ts';
import { errorFields } from './line-telemetry.ts';
import { maskedValue } from './mask-secrets.ts';
import type { Telemetry } from './telemetry.ts';

/** The loggers of this process, to be told of each invocation. */
const loggers: Logger[] = [];

/**
 * Telemetry on Lambda: the lines of one machine with the function, the request
 * and the trace they belong to, and figures in the embedded metric format. Both
 * go to the log, so neither costs a call. `POWERTOOLS_LOG_LEVEL` says from which
 * level on lines are written.
 */
export function powertoolsTelemetry(service: string): Telemetry {
  const logger = new Logger({ serviceName: service, logFormatter: new LineFormatter(), jsonReplacerFn: maskedValue });
  loggers.push(logger);
  // Not the service's name but the function's: two relays in one account must not add up.
  const metrics = new Metrics({
    namespace: METRICS_NAMESPACE,
    serviceName: process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? service,
  });

  return {
    info: (message, fields = {}) => logger.info(message, { ...fields }),
    warn: (message, fields = {}) => logger.warn(message, { ...fields }),
    error: (message, cause, fields) => logger.error(message, { ...fields, ...errorFields(cause) }),
    count: (name, value) => {
      metrics.addMetric(name, METRICS[name], value);
      metrics.publishStoredMetrics();
    },
  };
}

/** An invocation ended in an error. It carries the error's words without secrets, and nothing that hung on it. */
export class InvocationFailedError extends Error {
  override name = 'InvocationFailedError' as const;
}

/**
 * A handler whose log lines name the request they belong to, and the first of a
 * new process. What it throws is a line like any other: Lambda's own line has no
 * level to be looked for, and writes out all that hangs on an error.
 */
export function inInvocation<Event, Answer>(
  handler: (event: Event) => Promise<Answer>,
): (event: Event, context?: Context) => Promise<Answer> {
  return async (event, context) => {
    if (context !== undefined) for (const logger of loggers) logger.addContext(context);

    try {
      return await handler(event);
    } catch (error) {
      loggers.at(-1)?.error('invocation failed', { ...errorFields(error) });
      const { error: name, message } = describeError(error);
      throw new InvocationFailedError(`${name}: ${message}`);
    }
  };
}

/**
 * The fields that lines have beside their own. The time is CloudWatch's; what
 * is the same in every line of a log group (ARN, memory) is not repeated.
 */
class LineFormatter extends LogFormatter {
  override formatAttributes(common: UnformattedAttributes, own: LogAttributes): LogItem {
    const { lambdaContext } = common;
    const attributes = {
      level: common.logLevel.toLowerCase(),
      message: common.message,
      service: common.serviceName,
      requestId: lambdaContext?.awsRequestId,
      coldStart: lambdaContext?.coldStart === true ? true : undefined,
      traceId: common.xRayTraceId,
      ...own,
    };

    return new LogItem({ attributes });
  }
}
