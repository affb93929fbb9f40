import { describeError } from './describe-error.ts';
import type { LogFields, Telemetry } from './telemetry.ts';

/**
 * Telemetry as JSON lines, each with its time unless who takes them adds it.
 * Figures are not written.
 */
export function lineTelemetry(write: (line: string) => void, now?: () => number): Telemetry {
  const line = (level: string, message: string, fields: LogFields = {}): void => {
    const time = now === undefined ? {} : { time: new Date(now()).toISOString() };
    write(JSON.stringify({ ...time, level, message, ...fields }));
  };

  return {
    info: (message, fields) => line('info', message, fields),
    warn: (message, fields) => line('warn', message, fields),
    error: (message, cause, fields) => {
      const { error, message: words, at } = describeError(cause);
      line('error', message, { ...fields, error, cause: words, at });
    },
    count: () => {},
  };
}
