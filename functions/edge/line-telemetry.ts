import { describeError } from './describe-error.ts';
import { maskedValue } from './mask-secrets.ts';
import type { LogFields, Telemetry } from './telemetry.ts';

/**
 * Telemetry as JSON lines, each with its time unless who takes them adds it.
 * Figures are not written.
 */
export function lineTelemetry(write: (line: string) => void, now?: () => number): Telemetry {
  const line = (level: string, message: string, fields: LogFields = {}): void => {
    const time = now === undefined ? {} : { time: new Date(now()).toISOString() };
    write(JSON.stringify({ ...time, level, message, ...fields }, maskedValue));
  };

  return {
    info: (message, fields) => line('info', message, fields),
    warn: (message, fields) => line('warn', message, fields),
    error: (message, cause, fields) => line('error', message, { ...fields, ...errorFields(cause) }),
    count: () => {},
  };
}

/** What a line says of something thrown: never the thing itself, which may carry the request it was about. */
export function errorFields(thrown: unknown): LogFields {
  const { error, message, at } = describeError(thrown);
  return { error, cause: message, at };
}
